import { Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OrderServiceDefinition, SagaServiceDefinition } from '@tradepost/contracts';
import { ORDER_TEXT } from '@tradepost/contracts/limits';
import { CONFIG, InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import type { GatewayConfig } from '../../gateway.config.ts';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param, Query } from '../http/checked.ts';
import { Conditional } from '../http/conditional.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { named, shape } from '../http/schema.ts';
import {
  EVERY_STATE,
  Order,
  orderStates,
  OrderSummary,
  paymentStates,
  toOrder,
  toOrderSummary,
} from '../shapes/order.ts';
import { Saga, toSaga } from '../shapes/saga.ts';
import { ById, oneOf, page, PageQuery, searchText, words } from '../shapes/shared.ts';
import { present, toPage } from '../shapes/shared-mapping.ts';

const STAFF = { userId: '', token: '', staff: true } as const;

const Orders = page(OrderSummary);
const StaffOrder = named(
  'StaffOrder',
  shape({
    ...Order.properties,
    sagas: Type.Array(Saga, {
      description: 'Oldest first, with every attempt of every step',
    }),
  }),
);
type StaffOrder = Static<typeof StaffOrder>;
const Filter = shape({
  ...PageQuery,
  q: Type.Optional(searchText('Number, e-mail or external reference')),
  state: Type.Optional(oneOf(orderStates.words)),
  paymentState: Type.Optional(oneOf(paymentStates.words)),
});
type Filter = Static<typeof Filter>;
const Cancellation = shape({ reason: Type.Optional(words(ORDER_TEXT.reason)) });
type Cancellation = Static<typeof Cancellation>;

@ApiTags('admin')
@Access('staff')
@Controller('admin/orders')
export class StaffOrdersController {
  constructor(
    @InjectGrpc(OrderServiceDefinition) private readonly orders: RpcClient<typeof OrderServiceDefinition>,
    @InjectGrpc(SagaServiceDefinition) private readonly sagas: RpcClient<typeof SagaServiceDefinition>,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get()
  @Answers(200, Orders, 'Orders of all customers as summaries, newest first')
  async list(@Query({ schema: Filter }) filter: Filter): Promise<Static<typeof Orders>> {
    const { q = '', state, paymentState, limit, cursor = '' } = filter;
    const found = await this.orders.listOrders({
      userId: '',
      query: q,
      ...EVERY_STATE,
      ...(state && { state: orderStates.fromWord(state) }),
      ...(paymentState && { paymentState: paymentStates.fromWord(paymentState) }),
      pageSize: limit,
      pageToken: cursor,
    });
    return toPage(found, toOrderSummary);
  }

  @Get(':id')
  @Conditional()
  @Answers(200, StaffOrder, 'An order of any customer, with its sagas')
  async get(@Param({ schema: ById }) { id: orderId }: ById): Promise<StaffOrder> {
    const [{ order }, { items }] = await Promise.all([
      this.orders.getOrder({ orderId, access: STAFF }),
      this.sagas.listSagasOfOrder({ orderId }),
    ]);
    return { ...toOrder(present(order)), sagas: items.map(toSaga) };
  }

  @Post(':id/cancel')
  @Conditional()
  @Answers(
    200,
    Order,
    'Cancels an order, or what is left of a partly shipped one; payment and stock are returned',
  )
  async cancel(
    @Param({ schema: ById }) { id: orderId }: ById,
    @Body({ schema: Cancellation }) { reason = '' }: Cancellation,
    @WriteOfStaff() { expectedVersion, idempotencyKey }: StaffWrite,
  ): Promise<Order> {
    const request = { orderId, access: STAFF, reason, expectedVersion, idempotencyKey };
    const { order } = await this.orders.cancelOrder(request, { timeoutMs: this.config.ORDER_TIMEOUT_MS });
    return toOrder(present(order));
  }
}
