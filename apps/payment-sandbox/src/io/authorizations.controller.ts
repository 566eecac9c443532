import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, UseFilters } from '@nestjs/common';
import { notFound, type Authorization } from '../domain/authorization.ts';
import { behaviourOf } from '../domain/payment-tokens.ts';
import { AuthorizationId } from './authorization-id.pipe.ts';
import { AuthorizationMapper, type AuthorizationReply } from './authorization.mapper.ts';
import { Ledger } from './ledger.store.ts';
import { ReplyLost, ReplyLostFilter } from './reply-lost.filter.ts';
import { AuthorizeBody, KeyQuery, MovementBody, type Valid } from './request-schemas.ts';
import { WebhookSender } from './webhook-sender.worker.ts';

@Controller('authorizations')
export class AuthorizationsController {
  constructor(
    private readonly ledger: Ledger,
    private readonly sender: WebhookSender,
    private readonly mapper: AuthorizationMapper,
  ) {}

  @Post()
  @HttpCode(200)
  @UseFilters(ReplyLostFilter)
  async authorize(
    @Body({ schema: AuthorizeBody }) request: Valid<typeof AuthorizeBody>,
    @Headers('host') host: string,
  ): Promise<AuthorizationReply> {
    const { isReplyLost, webhookCopies } = behaviourOf(request.token);
    const authorization = await this.ledger.authorize(request);
    if (webhookCopies > 0) this.sender.wake();
    if (isReplyLost) throw new ReplyLost();
    return this.mapper.toReply(authorization, host);
  }

  @Get()
  async findByKey(
    @Query({ schema: KeyQuery }) { key }: Valid<typeof KeyQuery>,
    @Headers('host') host: string,
  ): Promise<AuthorizationReply> {
    const authorization = await this.ledger.find({ key });
    if (!authorization) throw notFound();
    return this.mapper.toReply(authorization, host);
  }

  @Post(':id/capture')
  @HttpCode(200)
  capture(
    @Param('id', AuthorizationId) id: string,
    @Body({ schema: MovementBody }) movement: Valid<typeof MovementBody>,
  ): Promise<Authorization> {
    return this.ledger.move({ ...movement, id, kind: 'capture' });
  }

  @Post(':id/refunds')
  @HttpCode(200)
  refund(
    @Param('id', AuthorizationId) id: string,
    @Body({ schema: MovementBody }) movement: Valid<typeof MovementBody>,
  ): Promise<Authorization> {
    return this.ledger.move({ ...movement, id, kind: 'refund' });
  }
}
