import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { PlatformModule } from '@tradepost/nest';
import { AuthorizationMapper } from './io/authorization.mapper.ts';
import { AuthorizationsController } from './io/authorizations.controller.ts';
import { ChallengeController } from './io/challenge.controller.ts';
import { ExpiryWorker } from './io/expiry.worker.ts';
import { LedgerController } from './io/ledger.controller.ts';
import { Ledger } from './io/ledger.store.ts';
import { ProblemFilter } from './io/problem.filter.ts';
import { RequestPipe } from './io/request.pipe.ts';
import { SandboxDatabase } from './io/sandbox-database.ts';
import { VoidsController } from './io/voids.controller.ts';
import { WebhookSender } from './io/webhook-sender.worker.ts';
import { sandboxConfig } from './sandbox.config.ts';

@Module({
  imports: [
    PlatformModule.forRoot({
      name: 'payment-sandbox',
      config: sandboxConfig,
      database: SandboxDatabase,
      hasPublicHttp: true,
    }),
  ],
  controllers: [AuthorizationsController, ChallengeController, LedgerController, VoidsController],
  providers: [
    AuthorizationMapper,
    ExpiryWorker,
    Ledger,
    WebhookSender,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: RequestPipe },
  ],
})
export class SandboxModule {}
