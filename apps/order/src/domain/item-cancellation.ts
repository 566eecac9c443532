import { add, DomainError, unchanged, type Money } from '@tradepost/decision';
import { isRepeat, sumByLine, type LineQuantity, type Refund } from './documents.ts';
import { follow, isPacked, packedOf, shippedOf } from './fulfilment.ts';
import { shippingPaid, valueOf } from './line-value.ts';
import { assertAvailable, toSend } from './order-lines.ts';
import type { Actor, ConfirmedOrder, Order, OrderDecision } from './order.ts';
import { isPaid, isRefundable, leftOf } from './payment.ts';
import { notRefunded, rejectBeyond } from './refund.ts';
import { parcelMachine } from './states.ts';

export interface NewItemCancellation {
  readonly id: string;
  /** Null: all that is neither packed nor shipped. */
  readonly lines: readonly LineQuantity[] | null;
  readonly reason: string;
  readonly refundsShipping: boolean;
  /** Of the refund, if there is money to give back. */
  readonly refundId: string;
}

/**
 * Cancels items that are not packed; the rest of the order goes on. Their stock and their part of the money are given
 * back afterwards; what shipping cost stays, unless it is asked for. Planned parcels that would hold too much are
 * cancelled with them, and refunds that were only requested are rejected when they do not fit into what is left. Repeating
 * it changes nothing.
 */
export function cancelItems(
  order: Order,
  request: NewItemCancellation,
  actor: Actor,
  now: Date,
): OrderDecision {
  const { id, reason, refundsShipping } = request;
  const before = order.cancellations.find((one) => one.id === id);
  const asked = { lines: request.lines ?? before?.lines, refundsShipping };
  if (isRepeat(before && { lines: before.lines, refundsShipping: before.refundsShipping }, asked))
    return unchanged(order);
  const rest = restOf(order);
  // Cancelled before, by whomever: the request is fulfilled.
  if (request.lines === null && rest.size === 0 && order.cancellations.length > 0) return unchanged(order);
  const lines = request.lines ?? [...rest].map(([lineId, quantity]) => ({ lineId, quantity }));
  assertCancellable(order, lines, rest);
  const refund = refundFor(order, request, lines, now);
  const cancellation = { id, lines, reason, refundsShipping, refundId: refund?.id ?? null, createdAt: now };
  const left = notRefunded(order).amountMinor - (refund?.amount.amountMinor ?? 0);
  const requests = rejectBeyond(order, left, now);
  const next: Order = {
    ...order,
    cancellations: [...order.cancellations, cancellation],
    refunds: refund ? [...requests.refunds, refund] : requests.refunds,
  };
  const events = [
    { type: 'order.items_cancelled', cancellation, actor } as const,
    ...(refund ? [{ type: 'refund.approved', refundId: refund.id, amount: refund.amount } as const] : []),
    ...requests.events,
  ];
  return follow({ ...next, fulfilments: fittingParcels(next, now) }, events, now);
}

/** Some of it has left: cancelling it can only mean the rest. */
export const isPartlySent = (order: Order): boolean =>
  (order.state === 'confirmed' || order.state === 'completed') &&
  (order.fulfilmentState === 'partial' || order.cancellations.length > 0) &&
  shippedOf(order).length > 0;

/** How many of each line are neither packed, nor shipped, nor cancelled. */
export function restOf(order: Order): Map<string, number> {
  const packed = packedOf(order);
  const rest = [...toSend(order)].map(
    ([lineId, quantity]) => [lineId, quantity - (packed.get(lineId) ?? 0)] as const,
  );
  return new Map(rest.filter(([, quantity]) => quantity > 0));
}

/** @throws DomainError `order.not_cancellable`, `order.cancel_whole`, `cancellation.exceeds_open`, `line.not_found` */
function assertCancellable(
  order: Order,
  lines: readonly LineQuantity[],
  rest: ReadonlyMap<string, number>,
): asserts order is ConfirmedOrder {
  const { state, fulfilmentState, payment } = order;
  if (state !== 'confirmed' || !isPaid(payment) || rest.size === 0)
    throw new DomainError(
      'conflict',
      'order.not_cancellable',
      `The order is ${state} (${fulfilmentState}), its payment ${payment.state}, and ${rest.size} of its lines are open: no item of it can be cancelled.`,
      { state, fulfilmentState, paymentState: payment.state },
    );
  assertAvailable(order, lines, (lineId) => rest.get(lineId) ?? 0, 'cancellation.exceeds_open');
  const cancelled = sumByLine([{ lines }]);
  const isAll = [...rest].every(([lineId, quantity]) => cancelled.get(lineId) === quantity);
  if (isAll && !isPacked(order))
    throw new DomainError(
      'conflict',
      'order.cancel_whole',
      'These are all items that are left, and none is packed. Cancel the whole order, which gives back what shipping cost as well.',
    );
}

/**
 * The money for these items, as much of it as is still here; it needs no second approval.
 * @throws DomainError `cancellation.refund_running` when that depends on a refund that the provider may still refuse
 */
function refundFor(
  order: ConfirmedOrder,
  { refundId, reason, refundsShipping }: NewItemCancellation,
  lines: readonly LineQuantity[],
  now: Date,
): Refund | undefined {
  const { priced, cancellations } = order;
  const value = valueOf(priced, sumByLine([{ lines }]), sumByLine(cancellations));
  const hadShipping = cancellations.some((one) => one.refundsShipping);
  const due = refundsShipping && !hadShipping ? add(value, shippingPaid(priced)) : value;
  const amount = smaller(due, notRefunded(order));
  if (isRefundable(order.payment) && amount.amountMinor < smaller(due, leftOf(order.payment)).amountMinor)
    throw new DomainError(
      'conflict',
      'cancellation.refund_running',
      'A refund is being executed, and what it leaves is less than these items cost. Cancel them once it is done or has failed.',
    );
  if (amount.amountMinor === 0) return undefined;
  const times = { createdAt: now, updatedAt: now };
  return {
    id: refundId,
    amount,
    reason: reason || 'items.cancelled',
    failure: '',
    state: 'executing',
    ...times,
  };
}

const smaller = (a: Money, b: Money): Money => (a.amountMinor < b.amountMinor ? a : b);

/** Planned parcels that hold more than is left to be sent are cancelled, the latest first. */
function fittingParcels(order: Order, now: Date): Order['fulfilments'] {
  const left = restOf(order);
  return order.fulfilments.map((parcel) => {
    if (parcel.state !== 'created') return parcel;
    const fits = parcel.lines.every(({ lineId, quantity }) => quantity <= (left.get(lineId) ?? 0));
    if (!fits) return { ...parcel, state: parcelMachine.move(parcel.state, 'cancelled'), updatedAt: now };
    for (const { lineId, quantity } of parcel.lines) left.set(lineId, (left.get(lineId) ?? 0) - quantity);
    return parcel;
  });
}
