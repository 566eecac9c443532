import { changed, DomainError, money, subtract, sum, unchanged, type Money } from '@tradepost/decision';
import { isRepeat, notFound, replaceById, type OrderDocuments, type Refund } from './documents.ts';
import {
  nextVersion,
  type Order,
  type OrderDecision,
  type OrderEvent,
  type OrderWithPrices,
} from './order.ts';
import { isRefundable, leftOf, refundedBy } from './payment.ts';
import { refundMachine, type PaymentState, type RefundState } from './states.ts';

export type NewRefund = Pick<Refund, 'id' | 'amount' | 'reason'>;

const OPEN: readonly RefundState[] = ['requested', 'executing'];

/** What was captured, less what was refunded and what open refunds reserve. */
export const refundable = (order: OrderWithPrices): Money => leftAfter(order, OPEN);

/** What was captured, less what was refunded or is on its way: unapproved requests reserve nothing here. */
export const notRefunded = (order: OrderWithPrices): Money => leftAfter(order, ['executing']);

function leftAfter({ priced, payment, refunds }: OrderWithPrices, reserving: readonly RefundState[]): Money {
  const { currency } = priced.totals.grand;
  if (!isRefundable(payment)) return money(0, currency);
  const reserved = refunds.filter(({ state }) => reserving.includes(state)).map(({ amount }) => amount);
  return subtract(leftOf(payment), sum(reserved, currency));
}

/** First step: reserves the amount; no money moves yet. Repeating it with the same id changes nothing. */
export function requestRefund(order: Order, { id, amount, reason }: NewRefund, now: Date): OrderDecision {
  const before = order.refunds.find((one) => one.id === id);
  if (isRepeat(before && { amount: before.amount, reason: before.reason }, { amount, reason }))
    return unchanged(order);
  if (order.state === 'cancelled' || !order.priced) throw notPossible(order);
  assertRefundable(order, amount);
  const made: Refund = {
    ...{ id, amount, reason, failure: '', state: 'requested' },
    ...{ createdAt: now, updatedAt: now },
  };
  return changed<Order, OrderEvent>(
    { ...order, ...nextVersion(order, now), refunds: [...order.refunds, made] },
    { type: 'refund.requested', refundId: id, amount },
  );
}

function assertRefundable(order: OrderWithPrices, amount: Money): void {
  const most = refundable(order);
  if (amount.currency !== most.currency)
    throw new DomainError('invalid', 'currency.mixed', `\`amount\` must be in ${most.currency}, as paid.`, {
      currency: most.currency,
    });
  if (!Number.isSafeInteger(amount.amountMinor) || amount.amountMinor < 1)
    throw new DomainError(
      'invalid',
      'request.invalid',
      '`amount` must be a whole number of minor units above 0.',
    );
  if (amount.amountMinor > most.amountMinor)
    throw new DomainError(
      'conflict',
      'refund.exceeds_captured',
      `At most ${most.amountMinor} ${most.currency} (minor units) can be refunded.`,
      { refundable: { amount: most.amountMinor, currency: most.currency } },
    );
}

/** Second step: a member of staff approves or rejects the refund. */
export function decideRefund(order: Order, id: string, isApproved: boolean, now: Date): OrderDecision {
  const refund = refundIn(order, id);
  const to = isApproved ? 'executing' : 'rejected';
  // Approved before: it is being executed, or is done.
  if (refund.state === to || (isApproved && refund.state === 'done')) return unchanged(order);
  if (isApproved && order.state === 'cancelled') throw notPossible(order);
  const about = { refundId: id, amount: refund.amount };
  return changed<Order, OrderEvent>(
    { ...order, ...nextVersion(order, now), refunds: moved(order, refund, to, now) },
    isApproved
      ? { type: 'refund.approved', ...about }
      : { type: 'refund.rejected', ...about, actor: 'staff' },
  );
}

/**
 * A cancellation gives money back by itself: what was only requested must not hold it back. Requests that do not fit into
 * what is left are rejected, the latest first.
 */
export function rejectBeyond(
  { refunds }: OrderDocuments,
  leftMinor: number,
  now: Date,
): { readonly refunds: readonly Refund[]; readonly events: readonly OrderEvent[] } {
  let free = leftMinor;
  const rejected: Refund[] = [];
  for (const refund of refunds) {
    if (refund.state !== 'requested') continue;
    const { amountMinor } = refund.amount;
    if (amountMinor <= free) free -= amountMinor;
    else rejected.push({ ...refund, state: refundMachine.move(refund.state, 'rejected'), updatedAt: now });
  }
  return {
    refunds: rejected.reduce<readonly Refund[]>(replaceById, refunds),
    events: rejected.map(({ id, amount }) => ({
      type: 'refund.rejected',
      refundId: id,
      amount,
      actor: 'system',
    })),
  };
}

/** The provider refunded the money. */
export function refundDone(order: Order, id: string, now: Date): OrderDecision {
  const refund = refundIn(order, id);
  if (refund.state === 'done') return unchanged(order);
  const { payment } = order;
  if (!isRefundable(payment)) throw nothingLeft(payment.state);
  const { amount } = refund;
  return changed<Order, OrderEvent>(
    {
      ...order,
      ...nextVersion(order, now),
      payment: refundedBy(payment, amount),
      refunds: moved(order, refund, 'done', now),
    },
    { type: 'payment.refunded', amount },
  );
}

/** The provider refused: the amount is free to be requested again. */
export function refundFailed(order: Order, id: string, failure: string, now: Date): OrderDecision {
  const refund = refundIn(order, id);
  if (refund.state === 'failed') return unchanged(order);
  return changed<Order, OrderEvent>(
    { ...order, ...nextVersion(order, now), refunds: moved(order, { ...refund, failure }, 'failed', now) },
    { type: 'refund.failed', refundId: id, amount: refund.amount },
  );
}

/** @throws DomainError `refund.not_found` */
export function refundIn({ refunds }: OrderDocuments, id: string): Refund {
  const refund = refunds.find((one) => one.id === id);
  if (!refund) throw notFound('refund');
  return refund;
}

function moved({ refunds }: OrderDocuments, refund: Refund, to: RefundState, now: Date): readonly Refund[] {
  return replaceById(refunds, {
    ...refund,
    state: refundMachine.move(refund.state, to),
    updatedAt: now,
  });
}

const notPossible = ({ state }: Order): DomainError =>
  new DomainError(
    'conflict',
    'refund.not_possible',
    state === 'cancelled'
      ? 'The order is cancelled: all of its money is given back without a refund.'
      : `The order is ${state} and was never paid, so there is nothing to refund.`,
    { state },
  );

const nothingLeft = (paymentState: PaymentState): DomainError =>
  new DomainError(
    'conflict',
    'refund.not_possible',
    `The payment is ${paymentState}, so there is nothing to refund.`,
    { paymentState },
  );
