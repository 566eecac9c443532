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

/** Answers as they are stored: without the guest's token, which is made anew whenever an answer is given. */
export class WireAnswers extends Answers {
  override encode(answer: FinalAnswer): Uint8Array {
    return PlaceOrderResponse.encode({ outcome: outcomeOf(answer), replayed: false }).finish();
  }
}

function outcomeOf(answer: FinalAnswer): PlaceOrderResponse['outcome'] {
  if (answer.kind === 'placed') return { $case: 'placed', placed: toWire(answer.order, answer.timeline) };
  const { code, detail, factsJson, traceId } = answer;
  return { $case: 'refused', refused: { code, detail, factsJson, traceId } };
}

/** `token` goes to a guest who has shown it, or who has just bought. */
export function toWire(order: Order, timeline: readonly TimelineEntry[] = [], token = ''): WireOrder {
  const { priced } = order;
  return {
    id: order.id,
    number: order.number,
    token,
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
    challenge: challengeOf(order),
    fulfilments: [],
    returns: [],
    refunds: [],
    captured: order.payment.captured ?? undefined,
    refunded: order.payment.refunded ?? undefined,
  };
}

function challengeOf({ paymentState, payment: { challenge } }: Order): WireOrder['challenge'] {
  return paymentState === 'requires_action' && challenge
    ? { url: challenge.url, expiresAt: challenge.until }
    : undefined;
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

export function keyOf<K extends string, V>(table: Record<K, V>, value: V): K | undefined {
  return (Object.keys(table) as K[]).find((key) => table[key] === value);
}
