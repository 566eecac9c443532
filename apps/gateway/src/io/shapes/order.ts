import { FulfilmentState, type Order as WireOrder, OrderState, PaymentState } from '@tradepost/contracts';
import { ACCOUNT, LINES, ORDER_TEXT, PAYMENT, SUMMARY } from '@tradepost/contracts/limits';
import { Type, type Static } from 'typebox';
import { named, shape } from '../http/schema.ts';
import {
  Fulfilment,
  ItemCancellation,
  Refund,
  Return,
  toFulfilment,
  toItemCancellation,
  toRefund,
  toReturn,
} from './after-sale.ts';
import { NewLine } from './cart.ts';
import { Line, toLine } from './line.ts';
import { Address, Id, Locale, Money, nullable, Price, Quantity, Time, Totals, Version } from './shared.ts';
import { toAddress, toMoney, toTime, toTotals } from './shared-mapping.ts';
import { wireEnum } from './wire-enum.ts';

export const orderStates = wireEnum('OrderState', OrderState);
export const paymentStates = wireEnum('PaymentState', PaymentState);
const fulfilmentStates = wireEnum('FulfilmentState', FulfilmentState);

export const Email = Type.String({ format: 'email', maxLength: ACCOUNT.email });

export const PlaceOrder = named(
  'PlaceOrder',
  shape({
    cartId: Type.Optional(Id),
    lines: Type.Optional(
      Type.Array(NewLine, {
        minItems: 1,
        maxItems: LINES.purchase,
        description: 'Instead of cartId: a purchase in one call',
      }),
    ),
    email: Email,
    shippingAddress: Type.Optional(Address),
    billingAddress: Type.Optional(Address),
    shippingOptionId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: ORDER_TEXT.shippingOptionId,
        description: 'Default: the cart’s choice, else the cheapest',
      }),
    ),
    payment: shape({
      provider: Type.String({ minLength: 1, maxLength: PAYMENT.provider }),
      token: Type.String({ minLength: PAYMENT.token.min, maxLength: PAYMENT.token.max }),
    }),
    expectedTotal: Type.Optional(Price),
    locale: Type.Optional(Locale),
    externalReference: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: ORDER_TEXT.externalReference,
        description: 'Your own unique reference of this order',
      }),
    ),
  }),
);

export type PlaceOrder = Static<typeof PlaceOrder>;

export const Order = named(
  'Order',
  shape({
    id: Id,
    number: Type.String(),
    token: Type.Optional(Type.String({ description: 'With a new order: a guest sends it as Order-Token' })),
    email: Type.String(),
    state: orderStates.schema,
    paymentState: paymentStates.schema,
    fulfilmentState: fulfilmentStates.schema,
    lines: Type.Array(Line),
    totals: Totals,
    captured: nullable(Money),
    refunded: nullable(Money),
    challenge: nullable(
      shape({
        url: Type.String({ description: 'Where the payer confirms; afterwards POST …/payment/complete' }),
        expiresAt: Time,
      }),
    ),
    shippingAddress: nullable(Address),
    billingAddress: nullable(Address),
    shippingOption: nullable(shape({ id: Type.String(), name: Type.String() })),
    cartId: nullable(Id),
    externalReference: nullable(Type.String()),
    reason: nullable(Type.String()),
    fulfilments: Type.Array(Fulfilment, { description: 'Parcels' }),
    returns: Type.Array(Return),
    refunds: Type.Array(Refund),
    cancellations: Type.Array(ItemCancellation, {
      description: 'Items that are not sent although the rest is',
    }),
    timeline: Type.Array(
      shape({ at: Time, type: Type.String(), detail: Type.String(), actor: Type.String() }),
    ),
    createdAt: Time,
    updatedAt: Time,
    version: Version,
  }),
);

export type Order = Static<typeof Order>;

export function toOrder(order: WireOrder, showToken = false): Order {
  return {
    id: order.id,
    number: order.number,
    ...(showToken && order.token && { token: order.token }),
    email: order.email,
    state: orderStates.toWord(order.state),
    paymentState: paymentStates.toWord(order.paymentState),
    fulfilmentState: fulfilmentStates.toWord(order.fulfilmentState),
    lines: order.lines.map(toLine),
    totals: toTotals(order.totals),
    captured: order.captured ? toMoney(order.captured) : null,
    refunded: order.refunded ? toMoney(order.refunded) : null,
    challenge: order.challenge
      ? { url: order.challenge.url, expiresAt: toTime(order.challenge.expiresAt) }
      : null,
    shippingAddress: order.shippingAddress ? toAddress(order.shippingAddress) : null,
    billingAddress: order.billingAddress ? toAddress(order.billingAddress) : null,
    shippingOption: order.shippingOptionId
      ? { id: order.shippingOptionId, name: order.shippingOptionName }
      : null,
    cartId: order.cartId || null,
    externalReference: order.externalReference || null,
    reason: order.reason || null,
    fulfilments: order.fulfilments.map(toFulfilment),
    returns: order.returns.map(toReturn),
    refunds: order.refunds.map(toRefund),
    cancellations: order.cancellations.map(toItemCancellation),
    timeline: order.timeline.map((entry) => ({
      at: toTime(entry.at),
      type: entry.type,
      detail: entry.detail,
      actor: entry.actor,
    })),
    createdAt: toTime(order.createdAt),
    updatedAt: toTime(order.updatedAt),
    version: order.version,
  };
}

/** An order in a list. */
export const OrderSummary = named(
  'OrderSummary',
  shape({
    id: Id,
    number: Type.String(),
    email: Type.String(),
    state: orderStates.schema,
    paymentState: paymentStates.schema,
    fulfilmentState: fulfilmentStates.schema,
    lineCount: Type.Integer({ description: 'How many lines it has' }),
    firstLines: Type.Array(
      shape({ title: Type.String(), quantity: Quantity, imageUrl: nullable(Type.String()) }),
      { description: `The first ${SUMMARY.orderLines}; GET /orders/{id} has all` },
    ),
    totals: Totals,
    captured: nullable(Money),
    refunded: nullable(Money),
    cartId: nullable(Id),
    externalReference: nullable(Type.String()),
    reason: nullable(Type.String()),
    createdAt: Time,
    updatedAt: Time,
    version: Version,
  }),
);
export type OrderSummary = Static<typeof OrderSummary>;

export function toOrderSummary(wire: WireOrder): OrderSummary {
  const { id, number, email, state, paymentState, fulfilmentState, ...order } = toOrder(wire);
  const { totals, captured, refunded, cartId, externalReference, reason } = order;
  return {
    ...{ id, number, email, state, paymentState, fulfilmentState },
    // A service of the release before sends all lines and no count.
    lineCount: wire.lineCount || order.lines.length,
    firstLines: order.lines
      .slice(0, SUMMARY.orderLines)
      .map(({ title, quantity, imageUrl }) => ({ title, quantity, imageUrl })),
    ...{ totals, captured, refunded, cartId, externalReference, reason },
    ...{ createdAt: order.createdAt, updatedAt: order.updatedAt, version: order.version },
  };
}

/** No filter by state; the contract's zero values. */
export const EVERY_STATE = {
  state: OrderState.UNSPECIFIED,
  paymentState: PaymentState.UNSPECIFIED,
} as const;
