import { Controller, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AfterSaleServiceDefinition, type Order as WireOrder, ReturnState } from '@tradepost/contracts';
import { ORDER_TEXT } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param } from '../http/checked.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import { LineQuantities, parcelStates } from '../shapes/after-sale.ts';
import { Order, toOrder } from '../shapes/order.ts';
import { ById, Empty, Id, oneOf, Price, words } from '../shapes/shared.ts';
import { fromMoney, present } from '../shapes/shared-mapping.ts';

const Tracking = Type.Optional(Type.String({ maxLength: ORDER_TEXT.tracking }));
const NewFulfilment = shape({ lines: LineQuantities, tracking: Tracking });
type NewFulfilment = Static<typeof NewFulfilment>;
const FulfilmentIds = shape({ id: Id, fulfilmentId: Id });
type FulfilmentIds = Static<typeof FulfilmentIds>;
const FulfilmentMove = shape({
  state: oneOf(['packed', 'shipped', 'delivered', 'cancelled']),
  tracking: Tracking,
});
type FulfilmentMove = Static<typeof FulfilmentMove>;

const RETURN_STATES = {
  approve: ReturnState.APPROVED,
  reject: ReturnState.REJECTED,
  receive: ReturnState.RECEIVED,
  close: ReturnState.CLOSED,
} as const;
// The name of the parameter is part of the API's OpenAPI document.
const ReturnMove = shape({
  id: Id,
  returnId: Id,
  action: oneOf(['approve', 'reject', 'receive', 'close']),
});
type ReturnMove = Static<typeof ReturnMove>;

const NewRefund = shape({ amount: Price, reason: words(ORDER_TEXT.reason) });
type NewRefund = Static<typeof NewRefund>;
const RefundDecision = shape({ id: Id, refundId: Id, action: oneOf(['approve', 'reject']) });
type RefundDecision = Static<typeof RefundDecision>;

const CancelledItems = shape({
  lines: Type.Optional({ ...LineQuantities, description: 'Default: all that is neither packed nor shipped' }),
  reason: Type.Optional(words(ORDER_TEXT.reason)),
  refundShipping: Type.Optional(
    Type.Boolean({ description: 'Give back what shipping cost as well, once per order; default: it stays' }),
  ),
});
type CancelledItems = Static<typeof CancelledItems>;

/** Parcels, cancelled items, returns and refunds of an order; every answer is the whole order. */
@ApiTags('admin')
@Access('staff')
@Controller('admin/orders/:id')
export class AfterSaleController {
  constructor(
    @InjectGrpc(AfterSaleServiceDefinition)
    private readonly afterSale: RpcClient<typeof AfterSaleServiceDefinition>,
  ) {}

  @Post('fulfilments')
  @Answers(201, Order, 'Creates a parcel of some or all lines')
  async createFulfilment(
    @Param({ schema: ById }) { id: orderId }: ById,
    @Body({ schema: NewFulfilment }) { lines, tracking = '' }: NewFulfilment,
    @WriteOfStaff() { idempotencyKey }: StaffWrite,
  ): Promise<Order> {
    return answer(await this.afterSale.createFulfilment({ orderId, lines, tracking, idempotencyKey }));
  }

  @Patch('fulfilments/:fulfilmentId')
  @Answers(200, Order, 'Changes a parcel’s state: packed, shipped, delivered or cancelled')
  async moveFulfilment(
    @Param({ schema: FulfilmentIds }) { id: orderId, fulfilmentId }: FulfilmentIds,
    @Body({ schema: FulfilmentMove }) { state, tracking = '' }: FulfilmentMove,
    @WriteOfStaff() { idempotencyKey }: StaffWrite,
  ): Promise<Order> {
    const to = parcelStates.fromWord(state);
    const request = { orderId, fulfilmentId, to, tracking, idempotencyKey };
    return answer(await this.afterSale.moveFulfilment(request));
  }

  @Post('cancellations')
  @Answers(201, Order, 'Cancels items that are not packed; their payment and stock are returned')
  async cancelItems(
    @Param({ schema: ById }) { id: orderId }: ById,
    @Body({ schema: CancelledItems }) { lines = [], reason = '', refundShipping = false }: CancelledItems,
    @WriteOfStaff() { idempotencyKey }: StaffWrite,
  ): Promise<Order> {
    const request = { orderId, lines, reason, refundShipping, idempotencyKey };
    return answer(await this.afterSale.cancelItems(request));
  }

  @Post('returns/:returnId/:action')
  @Answers(200, Order, 'Approves or rejects a return, receives it into stock, or closes it')
  async moveReturn(
    @Param({ schema: ReturnMove }) { id: orderId, returnId, action }: ReturnMove,
    @Body({ schema: Empty }) _body: Empty,
    @WriteOfStaff() { idempotencyKey }: StaffWrite,
  ): Promise<Order> {
    const request = { orderId, returnId, to: RETURN_STATES[action], idempotencyKey };
    return answer(await this.afterSale.moveReturn(request));
  }

  @Post('refunds')
  @Answers(201, Order, 'Requests a refund; nothing is paid until it is approved')
  async requestRefund(
    @Param({ schema: ById }) { id: orderId }: ById,
    @Body({ schema: NewRefund }) { amount, reason }: NewRefund,
    @WriteOfStaff() { idempotencyKey }: StaffWrite,
  ): Promise<Order> {
    const request = { orderId, amount: fromMoney(amount), reason, idempotencyKey };
    return answer(await this.afterSale.requestRefund(request));
  }

  @Post('refunds/:refundId/:action')
  @Answers(200, Order, 'Approves a refund, which pays it, or rejects it')
  async decideRefund(
    @Param({ schema: RefundDecision }) { id: orderId, refundId, action }: RefundDecision,
    @Body({ schema: Empty }) _body: Empty,
    @WriteOfStaff() { idempotencyKey }: StaffWrite,
  ): Promise<Order> {
    const request = { orderId, refundId, approve: action === 'approve', idempotencyKey };
    return answer(await this.afterSale.decideRefund(request));
  }
}

const answer = ({ order }: { order: WireOrder | undefined }): Order => toOrder(present(order));
