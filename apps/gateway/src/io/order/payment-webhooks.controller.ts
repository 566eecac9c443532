import { Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PaymentServiceDefinition } from '@tradepost/contracts';
import { CONFIG, InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import type { GatewayConfig } from '../../gateway.config.ts';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { RawBody } from '../http/body-parsers.ts';
import { Param } from '../http/checked.ts';
import { RateLimit } from '../http/rate-limit.guard.ts';
import { shape } from '../http/schema.ts';
import { IgnoresIdempotencyKey } from '../http/write-headers.guard.ts';
import { type Signed, SignedBody } from './signed-body.ts';

const ByProvider = shape({ provider: Type.String({ pattern: '^[a-z0-9-]{1,50}$' }) });
type ByProvider = Static<typeof ByProvider>;

@ApiTags('webhooks')
@Access('public')
@Controller('webhooks/payments')
export class PaymentWebhooksController {
  constructor(
    @InjectGrpc(PaymentServiceDefinition)
    private readonly payments: RpcClient<typeof PaymentServiceDefinition>,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Post(':provider')
  @IgnoresIdempotencyKey()
  @RawBody()
  @RateLimit('webhook')
  @Answers(204, null, 'A signed webhook of a payment provider; a duplicate is 409')
  async receive(
    @Param({ schema: ByProvider }) { provider }: ByProvider,
    @SignedBody() signed: Signed,
  ): Promise<void> {
    const { ORDER_TIMEOUT_MS: timeoutMs } = this.config;
    await this.payments.handlePaymentWebhook({ provider, ...signed }, { timeoutMs });
  }
}
