import { changed, unchanged, type Money } from '@tradepost/decision';
import {
  nextVersion,
  type Order,
  type OrderDecision,
  type OrderEvent,
  type OrderWithPrices,
} from './order.ts';
import {
  capturedWith,
  ended,
  isOpen,
  isPaid,
  isRefundable,
  leftOf,
  refundedBy,
  type OpenPayment,
  type RefundablePayment,
} from './payment.ts';
import { orderMachine } from './states.ts';

/** The money was captured, whatever became of the order meanwhile. An order in review for it goes on. */
export function captured(order: OrderWithPrices, now: Date): OrderDecision {
  // Once the money was captured, refunded or released, a late answer to a capture changes nothing.
  if (isPaid(order.payment) || order.payment.state === 'voided') return unchanged(order);
  const amount = order.priced.totals.grand;
  const change = { ...nextVersion(order, now), payment: capturedWith(order.payment, amount) };
  const event = { type: 'payment.captured', amount } as const;
  if (order.state !== 'review') return changed<Order, OrderEvent>({ ...order, ...change }, event);
  const state = orderMachine.move(order.state, 'confirmed');
  return changed<Order, OrderEvent>({ ...order, ...change, state, reason: null }, event);
}

/** The authorisation ran out before the capture: nothing may be shipped, staff must look at it. */
export function paymentExpired(order: Order, now: Date): OrderDecision {
  if (order.payment.state !== 'authorized') return unchanged(order);
  const change = { ...nextVersion(order, now), payment: ended(order.payment, 'expired') };
  const event = { type: 'payment.expired' } as const;
  if (order.state !== 'confirmed') return changed<Order, OrderEvent>({ ...order, ...change }, event);
  const reason = 'payment.expired';
  const state = orderMachine.move(order.state, 'review');
  return changed<Order, OrderEvent>({ ...order, ...change, state, reason }, event, {
    type: 'order.review',
    reason,
  });
}

/** What a provider must be asked to do so that none of an order's money stays here. */
export type MoneyBack =
  /** It never had prices, or its money is back or was never taken: no provider is asked. */
  | { readonly kind: 'nothing' }
  /** The authorisation is voided; if it was captured meanwhile, that amount is refunded. */
  | { readonly kind: 'release'; readonly payment: OpenPayment; readonly amount: Money }
  | { readonly kind: 'refund'; readonly payment: RefundablePayment; readonly amount: Money };

export function moneyBack({ priced, payment }: Order): MoneyBack {
  if (priced === null) return { kind: 'nothing' };
  if (isOpen(payment)) return { kind: 'release', payment, amount: priced.totals.grand };
  if (isRefundable(payment)) return { kind: 'refund', payment, amount: leftOf(payment) };
  return { kind: 'nothing' };
}

/**
 * The authorisation was voided, or there never was one. A payment that is over stays as it is.
 * @throws DomainError `payment.illegal_transition` when the money was captured and is not back
 */
export function moneyReleased(order: Order, now: Date): OrderDecision {
  if (!isOpen(order.payment) && !isRefundable(order.payment)) return unchanged(order);
  return changed<Order, OrderEvent>(
    { ...order, ...nextVersion(order, now), payment: ended(order.payment, 'voided') },
    { type: 'payment.voided' },
  );
}

/**
 * All the money was refunded. A capture that was not recorded yet is recorded with it.
 * @throws DomainError `payment.illegal_transition` when it never was authorised
 */
export function moneyReturned(order: OrderWithPrices, now: Date): OrderDecision {
  const { payment } = order;
  if (payment.state === 'refunded') return unchanged(order);
  const paid = isRefundable(payment) ? payment : capturedWith(payment, order.priced.totals.grand);
  const amount = leftOf(paid);
  const next: Order = { ...order, ...nextVersion(order, now), payment: refundedBy(paid, amount) };
  // There is nothing to report of an order that cost nothing.
  if (amount.amountMinor === 0) return changed<Order, OrderEvent>(next);
  return changed<Order, OrderEvent>(next, { type: 'payment.refunded', amount });
}
