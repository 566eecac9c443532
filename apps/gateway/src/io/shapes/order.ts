import type { Order as WireOrder } from '@tradepost/contracts';
import { Type, type Static } from 'typebox';
import { named } from '../http/route.ts';
import { Fulfilment, Refund, Return, toFulfilment, toRefund, toReturn } from './after-sale.ts';
import { NewLine } from './cart.ts';
import { Line, toLine } from './line.ts';
import { Address, Id, Locale, Money, nullable, Price, shape, Time, Totals, Version } from './shared.ts';
import { toAddress, toMoney, toTime, toTotals, toWord } from './shared-mapping.ts';

export const Email = Type.String({ format: 'email', maxLength: 254 });

export const PlaceOrder = named(
  'PlaceOrder',
  shape({
    cartId: Type.Optional(Id),
    lines: Type.Optional(
      Type.Array(NewLine, {
        minItems: 1,
        maxItems: 1_200,
        description: 'Instead of cartId: a purchase in one call',
      }),
    ),
    email: Email,
    shippingAddress: Type.Optional(Address),
    billingAddress: Type.Optional(Address),
    shippingOptionId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'Default: the cart’s choice, else the cheapest',
      }),
    ),
    payment: shape({
      provider: Type.String({ minLength: 1, maxLength: 50 }),
      token: Type.String({ minLength: 1, maxLength: 500 }),
    }),
    expectedTotal: Type.Optional(Price),
    locale: Type.Optional(Locale),
    externalReference: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Your own unique name for this order' }),
    ),
  }),
);

export const Order = named(
  'Order',
  shape({
    id: Id,
    number: Type.String(),
    token: Type.Optional(Type.String({ description: 'With a new order: a guest sends it as Order-Token' })),
    email: Type.String(),
    state: Type.String({
      description: 'pending, confirmed, completed, rejected, expired, review, cancelled',
    }),
    paymentState: Type.String({
      description:
        'created, requires_action, authorized, captured, partially_refunded, refunded, failed, voided, expired',
    }),
    fulfilmentState: Type.String({ description: 'unfulfilled, partial, fulfilled, cancelled' }),
    lines: Type.Array(Line),
    totals: Totals,
    captured: nullable(Money),
    refunded: nullable(Money),
    challenge: nullable(
      shape({
        url: Type.String({ description: 'Where the payer confirms; then POST …/payment/complete' }),
        expiresAt: Time,
      }),
    ),
    shippingAddress: nullable(Address),
    billingAddress: nullable(Address),
    shippingOption: nullable(shape({ id: Type.String(), name: Type.String() })),
    cartId: nullable(Id),
    externalReference: nullable(Type.String()),
    reason: nullable(Type.String()),
    fulfilments: Type.Array(Fulfilment, { description: 'Parcels; empty in lists' }),
    returns: Type.Array(Return, { description: 'Empty in lists' }),
    refunds: Type.Array(Refund, { description: 'Empty in lists' }),
    timeline: Type.Array(
      shape({ at: Time, type: Type.String(), detail: Type.String(), actor: Type.String() }),
    ),
    createdAt: Time,
    updatedAt: Time,
    version: Version,
  }),
);

export function toOrder(order: WireOrder, showToken = false): Static<typeof Order> {
  return {
    id: order.id,
    number: order.number,
    ...(showToken && order.token && { token: order.token }),
    email: order.email,
    state: toWord(order.state, 'ORDER_STATE_'),
    paymentState: toWord(order.paymentState, 'PAYMENT_STATE_'),
    fulfilmentState: toWord(order.fulfilmentState, 'FULFILMENT_STATE_'),
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
