import { Inject, Injectable } from '@nestjs/common';
import {
  PlaceOrderResponse,
  CancelOrderRequest,
  type CancelOrderResponse,
  type GetOrderRequest,
  type GetOrderResponse,
  type ListOrdersRequest,
  type ListOrdersResponse,
  type OrderServiceDefinition,
  type PlaceOrderRequest,
} from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { toLocale } from '@tradepost/mail';
import type { Call, Handlers } from '@tradepost/rpc';
import { assertMaySee } from '../domain/access.ts';
import type { PurchaseRequest } from '../domain/purchase-request.ts';
import { isStorable, isUuid } from '../domain/text.ts';
import { AfterSaleStore } from '../flows/after-sale-store.ts';
import { CancelOrder } from '../flows/cancel-order.ts';
import { PlaceOrder } from '../flows/place-order.ts';
import { GuestTokens, OrderStore } from '../flows/ports.ts';
import { toWireStory } from './after-sale.wire.ts';
import { OrderAnswers } from './order.answers.ts';
import { askerOf, shownBy, waitOf } from './order.asker.ts';
import { OrderMetrics } from './order.metrics.ts';
import { fromWireOrderState, fromWirePaymentState, toWire } from './order.wire.ts';

const MOST_REASON = 500;

/** What neighbours may ask of orders. */
@Injectable()
export class OrderGrpc implements Handlers<typeof OrderServiceDefinition> {
  constructor(
    private readonly placing: PlaceOrder,
    private readonly cancelling: CancelOrder,
    private readonly store: OrderStore,
    @Inject(AfterSaleStore) private readonly sales: AfterSaleStore,
    private readonly metrics: OrderMetrics,
    private readonly answers: OrderAnswers,
    @Inject(GuestTokens) private readonly tokens: GuestTokens,
  ) {}

  placeOrder(request: PlaceOrderRequest, call: Call): Promise<PlaceOrderResponse> {
    return this.metrics.purchase(this.place(request, call));
  }

  async getOrder({ orderId, access }: GetOrderRequest): Promise<GetOrderResponse> {
    const found = isUuid(orderId) ? await this.sales.find(orderId) : undefined;
    const asker = askerOf(this.tokens, orderId, access);
    assertMaySee(found?.sale.order, asker);
    return { order: found && toWireStory(found, shownBy(asker, access)) };
  }

  async listOrders(request: ListOrdersRequest): Promise<ListOrdersResponse> {
    const { pageSize, pageToken, userId, query } = request;
    if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 100)
      throw invalid('page_size is a whole number from 1 to 100.');
    if (userId !== '' && !isUuid(userId)) throw invalid('user_id is no id.');
    if (!isStorable(query)) throw invalid('query has a character that no order can have.');
    if (pageToken !== '' && !isUuid(pageToken))
      throw new DomainError('invalid', 'cursor.invalid', 'This cursor was not made by us.');
    const filter = {
      userId: userId || undefined,
      state: fromWireOrderState(request.state),
      paymentState: fromWirePaymentState(request.paymentState),
      query: query || undefined,
    };
    const found = await this.store.list(filter, pageSize + 1, pageToken || undefined);
    const items = found.slice(0, pageSize);
    const nextPageToken = found.length > pageSize ? (items.at(-1)?.id ?? '') : '';
    return { items: items.map((order) => toWire(order)), nextPageToken };
  }

  async cancelOrder(request: CancelOrderRequest, call: Call): Promise<CancelOrderResponse> {
    const { orderId, access, reason, expectedVersion } = request;
    const asker = askerOf(this.tokens, orderId, access);
    if (!isUuid(orderId)) assertMaySee(undefined, asker);
    if (reason.length > MOST_REASON || !isStorable(reason))
      throw invalid(`A reason has at most ${MOST_REASON} characters, all of them printable.`);
    const keyed = { deed: 'cancel-order', asker, message: CancelOrderRequest, request };
    const order = await this.answers.once(keyed, async () => {
      const cancellation = { orderId, asker, reason, expectedVersion };
      return toWireStory(await this.metrics.cancellation(this.cancelling.cancel(cancellation, waitOf(call))));
    });
    return { order };
  }

  private async place(request: PlaceOrderRequest, call: Call): Promise<PlaceOrderResponse> {
    const placement = await this.placing.place(toPurchase(request), request.idempotencyKey, waitOf(call));
    if (placement.kind === 'unsettled') {
      const unsettled = toWire(placement.order, [], this.tokenOf(placement.order));
      return { outcome: { $case: 'unsettled', unsettled }, replayed: false };
    }
    const { outcome } = PlaceOrderResponse.decode(placement.bytes);
    if (outcome?.$case === 'placed') outcome.placed.token = this.tokenOf(outcome.placed);
    return { outcome, replayed: placement.isReplay };
  }

  /** A signed-in user needs none. */
  private tokenOf({ id, userId }: { id: string; userId: string | null }): string {
    return userId ? '' : this.tokens.of(id);
  }
}

const invalid = (detail: string) => new DomainError('invalid', 'request.invalid', detail);

function toPurchase(request: PlaceOrderRequest): PurchaseRequest {
  return {
    userId: request.userId || null,
    cartId: request.cartId || null,
    cartToken: request.cartToken,
    lines: request.lines,
    email: request.email,
    shippingAddress: request.shippingAddress ?? null,
    billingAddress: request.billingAddress ?? null,
    shippingOptionId: request.shippingOptionId,
    paymentProvider: request.paymentProvider,
    paymentToken: request.paymentToken,
    expectedTotal: request.expectedTotal ?? null,
    externalReference: request.externalReference || null,
    locale: toLocale(request.locale),
  };
}
