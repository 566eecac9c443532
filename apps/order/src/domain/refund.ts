import { add, changed, DomainError, money, subtract, sum, unchanged, type Money } from '@tradepost/decision';
import { isSame, notFound, replaced, type AfterSale, type Refund, type SaleDecision } from './after-sale.ts';
import { next, pricedOf } from './purchase.ts';
import { move, paymentMachine, refundMachine, type PaymentState, type RefundState } from './states.ts';

export type NewRefund = { readonly id: string; readonly amount: Money; readonly reason: string };

const OPEN: readonly RefundState[] = ['requested', 'executing'];
const TAKEN: readonly PaymentState[] = ['captured', 'partially_refunded'];

/** What was taken, is not given back, and nobody has asked to give back. */
export function refundable({ order, refunds }: AfterSale): Money {
  const { currency } = pricedOf(order).totals.grand;
  if (!TAKEN.includes(order.paymentState)) return money(0, currency);
  const asked = refunds.filter(({ state }) => OPEN.includes(state)).map(({ amount }) => amount);
  const none = money(0, currency);
  const { captured, refunded } = order.payment;
  return subtract(subtract(captured ?? none, refunded ?? none), sum(asked, currency));
}

/** First step: the amount is set aside, nothing moves yet. The same id again changes nothing. */
export function requestRefund(sale: AfterSale, { id, amount, reason }: NewRefund, now: Date): SaleDecision {
  const { order, refunds } = sale;
  const before = refunds.find((one) => one.id === id);
  if (isSame(before && { amount: before.amount, reason: before.reason }, { amount, reason }))
    return unchanged(sale);
  if (order.state === 'cancelled' || !order.priced)
    throw new DomainError('conflict', 'refund.not_possible', `The order is ${order.state}.`, {
      state: order.state,
    });
  const most = refundable(sale);
  if (amount.currency !== most.currency)
    throw new DomainError('invalid', 'currency.mixed', `The order was paid in ${most.currency}.`, {
      currency: most.currency,
    });
  if (!Number.isSafeInteger(amount.amountMinor) || amount.amountMinor < 1)
    throw new DomainError(
      'invalid',
      'request.invalid',
      'An amount is a whole number of minor units above 0.',
    );
  if (amount.amountMinor > most.amountMinor)
    throw new DomainError('conflict', 'refund.exceeds_captured', 'That is more than can be given back.', {
      refundable: { amount: most.amountMinor, currency: most.currency },
    });
  const made: Refund = {
    id,
    amount,
    reason,
    failure: '',
    state: 'requested',
    createdAt: now,
    updatedAt: now,
  };
  return changed(
    { ...sale, order: next(order, now, {}), refunds: [...refunds, made] },
    { type: 'refund.requested', refundId: id, amount },
  );
}

/** Second step: a person says yes or no. */
export function decideRefund(sale: AfterSale, id: string, isApproved: boolean, now: Date): SaleDecision {
  const refund = refundIn(sale, id);
  const to = isApproved ? 'executing' : 'rejected';
  // Approved before: it is on its way, or there.
  if (refund.state === to || (isApproved && refund.state === 'done')) return unchanged(sale);
  if (isApproved && sale.order.state === 'cancelled')
    throw new DomainError(
      'conflict',
      'refund.not_possible',
      'The order is cancelled; all of its money goes back.',
    );
  const moved = { ...refund, state: move(refundMachine, refund.state, to), updatedAt: now };
  return changed(
    { ...sale, order: next(sale.order, now, {}), refunds: replaced(sale.refunds, moved) },
    { type: isApproved ? 'refund.approved' : 'refund.rejected', refundId: id, amount: refund.amount },
  );
}

/** The provider gave it back. */
export function refundDone(sale: AfterSale, id: string, now: Date): SaleDecision {
  const refund = refundIn(sale, id);
  if (refund.state === 'done') return unchanged(sale);
  const { order } = sale;
  const { amount } = refund;
  const refunded = order.payment.refunded ? add(order.payment.refunded, amount) : amount;
  const isAll = refunded.amountMinor === order.payment.captured?.amountMinor;
  const to = isAll ? 'refunded' : 'partially_refunded';
  const paymentState = order.paymentState === to ? to : move(paymentMachine, order.paymentState, to);
  const moved = { ...refund, state: move(refundMachine, refund.state, 'done'), updatedAt: now };
  return changed(
    {
      ...sale,
      order: next(order, now, { paymentState, payment: { ...order.payment, refunded } }),
      refunds: replaced(sale.refunds, moved),
    },
    { type: 'payment.refunded', amount },
  );
}

/** The provider said no: the amount may be asked for again. */
export function refundFailed(sale: AfterSale, id: string, failure: string, now: Date): SaleDecision {
  const refund = refundIn(sale, id);
  if (refund.state === 'failed') return unchanged(sale);
  const moved = { ...refund, failure, state: move(refundMachine, refund.state, 'failed'), updatedAt: now };
  return changed(
    { ...sale, order: next(sale.order, now, {}), refunds: replaced(sale.refunds, moved) },
    { type: 'refund.failed', refundId: id, amount: refund.amount },
  );
}

/** @throws DomainError `refund.not_found` */
export function refundIn({ refunds }: AfterSale, id: string): Refund {
  const refund = refunds.find((one) => one.id === id);
  if (!refund) throw notFound('refund');
  return refund;
}
