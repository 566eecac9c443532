import {
  CancelOrderRequest,
  PlaceOrderResponse,
  type CancelOrderResponse,
  type GetOrderRequest,
  type GetOrderResponse,
  type ListOrdersRequest,
  type ListOrdersResponse,
  type PlaceOrderRequest,
  OrderServiceDefinition,
} from '@tradepost/contracts';
import { ORDER_TEXT } from '@tradepost/contracts/limits';
import { GrpcController, type ControllerOf } from '@tradepost/nest';
import { Call, decodeMessage } from '@tradepost/rpc';
import { assertVisible, orderNotFound } from '../domain/access.ts';
import { isStorable } from '../domain/text.ts';
import { CancelOrder } from '../flows/cancel-order.ts';
import { PlaceOrder } from '../flows/place-order.ts';
import { GuestTokens } from '../flows/ports/guest-tokens.ts';
import { OrderStore } from '../flows/ports/order-store.ts';
import { callerOf, shownBy, waitOf } from './caller.mapper.ts';
import { IdempotentOrderWrites } from './idempotent-order-writes.ts';
import { OrderListStore } from './order-list.store.ts';
import { fromWireOrderState, fromWirePaymentState, toWire, toWireSummary } from './order.mapper.ts';
import { OrderMetrics } from './order.metrics.ts';
import { toPurchase } from './purchase-request.mapper.ts';
import { assertCursor, assertPageSize, assertText, idIn, invalid, isIdOrEmpty } from './requests.mapper.ts';

/** Orders, for the gateway and other services. */
@GrpcController(OrderServiceDefinition)
export class OrderController implements ControllerOf<typeof OrderServiceDefinition> {
  constructor(
    private readonly placing: PlaceOrder,
    private readonly cancelling: CancelOrder,
    private readonly orders: OrderStore,
    private readonly lists: OrderListStore,
    private readonly metrics: OrderMetrics,
    private readonly writes: IdempotentOrderWrites,
    private readonly tokens: GuestTokens,
  ) {}

  placeOrder(request: PlaceOrderRequest, call: Call): Promise<PlaceOrderResponse> {
    return this.metrics.purchase(this.place(request, call));
  }

  async getOrder({ orderId, access }: GetOrderRequest): Promise<GetOrderResponse> {
    const id = idIn(orderId);
    const found = id === undefined ? undefined : await this.orders.findHistory(id);
    const caller = callerOf(this.tokens, id ?? orderId, access);
    assertVisible(found?.order, caller);
    return { order: found && toWire(found.order, found.timeline, shownBy(caller, access)) };
  }

  async listOrders(request: ListOrdersRequest): Promise<ListOrdersResponse> {
    const { pageSize, pageToken, userId, query } = request;
    assertPageSize(pageSize);
    if (!isIdOrEmpty(userId)) throw invalid('`user_id` must be a UUID.');
    if (!isStorable(query)) throw invalid('`query` must not contain the NUL character.');
    assertCursor(isIdOrEmpty(pageToken));
    const filter = {
      userId: idIn(userId),
      state: fromWireOrderState(request.state),
      paymentState: fromWirePaymentState(request.paymentState),
      query: query || undefined,
    };
    const found = await this.lists.list(filter, pageSize + 1, pageToken || undefined);
    const items = found.slice(0, pageSize);
    const nextPageToken = found.length > pageSize ? (items.at(-1)?.order.id ?? '') : '';
    return { items: items.map(toWireSummary), nextPageToken };
  }

  async cancelOrder(request: CancelOrderRequest, call: Call): Promise<CancelOrderResponse> {
    const { access, reason, expectedVersion } = request;
    const orderId = idIn(request.orderId);
    const caller = callerOf(this.tokens, orderId ?? '', access);
    if (!orderId) throw orderNotFound();
    assertText('reason', reason, ORDER_TEXT.reason);
    const keyed = { ...{ operation: 'cancel-order', caller }, requestType: CancelOrderRequest };
    const order = await this.writes.once({ ...keyed, request: { ...request, orderId } }, async () => {
      const cancellation = { orderId, caller, reason, expectedVersion };
      const cancelled = this.cancelling.cancel(cancellation, waitOf(call));
      const { order, timeline } = await this.metrics.cancellation(cancelled);
      return toWire(order, timeline);
    });
    return { order };
  }

  private async place(request: PlaceOrderRequest, call: Call): Promise<PlaceOrderResponse> {
    const placement = await this.placing.place(toPurchase(request), request.idempotencyKey, waitOf(call));
    if (placement.kind === 'unsettled') {
      const unsettled = toWire(placement.order, [], this.tokenOf(placement.order));
      return { outcome: { $case: 'unsettled', unsettled }, replayed: false };
    }
    const { outcome } = decodeMessage(PlaceOrderResponse, placement.bytes);
    if (outcome?.$case === 'placed') outcome.placed.token = this.tokenOf(outcome.placed);
    return { outcome, replayed: placement.isReplay };
  }

  /** A signed-in user needs none. */
  private tokenOf({ id, userId }: { id: string; userId: string | null }): string {
    return userId ? '' : this.tokens.of(id);
  }
}
