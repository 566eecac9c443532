import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Order as WireOrder, PaymentServiceDefinition } from '@tradepost/contracts';
import { CONFIG, InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { FastifyReply } from 'fastify';
import type { GatewayConfig } from '../../gateway.config.ts';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param } from '../http/checked.ts';
import { RateLimit } from '../http/rate-limit.guard.ts';
import { Order, toOrder } from '../shapes/order.ts';
import { ById, Empty } from '../shapes/shared.ts';
import { present } from '../shapes/shared-mapping.ts';
import { Changing, type OrderChange } from './order-access.ts';

/** A payment that waits for a challenge. */
@ApiTags('orders')
@Access('optional')
@RateLimit('purchase')
@Controller('orders/:id/payment')
export class PaymentsController {
  private readonly untilSettled: { readonly timeoutMs: number };

  constructor(
    @InjectGrpc(PaymentServiceDefinition)
    private readonly payments: RpcClient<typeof PaymentServiceDefinition>,
    @Inject(CONFIG) { ORDER_TIMEOUT_MS }: GatewayConfig,
  ) {
    this.untilSettled = { timeoutMs: ORDER_TIMEOUT_MS };
  }

  @Post('complete')
  @Answers(200, Order, 'Continues a purchase once the payer has passed the challenge')
  @Answers(202, Order)
  async complete(
    @Param({ schema: ById }) { id }: ById,
    @Body({ schema: Empty }) _body: Empty,
    @Changing() { access, idempotencyKey }: OrderChange,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Order> {
    const request = { orderId: id, access, idempotencyKey };
    return answer(await this.payments.completePayment(request, this.untilSettled), reply);
  }

  @Post('abandon')
  @Answers(200, Order, 'Abandons a challenge: stock, payment and cart are released')
  @Answers(202, Order)
  async abandon(
    @Param({ schema: ById }) { id }: ById,
    @Body({ schema: Empty }) _body: Empty,
    @Changing() { access, idempotencyKey }: OrderChange,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Order> {
    const request = { orderId: id, access, idempotencyKey };
    return answer(await this.payments.abandonPayment(request, this.untilSettled), reply);
  }
}

interface Paid {
  readonly order: WireOrder | undefined;
  readonly settled: boolean;
}

function answer({ order, settled }: Paid, reply: FastifyReply): Order {
  if (!settled) reply.code(202).header('retry-after', 1);
  return toOrder(present(order));
}
