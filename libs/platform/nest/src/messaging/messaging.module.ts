import { type DynamicModule, Inject, Injectable, Module, type Provider } from '@nestjs/common';
import { Database } from '@tradepost/database';
import {
  IdempotentWrites,
  inboxSweep,
  keySweep,
  OutboxRelay,
  outboxSweep,
  Sweeper,
} from '@tradepost/messaging';
import { Logger, Metrics } from '@tradepost/observability';
import { Redis } from 'ioredis';
import { PLATFORM } from '../platform/tokens.ts';
import type { Platform } from '../platform/platform.ts';
import { startWithApp } from '../tasks/start-with-app.ts';

@Injectable()
class ServiceOutboxRelay extends OutboxRelay {
  constructor(
    @Inject(PLATFORM) { name: service }: Platform,
    db: Database,
    redis: Redis,
    log: Logger,
    metrics: Metrics,
  ) {
    super({ service, db, redis, log, metrics });
  }
}

@Injectable()
class ServiceSweeper extends Sweeper {
  constructor(db: Database, log: Logger, metrics: Metrics) {
    super({ db, log, metrics });
    this.add(inboxSweep, keySweep, outboxSweep);
  }
}

@Injectable()
class ServiceIdempotentWrites extends IdempotentWrites {
  constructor(db: Database) {
    super(db, db);
  }
}

export interface MessagingOptions {
  /** True: the service writes events to its outbox, and `OutboxRelay` publishes them. */
  readonly publishesEvents: boolean;
}

/** `IdempotentWrites`, `OutboxRelay`, and `Sweeper`, to which a service adds what else it keeps for a time only. */
@Module({})
export class MessagingModule {
  static forRoot({ publishesEvents }: MessagingOptions): DynamicModule {
    const relay: Provider[] = [
      { provide: OutboxRelay, useClass: ServiceOutboxRelay },
      startWithApp(OutboxRelay),
    ];
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: IdempotentWrites, useClass: ServiceIdempotentWrites },
        { provide: Sweeper, useClass: ServiceSweeper },
        startWithApp(Sweeper),
        ...(publishesEvents ? relay : []),
      ],
      exports: [IdempotentWrites, Sweeper, ...(publishesEvents ? [OutboxRelay] : [])],
    };
  }
}
