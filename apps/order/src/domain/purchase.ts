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
import {
  nextVersion,
  type Order,
  type OrderDecision,
  type OrderDetails,
  type OrderEvent,
  type OrderWithPrices,
  type PendingOrder,
  type Priced,
  withPrices,
  type Totals,
} from './order.ts';
import { authorized, challenged, ended, type Challenge } from './payment.ts';
import { orderMachine } from './states.ts';

export interface Draft extends Pick<
  OrderDetails,
  'id' | 'userId' | 'email' | 'cartId' | 'externalReference' | 'billingAddress'
> {
  readonly provider: string;
  readonly locale?: string;
}

/** A new order; the store assigns its number. */
export function placeOrder(draft: Draft, number: string, now: Date): Decision<PendingOrder, OrderEvent> {
  const { provider, locale = 'en', ...rest } = draft;
  const order: PendingOrder = {
    ...rest,
    locale,
    number,
    state: 'pending',
    fulfilmentState: 'unfulfilled',
    priced: null,
    reason: null,
    payment: { state: 'created', provider },
    fulfilments: [],
    returns: [],
    refunds: [],
    cancellations: [],
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  return changed(order, { type: 'order.placed' });
}

/** Fixes what is bought at which price. What is fixed already stays. It is written with the next change of the order. */
export function price(order: Order, priced: Priced | null | undefined): OrderWithPrices {
  if (!order.priced && order.state !== 'pending') throw notPending(order);
  const known = withPrices(order, priced);
  assertSums(
    known.priced.lines.map((line) => line.total),
    known.priced.totals,
  );
  return known;
}

/** The payer must confirm the payment first; repeating it changes nothing. */
export function requireAction(order: Order, challenge: Challenge, now: Date): OrderDecision {
  if (order.payment.state === 'requires_action') return unchanged(order);
  return changed<Order, OrderEvent>(
    {
      ...order,
      ...nextVersion(order, now),
      payment: challenged(order.payment, challenge),
    },
    { type: 'payment.action_required' },
  );
}

/** The pivot: from here on the purchase only goes forward. */
export function confirm(order: OrderWithPrices, reference: string | null, now: Date): OrderDecision {
  return changed<Order, OrderEvent>(
    {
      ...order,
      ...nextVersion(order, now),
      state: orderMachine.move(order.state, 'confirmed'),
      payment: authorized(order.payment, reference),
    },
    { type: 'order.confirmed', priced: order.priced },
  );
}

/** The final refusal of a purchase; `isDeclined` when the payment provider refused it. A cancelled order stays so. */
export function reject(order: Order, reason: string, isDeclined: boolean, now: Date): OrderDecision {
  if (order.state === 'rejected' || order.state === 'cancelled') return unchanged(order);
  return changed<Order, OrderEvent>(
    {
      ...order,
      ...nextVersion(order, now),
      state: orderMachine.move(order.state, 'rejected'),
      payment: ended(order.payment, isDeclined ? 'failed' : 'voided'),
      reason,
    },
    { type: 'order.rejected', reason },
  );
}

/** The purchase could not be settled in time; all of it was undone. A cancelled order stays so. */
export function expire(order: Order, reason: string, now: Date): OrderDecision {
  if (order.state === 'expired' || order.state === 'cancelled') return unchanged(order);
  const { payment } = order;
  return changed<Order, OrderEvent>(
    {
      ...order,
      ...nextVersion(order, now),
      state: orderMachine.move(order.state, 'expired'),
      payment: ended(payment, payment.state === 'requires_action' ? 'expired' : 'voided'),
      reason,
    },
    { type: 'order.expired', reason },
  );
}

/** Reason of a purchase whose payer walked away. */
export const ABANDONED = 'payment.abandoned';

/** Reason of a purchase whose payer did not confirm in time. */
export const NOT_COMPLETED = 'payment.not_completed';

/**
 * Whether its payer can still walk away; false: the purchase was refused already.
 * @throws DomainError `payment.already_confirmed`, `payment.not_waiting`
 */
export function canBeAbandoned({ state, payment }: Order): boolean {
  if (state === 'rejected' || state === 'expired') return false;
  if (state !== 'pending')
    throw new DomainError(
      'conflict',
      'payment.already_confirmed',
      'The payment was confirmed first. The order can still be cancelled.',
    );
  if (payment.state === 'requires_action') return true;
  throw new DomainError(
    'conflict',
    'payment.not_waiting',
    'This purchase is not waiting for its payer, so there is nothing to abandon.',
  );
}

/** It can't go on by itself: staff must look at it. */
export function putToReview(order: Order, reason: string, now: Date): OrderDecision {
  if (order.state === 'review' || order.state === 'cancelled') return unchanged(order);
  const state = orderMachine.move(order.state, 'review');
  return changed<Order, OrderEvent>(
    { ...order, ...nextVersion(order, now), state, reason },
    { type: 'order.review', reason },
  );
}

function assertSums(lineTotals: readonly Totals['items'][], totals: Totals): void {
  const items = sum(lineTotals, totals.grand.currency);
  const net = add(subtract(items, totals.discount), totals.shipping);
  const grand = totals.taxIncluded ? net : add(net, totals.tax);
  if (equals(items, totals.items) && equals(grand, totals.grand) && isSplit(totals)) return;
  throw new DomainError('conflict', 'price.inconsistent', 'The totals of this purchase do not add up.');
}

/** Whether the tax by rate, if it is known, is all of the tax of all of the total. */
function isSplit({ tax, grand, taxLines }: Totals): boolean {
  const { currency } = grand;
  const taxes = taxLines.map((line) => line.tax);
  const nets = taxLines.map((line) => line.net);
  return (
    taxLines.length === 0 ||
    (equals(sum(taxes, currency), tax) && equals(sum([...nets, ...taxes], currency), grand))
  );
}

function notPending(order: Order): DomainError {
  return new DomainError(
    'conflict',
    'order.not_pending',
    `The order is ${order.state}; only a pending order can be priced.`,
  );
}
