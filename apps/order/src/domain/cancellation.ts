import { changed, DomainError, subtract, unchanged, type Decision, type Money } from '@tradepost/decision';
import type { AfterSale, SaleDecision } from './after-sale.ts';
import { isPacked } from './fulfilment.ts';
import type { Actor, Order, OrderEvent } from './order.ts';
import { next, pricedOf } from './purchase.ts';
import { canMove, fulfilmentMachine, move, orderMachine, parcelMachine, paymentMachine } from './states.ts';

/** Calls an order off while nothing of it is packed, and its parcels with it; goods and money follow. */
export function cancelSale(sale: AfterSale, actor: Actor, reason: string, now: Date): SaleDecision {
  if (sale.order.state !== 'cancelled' && isPacked(sale)) throw notCancellable(sale.order);
  const { state: order, events, isChanged } = cancel(sale.order, actor, reason, now);
  if (!isChanged) return unchanged(sale);
  const fulfilments = sale.fulfilments.map((parcel) =>
    parcel.state === 'created'
      ? { ...parcel, state: move(parcelMachine, parcel.state, 'cancelled'), updatedAt: now }
      : parcel,
  );
  return changed({ ...sale, order, fulfilments }, ...events);
}

/** Asking again changes nothing. */
export function cancel(order: Order, actor: Actor, reason: string, now: Date): Decision<Order, OrderEvent> {
  if (order.state === 'cancelled') return unchanged(order);
  if (!canMove(orderMachine, order.state, 'cancelled') || order.fulfilmentState !== 'unfulfilled') {
    throw notCancellable(order);
  }
  return changed(
    next(order, now, {
      state: move(orderMachine, order.state, 'cancelled'),
      fulfilmentState: move(fulfilmentMachine, order.fulfilmentState, 'cancelled'),
      reason,
    }),
    { type: 'order.cancelled', reason, actor, priced: order.priced },
  );
}

/** The promise of money was given back; it had not been taken. */
export function moneyReleased(order: Order, now: Date): Decision<Order, OrderEvent> {
  // A promise that ran out is gone already.
  if (order.paymentState === 'voided' || order.paymentState === 'expired') return unchanged(order);
  const paymentState = move(paymentMachine, order.paymentState, 'voided');
  return changed(next(order, now, { paymentState }), { type: 'payment.voided' });
}

/** All the money went back. A capture that we had not heard of yet is written down with it. */
export function moneyReturned(order: Order, now: Date): Decision<Order, OrderEvent> {
  if (order.paymentState === 'refunded') return unchanged(order);
  const amount = pricedOf(order).totals.grand;
  const rest = unreturned(order);
  const taken =
    order.paymentState === 'authorized'
      ? move(paymentMachine, order.paymentState, 'captured')
      : order.paymentState;
  return changed(
    next(order, now, {
      paymentState: move(paymentMachine, taken, 'refunded'),
      payment: { ...order.payment, captured: amount, refunded: amount },
    }),
    { type: 'payment.refunded', amount: rest },
  );
}

/** What is still to be given back when all of it goes back. */
export function unreturned({ priced, payment }: Order): Money {
  const { grand } = pricedOf({ priced }).totals;
  return payment.refunded ? subtract(grand, payment.refunded) : grand;
}

/** @throws DomainError `version.stale` */
export function assertVersion(order: Order, expected: number | undefined): void {
  if (expected === undefined || expected === order.version) return;
  throw new DomainError(
    'stale',
    'version.stale',
    `The order has version ${order.version} now, not ${expected}.`,
    {
      version: order.version,
    },
  );
}

function notCancellable(order: Order): DomainError {
  const { state, fulfilmentState } = order;
  const what = state === 'pending' ? 'is still being placed' : `is ${state} (${fulfilmentState})`;
  return new DomainError('conflict', 'order.not_cancellable', `The order ${what} and can't be cancelled.`, {
    state,
    fulfilmentState,
  });
}
