import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  FulfilmentState as WireFulfilmentState,
  OrderState as WireOrderState,
  PaymentState as WirePaymentState,
  PlaceOrderResponse,
  type Order as WireOrder,
} from '@tradepost/contracts';
import type { Order, TimelineEntry } from '../domain/order.ts';
import type { FulfilmentState, OrderState, PaymentState } from '../domain/states.ts';
import { Answers, GuestTokens, type FinalAnswer } from '../flows/ports.ts';

/** base64url(HMAC-SHA256(secret, order id)): needs no row, can't be guessed, never changes. */
export class HmacGuestTokens extends GuestTokens {
  constructor(private readonly secret: string) {
    super();
  }

  override of(orderId: string): string {
    return createHmac('sha256', this.secret).update(orderId).digest('base64url');
  }

  override isValid(orderId: string, token: string): boolean {
    const [expected, shown] = [Buffer.from(this.of(orderId)), Buffer.from(token)];
    return expected.length === shown.length && timingSafeEqual(expected, shown);
  }
}

export class WireAnswers extends Answers {
  constructor(private readonly tokens: GuestTokens) {
    super();
  }

  override encode(answer: FinalAnswer): Uint8Array {
    return PlaceOrderResponse.encode({ outcome: this.outcome(answer), replayed: false }).finish();
  }

  private outcome(answer: FinalAnswer): PlaceOrderResponse['outcome'] {
    if (answer.kind === 'refused') {
      const { code, detail, factsJson, traceId } = answer;
      return { $case: 'refused', refused: { code, detail, factsJson, traceId } };
    }
    return { $case: 'placed', placed: toWire(answer.order, this.tokens, answer.timeline) };
  }
}

/** A guest gets the token with the order; a signed-in user needs none. */
export function toWire(
  order: Order,
  tokens: GuestTokens,
  timeline: readonly TimelineEntry[] = [],
): WireOrder {
  const { priced } = order;
  return {
    id: order.id,
    number: order.number,
    token: order.userId === null ? tokens.of(order.id) : '',
    userId: order.userId ?? '',
    email: order.email,
    state: orderStates[order.state],
    paymentState: paymentStates[order.paymentState],
    fulfilmentState: fulfilmentStates[order.fulfilmentState],
    lines: (priced?.lines ?? []).map((line) => ({ ...line, options: [...line.options] })),
    totals: priced?.totals,
    shippingAddress: priced?.shippingAddress,
    billingAddress: order.billingAddress ?? undefined,
    shippingOptionId: priced?.shippingOption.id ?? '',
    shippingOptionName: priced?.shippingOption.name ?? '',
    cartId: order.cartId ?? '',
    externalReference: order.externalReference ?? '',
    reason: order.reason ?? '',
    version: order.version,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    timeline: [...timeline],
  };
}

const orderStates: Record<OrderState, WireOrderState> = {
  pending: WireOrderState.PENDING,
  confirmed: WireOrderState.CONFIRMED,
  completed: WireOrderState.COMPLETED,
  rejected: WireOrderState.REJECTED,
  expired: WireOrderState.EXPIRED,
  review: WireOrderState.REVIEW,
  cancelled: WireOrderState.CANCELLED,
};

const paymentStates: Record<PaymentState, WirePaymentState> = {
  created: WirePaymentState.CREATED,
  requires_action: WirePaymentState.REQUIRES_ACTION,
  authorized: WirePaymentState.AUTHORIZED,
  captured: WirePaymentState.CAPTURED,
  partially_refunded: WirePaymentState.PARTIALLY_REFUNDED,
  refunded: WirePaymentState.REFUNDED,
  failed: WirePaymentState.FAILED,
  voided: WirePaymentState.VOIDED,
  expired: WirePaymentState.EXPIRED,
};

const fulfilmentStates: Record<FulfilmentState, WireFulfilmentState> = {
  unfulfilled: WireFulfilmentState.UNFULFILLED,
  partial: WireFulfilmentState.PARTIAL,
  fulfilled: WireFulfilmentState.FULFILLED,
  cancelled: WireFulfilmentState.CANCELLED,
};

/** Undefined: not asked for, or a state this version does not know. */
export const fromWireOrderState = (state: WireOrderState): OrderState | undefined =>
  keyOf(orderStates, state);
export const fromWirePaymentState = (state: WirePaymentState): PaymentState | undefined =>
  keyOf(paymentStates, state);

function keyOf<K extends string, V>(table: Record<K, V>, value: V): K | undefined {
  return (Object.keys(table) as K[]).find((key) => table[key] === value);
}
