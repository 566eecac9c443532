import {
  add,
  changed,
  DomainError,
  equals,
  subtract,
  sum,
  unchanged,
  type Decision,
} from '@tradepost/decision';
import type { Address, Challenge, Order, OrderEvent, Payment, Priced, Totals } from './order.ts';
import { move, orderMachine, paymentMachine, type PaymentState } from './states.ts';

export type Draft = Pick<
  Order,
  'id' | 'userId' | 'email' | 'cartId' | 'externalReference' | 'billingAddress'
> & {
  readonly provider: string;
  readonly locale?: string;
};

/** An order in the making; the store gives it its number. */
export function placeOrder(draft: Draft, number: string, now: Date): Decision<Order, OrderEvent> {
  const { provider, locale = 'en', ...rest } = draft;
  const order: Order = {
    ...rest,
    locale,
    number,
    state: 'pending',
    paymentState: 'created',
    fulfilmentState: 'unfulfilled',
    priced: null,
    reason: null,
    payment: { provider, reference: null, captured: null, refunded: null, challenge: null },
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  return changed(order, { type: 'order.placed' });
}

/** Fixes what is bought at which price; the same again changes nothing. */
export function price(order: Order, priced: Priced, now: Date): Decision<Order, OrderEvent> {
  if (order.priced) return unchanged(order);
  if (order.state !== 'pending') throw notPending(order);
  assertSums(
    priced.lines.map((line) => line.total),
    priced.totals,
  );
  return changed(next(order, now, { priced }));
}

/** The payer must act before there is money; asked again, nothing changes. */
export function requireAction(order: Order, challenge: Challenge, now: Date): Decision<Order, OrderEvent> {
  if (order.paymentState === 'requires_action') return unchanged(order);
  return changed(
    next(order, now, {
      paymentState: move(paymentMachine, order.paymentState, 'requires_action'),
      payment: { ...order.payment, challenge },
    }),
    { type: 'payment.action_required' },
  );
}

/** The pivot: from here on it only goes forward. */
export function confirm(order: Order, reference: string | null, now: Date): Decision<Order, OrderEvent> {
  const priced = pricedOf(order);
  return changed(
    next(order, now, {
      state: move(orderMachine, order.state, 'confirmed'),
      paymentState: move(paymentMachine, order.paymentState, 'authorized'),
      payment: { ...order.payment, reference },
    }),
    { type: 'order.confirmed', priced },
  );
}

/** The final no while it was being placed; `isDeclined` when it was the provider who said it. */
export function reject(
  order: Order,
  reason: string,
  isDeclined: boolean,
  now: Date,
): Decision<Order, OrderEvent> {
  if (order.state === 'rejected') return unchanged(order);
  return changed(
    next(order, now, {
      state: move(orderMachine, order.state, 'rejected'),
      paymentState: move(paymentMachine, order.paymentState, isDeclined ? 'failed' : 'voided'),
      reason,
    }),
    { type: 'order.rejected', reason },
  );
}

/** It could not be settled in time; nothing of it stays. */
export function expire(order: Order, reason: string, now: Date): Decision<Order, OrderEvent> {
  if (order.state === 'expired') return unchanged(order);
  const paymentState = order.paymentState === 'requires_action' ? 'expired' : 'voided';
  return changed(
    next(order, now, {
      state: move(orderMachine, order.state, 'expired'),
      paymentState: move(paymentMachine, order.paymentState, paymentState),
      reason,
    }),
    { type: 'order.expired', reason },
  );
}

/** Why nothing came of a purchase whose payer walked away. */
export const ABANDONED = 'payment.abandoned';

/**
 * Whether its payer can still walk away; false: nothing came of it already.
 * @throws DomainError `payment.already_confirmed`, `payment.not_waiting`
 */
export function canBeAbandoned({ state, paymentState }: Order): boolean {
  if (state === 'rejected' || state === 'expired') return false;
  if (state !== 'pending')
    throw new DomainError(
      'conflict',
      'payment.already_confirmed',
      'The payment was confirmed first. The order may still be cancelled.',
    );
  if (paymentState === 'requires_action') return true;
  throw new DomainError('conflict', 'payment.not_waiting', 'This purchase does not wait for its payer.');
}

// Once the money is ours, went back or never will be, a late answer to a capture tells nothing new.
const MONEY_IS_SETTLED: readonly PaymentState[] = ['captured', 'partially_refunded', 'refunded', 'voided'];

/** The money was taken, whatever became of the order meanwhile; one that waited for it in review goes on. */
export function captured(order: Order, now: Date): Decision<Order, OrderEvent> {
  if (MONEY_IS_SETTLED.includes(order.paymentState)) return unchanged(order);
  const amount = pricedOf(order).totals.grand;
  const payment: Payment = { ...order.payment, captured: amount };
  const paymentState = move(paymentMachine, order.paymentState, 'captured');
  const state = order.state === 'review' ? move(orderMachine, order.state, 'confirmed') : order.state;
  return changed(next(order, now, { state, paymentState, payment }), { type: 'payment.captured', amount });
}

/** The promise ran out before the money was taken: goods must not leave, a person must look at it. */
export function paymentExpired(order: Order, now: Date): Decision<Order, OrderEvent> {
  if (order.paymentState !== 'authorized') return unchanged(order);
  const reason = 'payment.expired';
  const isConfirmed = order.state === 'confirmed';
  return changed(
    next(order, now, {
      paymentState: move(paymentMachine, order.paymentState, 'expired'),
      ...(isConfirmed && { state: move(orderMachine, order.state, 'review'), reason }),
    }),
    { type: 'payment.expired' },
    ...(isConfirmed ? [{ type: 'order.review' as const, reason }] : []),
  );
}

/** The way forward is blocked: a person must look at it. */
export function putToReview(order: Order, reason: string, now: Date): Decision<Order, OrderEvent> {
  if (order.state === 'review' || order.state === 'cancelled') return unchanged(order);
  const state = move(orderMachine, order.state, 'review');
  return changed(next(order, now, { state, reason }), { type: 'order.review', reason });
}

/** The order after a change: one version on. */
export function next(order: Order, now: Date, change: Partial<Order>): Order {
  return { ...order, ...change, version: order.version + 1, updatedAt: now };
}

/** @throws Error when it has no prices yet, which is a bug of the caller. */
export function pricedOf({ id, priced }: Pick<Order, 'priced'> & { readonly id?: string }): Priced {
  if (!priced) throw new Error(`order ${id} has no prices yet`);
  return priced;
}

/** Where the goods go. @throws DomainError `order.address_missing` */
export function addressOf(...candidates: readonly (Address | undefined)[]): Address {
  const address = candidates.find((candidate) => candidate !== undefined);
  if (address) return address;
  throw new DomainError(
    'invalid',
    'order.address_missing',
    'Neither the order nor its cart has a shipping address.',
  );
}

function assertSums(lineTotals: readonly Totals['items'][], totals: Totals): void {
  const items = sum(lineTotals, totals.grand.currency);
  const net = add(subtract(items, totals.discount), totals.shipping);
  const grand = totals.taxIncluded ? net : add(net, totals.tax);
  if (equals(items, totals.items) && equals(grand, totals.grand)) return;
  throw new DomainError('conflict', 'price.inconsistent', 'The sums of this purchase do not add up.');
}

function notPending(order: Order): DomainError {
  return new DomainError(
    'conflict',
    'order.not_pending',
    `The order is ${order.state} and can't get prices any more.`,
  );
}
