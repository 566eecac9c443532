import type { Refund } from '../domain/documents.ts';
import type { Order } from '../domain/order.ts';

/**
 * What is not sent is paid back, whatever else was requested, approved or rejected; worked out from the prices alone.
 * @returns what does not hold
 */
export function cancelledMoneyFaults(
  { state, priced, refunds, cancellations }: Order,
  captured: number,
  refunded: number,
): string[] {
  const requested = sumOf(refunds.filter((one) => one.state === 'requested'));
  const ofItems = new Set(cancellations.map(({ refundId }) => refundId));
  // Refused by the provider: staff refund it in another way.
  const isRefused = refunds.some((one) => ofItems.has(one.id) && one.state === 'failed');
  const others = sumOf(refunds.filter((one) => one.state === 'done' && !ofItems.has(one.id)));
  const prices = new Map(priced?.lines.map(({ id, unitPrice }) => [id, unitPrice.amountMinor]));
  const hasShipping = cancellations.some((one) => one.refundsShipping);
  const shipping = hasShipping ? (priced?.totals.shipping.amountMinor ?? 0) : 0;
  const value = cancellations
    .flatMap(({ lines }) => lines)
    .reduce((sum, { lineId, quantity }) => sum + quantity * (prices.get(lineId) ?? 0), shipping);
  // No more than was paid, which is nothing when it was free.
  const due = Math.min(captured, value + others);
  return [
    ...(isRefused || refunded >= due ? [] : [`refunded ${refunded}, ${due} are due for cancelled items`]),
    ...(requested <= captured - refunded ? [] : [`${requested} requested of ${captured - refunded}`]),
    ...(state === 'cancelled' && requested > 0 ? ['a refund is requested of a cancelled order'] : []),
  ];
}

const sumOf = (refunds: readonly Refund[]): number =>
  refunds.reduce((sum, { amount }) => sum + amount.amountMinor, 0);
