import { Controller, Get, Inject, type MessageEvent, Post, Res, Sse } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Order as WireOrder, type OrderAccess, OrderServiceDefinition } from '@tradepost/contracts';
import { ORDER_TEXT } from '@tradepost/contracts/limits';
import { CONFIG, InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { type Static, Type } from 'typebox';
import type { GatewayConfig } from '../../gateway.config.ts';
import { Access, type Identity } from '../http/access.ts';
import { Answers, AnswersEvents } from '../http/answers.ts';
import { BASE_PATH } from '../http/base-path.ts';
import { Body, Param, Query } from '../http/checked.ts';
import { Conditional } from '../http/conditional.ts';
import { Cookies } from '../http/cookies.ts';
import { CurrentUser } from '../http/parameters.ts';
import { RateLimit } from '../http/rate-limit.guard.ts';
import { shape } from '../http/schema.ts';
import { RequiresIdempotencyKey } from '../http/write-headers.guard.ts';
import { EVERY_STATE, Order, OrderSummary, PlaceOrder, toOrder, toOrderSummary } from '../shapes/order.ts';
import { AnyPage, ById, page, words } from '../shapes/shared.ts';
import { present, toPage } from '../shapes/shared-mapping.ts';
import { Accessing, Changing, Following, type OrderChange, type OrderFollower } from './order-access.ts';
import { OrderEvents } from './order-events.ts';
import { type Buyer, Buying, toError, toPlaceOrderRequest } from './purchase.ts';

const Orders = page(OrderSummary);
const Cancellation = shape({ reason: Type.Optional(words(ORDER_TEXT.reason)) });
type Cancellation = Static<typeof Cancellation>;

/** Of the JSON of the largest order, which has 1 200 lines with texts at their longest. */
const ORDER_CHARACTERS = 32_000_000;

@ApiTags('orders')
@Access('optional')
@Controller('orders')
export class OrdersController {
  constructor(
    @InjectGrpc(OrderServiceDefinition) private readonly orders: RpcClient<typeof OrderServiceDefinition>,
    private readonly events: OrderEvents,
    private readonly cookies: Cookies,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Post()
  @RequiresIdempotencyKey()
  @RateLimit('purchase')
  @Answers(
    201,
    Order,
    'Buys a cart, or lines in one call; the same Idempotency-Key gets the first answer again',
  )
  @Answers(202, Order)
  async place(
    @Body({ schema: PlaceOrder }) body: PlaceOrder,
    @Buying() buyer: Buyer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Order> {
    const { outcome } = await this.orders.placeOrder(toPlaceOrderRequest(body, buyer), {
      timeoutMs: this.config.ORDER_TIMEOUT_MS,
    });
    if (outcome?.$case === 'refused') throw toError(outcome.refused);
    if (outcome?.$case === 'placed') return this.answer(outcome.placed, reply);
    reply.code(202).header('retry-after', 1);
    return this.answer(present(outcome?.unsettled), reply);
  }

  @Get()
  @Access('user')
  @Answers(200, Orders, 'Your orders as summaries, newest first')
  async list(
    @Query({ schema: AnyPage }) { limit, cursor = '' }: AnyPage,
    @CurrentUser() { userId }: Identity,
  ): Promise<Static<typeof Orders>> {
    const request = { ...EVERY_STATE, userId, query: '', pageSize: limit, pageToken: cursor };
    return toPage(await this.orders.listOrders(request), toOrderSummary);
  }

  @Get(':id')
  @Conditional()
  @Answers(200, Order, 'An order; a guest sends Order-Token or the cookie')
  async get(@Param({ schema: ById }) { id }: ById, @Accessing() access: OrderAccess): Promise<Order> {
    return toOrder(present((await this.orders.getOrder({ orderId: id, access })).order));
  }

  // An event that waits for a slow reader is as large as an order.
  @Sse(':id/events', { maxPendingDataLength: ORDER_CHARACTERS })
  @AnswersEvents(Order, 'An order as it changes, as server-sent events named "order"')
  follow(
    @Param({ schema: ById }) { id }: ById,
    @Following() follower: OrderFollower,
  ): Promise<Observable<MessageEvent>> {
    return this.events.of(id, follower);
  }

  @Post(':id/cancel')
  @Conditional()
  @Answers(200, Order, 'Cancels an order that is not packed yet; payment and stock are returned')
  async cancel(
    @Param({ schema: ById }) { id }: ById,
    @Body({ schema: Cancellation }) { reason = '' }: Cancellation,
    @Changing() change: OrderChange,
  ): Promise<Order> {
    const request = { orderId: id, ...change, reason };
    const { order } = await this.orders.cancelOrder(request, { timeoutMs: this.config.ORDER_TIMEOUT_MS });
    return toOrder(present(order));
  }

  private answer(order: WireOrder, reply: FastifyReply): Order {
    reply.header('location', `${BASE_PATH}/orders/${order.id}`);
    if (order.token) this.cookies.setOrder(reply, order.id, order.token);
    return toOrder(order, true);
  }
}
