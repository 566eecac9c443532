import {
  FulfilmentState as WireFulfilmentState,
  OrderState as WireOrderState,
  PaymentState as WirePaymentState,
  type Order as WireOrder,
  type OrderLine as WireOrderLine,
  TaxClass as WireTaxClass,
} from '@tradepost/contracts';
import type { Money } from '@tradepost/decision';
import type { Order, OrderDetails, OrderLine, TaxClass, TimelineEntry } from '../domain/order.ts';
import { capturedOf, refundedOf } from '../domain/payment.ts';
import type { FulfilmentState, OrderState, PaymentState } from '../domain/states.ts';
import { keyOf } from './key-of.mapper.ts';
import { toWireDocuments } from './order-documents.mapper.ts';
import type { ListedOrder } from './order-list.store.ts';

/** @param token of a guest who has shown it, or who has just bought */
export function toWire(order: Order, timeline: readonly TimelineEntry[], token = ''): WireOrder {
  return { ...toWireDetails(order, token), timeline: [...timeline], ...toWireDocuments(order) };
}

/** As lists show it: what a customer wrote or chose at length is left to the order's own page. */
export function toWireSummary({ order, lineCount }: ListedOrder): WireOrder {
  const { lines, ...details } = toWireDetails(order);
  return {
    ...details,
    lines: lines.map((line) => ({ ...line, options: [] })),
    lineCount,
    ...{ shippingAddress: undefined, billingAddress: undefined, challenge: undefined },
  };
}

function toWireDetails(order: OrderDetails, token = ''): WireOrder {
  const { priced } = order;
  return {
    id: order.id,
    number: order.number,
    token,
    userId: order.userId ?? '',
    email: order.email,
    state: orderStates[order.state],
    paymentState: paymentStates[order.payment.state],
    fulfilmentState: fulfilmentStates[order.fulfilmentState],
    lines: (priced?.lines ?? []).map(toWireLine),
    totals: priced ? { ...priced.totals, taxLines: [...priced.totals.taxLines] } : undefined,
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
    timeline: [],
    challenge: challengeOf(order),
    fulfilments: [],
    returns: [],
    refunds: [],
    cancellations: [],
    captured: unlessZero(capturedOf(order.payment)),
    refunded: unlessZero(refundedOf(order.payment)),
    lineCount: 0,
  };
}

const toWireLine = (line: OrderLine): WireOrderLine => ({
  ...line,
  options: [...line.options],
  taxClass: taxClasses[line.taxClass],
  tax: line.tax ?? undefined,
});

const taxClasses: Record<TaxClass, WireTaxClass> = {
  standard: WireTaxClass.STANDARD,
  zero: WireTaxClass.ZERO,
};

const unlessZero = (amount: Money | null): Money | undefined =>
  amount && amount.amountMinor > 0 ? amount : undefined;

function challengeOf({ payment }: OrderDetails): WireOrder['challenge'] {
  return payment.state === 'requires_action' && payment.challenge
    ? { url: payment.challenge.url, expiresAt: payment.challenge.until }
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
