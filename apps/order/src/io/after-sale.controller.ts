import {
  CancelItemsRequest,
  CreateFulfilmentRequest,
  DecideRefundRequest,
  MoveFulfilmentRequest,
  MoveReturnRequest,
  RequestRefundRequest,
  RequestReturnRequest,
  type Order as WireOrder,
  AfterSaleServiceDefinition,
} from '@tradepost/contracts';
import { ORDER_TEXT } from '@tradepost/contracts/limits';
import { money } from '@tradepost/decision';
import { GrpcController, type ControllerOf } from '@tradepost/nest';
import { Call } from '@tradepost/rpc';
import { orderNotFound } from '../domain/access.ts';
import { notFound } from '../domain/documents.ts';
import { CancelItems } from '../flows/cancel-items.ts';
import { STAFF } from '../flows/change-order.ts';
import { FulfilOrder } from '../flows/fulfil-order.ts';
import { GuestTokens } from '../flows/ports/guest-tokens.ts';
import type { OrderHistory } from '../flows/ports/order-store.ts';
import { RefundPayment } from '../flows/refund-payment.ts';
import { ReturnItems } from '../flows/return-items.ts';
import { callerOf, waitOf } from './caller.mapper.ts';
import { IdempotentOrderWrites, type OrderWrite } from './idempotent-order-writes.ts';
import { fromWireParcelState, fromWireReturnState } from './order-documents.mapper.ts';
import { toWire } from './order.mapper.ts';
import { assertKey, assertLineCount, assertText, idIn, invalid } from './requests.mapper.ts';

type Answer = Promise<{ order: WireOrder }>;

/** Parcels, returns and refunds. That a caller is staff was checked at the edge. */
@GrpcController(AfterSaleServiceDefinition)
export class AfterSaleController implements ControllerOf<typeof AfterSaleServiceDefinition> {
  constructor(
    private readonly fulfilling: FulfilOrder,
    private readonly returning: ReturnItems,
    private readonly refunding: RefundPayment,
    private readonly cancelling: CancelItems,
    private readonly writes: IdempotentOrderWrites,
    private readonly tokens: GuestTokens,
  ) {}

  async createFulfilment(request: CreateFulfilmentRequest): Answer {
    const { lines, tracking, idempotencyKey: key } = request;
    const orderId = orderIdIn(request);
    assertText('tracking', tracking, ORDER_TEXT.tracking);
    assertKey(key);
    assertLineCount(lines);
    const keyed = { ...byStaff('create-fulfilment', request), requestType: CreateFulfilmentRequest };
    const parcel = { lines: lines.map(toLine), tracking, key };
    return this.once(keyed, () => this.fulfilling.createParcel(orderId, parcel));
  }

  async moveFulfilment(request: MoveFulfilmentRequest, call: Call): Answer {
    const { tracking, idempotencyKey } = request;
    const orderId = orderIdIn(request);
    assertText('tracking', tracking, ORDER_TEXT.tracking);
    assertKey(idempotencyKey);
    const to = fromWireParcelState(request.to);
    if (!to) throw invalid('`to` must be a state of a parcel.');
    const id = idIn(request.fulfilmentId);
    if (!id) throw notFound('fulfilment');
    const keyed = { ...byStaff('move-fulfilment', request), requestType: MoveFulfilmentRequest };
    return this.once(keyed, () => this.fulfilling.moveParcel(orderId, { id, to, tracking }, waitOf(call)));
  }

  async cancelItems(request: CancelItemsRequest, call: Call): Answer {
    const { lines, reason, refundShipping, idempotencyKey: key } = request;
    const orderId = orderIdIn(request);
    assertText('reason', reason, ORDER_TEXT.reason);
    assertKey(key);
    if (lines.length > 0) assertLineCount(lines);
    const cancellation = {
      lines: lines.length > 0 ? lines.map(toLine) : null,
      ...{ reason, refundsShipping: refundShipping, key },
    };
    const keyed = { ...byStaff('cancel-items', request), requestType: CancelItemsRequest };
    return this.once(keyed, () => this.cancelling.cancel(orderId, cancellation, waitOf(call)));
  }

  async requestReturn(request: RequestReturnRequest): Answer {
    const { access, lines, reason, idempotencyKey: key } = request;
    const orderId = idIn(request.orderId);
    const caller = callerOf(this.tokens, orderId ?? '', access);
    if (!orderId) throw orderNotFound();
    assertText('reason', reason);
    assertKey(key);
    assertLineCount(lines);
    const requested = { lines: lines.map(toLine), reason, key };
    const keyed = { operation: 'request-return', caller, requestType: RequestReturnRequest };
    return this.once({ ...keyed, request: { ...request, orderId } }, () =>
      this.returning.requestReturn(orderId, caller, requested),
    );
  }

  async moveReturn(request: MoveReturnRequest, call: Call): Answer {
    const orderId = orderIdIn(request);
    assertKey(request.idempotencyKey);
    const to = fromWireReturnState(request.to);
    if (!to) throw invalid('`to` must be a state of a return.');
    const id = idIn(request.returnId);
    if (!id) throw notFound('return');
    const keyed = { ...byStaff('move-return', request), requestType: MoveReturnRequest };
    return this.once(keyed, () => this.returning.moveReturn(orderId, { id, to }, waitOf(call)));
  }

  async requestRefund(request: RequestRefundRequest): Answer {
    const { amount, reason, idempotencyKey: key } = request;
    const orderId = orderIdIn(request);
    assertText('reason', reason);
    assertKey(key);
    if (!amount || !/^[A-Z]{3}$/.test(amount.currency))
      throw invalid('`amount` must have an amount and an ISO 4217 currency.');
    const requested = { amount: money(amount.amountMinor, amount.currency), reason, key };
    const keyed = { ...byStaff('request-refund', request), requestType: RequestRefundRequest };
    return this.once(keyed, () => this.refunding.requestRefund(orderId, requested));
  }

  async decideRefund(request: DecideRefundRequest, call: Call): Answer {
    const orderId = orderIdIn(request);
    assertKey(request.idempotencyKey);
    const id = idIn(request.refundId);
    if (!id) throw notFound('refund');
    const decision = { id, isApproved: request.approve };
    const keyed = { ...byStaff('decide-refund', request), requestType: DecideRefundRequest };
    return this.once(keyed, () => this.refunding.decideRefund(orderId, decision, waitOf(call)));
  }

  private async once<Request>(keyed: OrderWrite<Request>, work: () => Promise<OrderHistory>): Answer {
    const order = await this.writes.once(keyed, async () => {
      const { order, timeline } = await work();
      return toWire(order, timeline);
    });
    return { order };
  }
}

const byStaff = <Request extends { orderId: string }>(operation: string, request: Request) => ({
  ...{ operation, caller: STAFF },
  request: { ...request, orderId: orderIdIn(request) },
});

function orderIdIn({ orderId }: { orderId: string }): string {
  const id = idIn(orderId);
  if (!id) throw orderNotFound();
  return id;
}

const toLine = ({ lineId, quantity }: { lineId: string; quantity: number }) => ({
  lineId: idIn(lineId) ?? lineId,
  quantity,
});
