import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { CONFIG } from '@tradepost/nest';
import type { FastifyReply } from 'fastify';
import { returnUrl } from '../domain/return-url.ts';
import type { SandboxConfig } from '../sandbox.config.ts';
import { AuthorizationId } from './authorization-id.pipe.ts';
import { AuthorizationMapper, type AuthorizationReply } from './authorization.mapper.ts';
import { challengePage } from './challenge-page.ts';
import { Ledger } from './ledger.store.ts';
import { ChallengeBody, ChallengeQuery, type Valid } from './request-schemas.ts';
import { WebhookSender } from './webhook-sender.worker.ts';

type ChallengeQuery = Valid<typeof ChallengeQuery>;

/** Where the payer confirms or refuses: a page with two buttons, and the form that they send. */
@Controller('authorizations/:id/challenge')
export class ChallengeController {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<SandboxConfig, 'PUBLIC_URL'>,
    private readonly ledger: Ledger,
    private readonly sender: WebhookSender,
    private readonly mapper: AuthorizationMapper,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  page(@Query({ schema: ChallengeQuery }) query: ChallengeQuery): string {
    this.returnUrl(query);
    return challengePage;
  }

  @Post()
  @HttpCode(HttpStatus.OK)
  async choose(
    @Param('id', AuthorizationId) id: string,
    @Query({ schema: ChallengeQuery }) query: ChallengeQuery,
    @Body({ schema: ChallengeBody }) { outcome }: Valid<typeof ChallengeBody>,
    @Headers('host') host: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthorizationReply | undefined> {
    const continueAt = this.returnUrl(query);
    const completion = this.ledger.completeChallenge(id, outcome).finally(() => this.sender.wake());
    if (continueAt === undefined) return this.mapper.toReply(await completion, host);
    // The shop shows the state of the order also to a payer who came too late.
    await completion.catch(ignoreConflict);
    void reply.code(HttpStatus.SEE_OTHER).header('location', continueAt);
    return undefined;
  }

  private returnUrl({ return: requested }: ChallengeQuery): string | undefined {
    return requested === undefined ? undefined : returnUrl(requested, this.config.PUBLIC_URL);
  }
}

function ignoreConflict(error: unknown): void {
  if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
}
