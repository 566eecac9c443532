import type { Schema } from '@tradepost/api-client';

type Order = Schema<'Order'>;

/** True while it can be cancelled: nothing is packed. */
export const isCancellable = ({ state, fulfilmentState, fulfilments }: Order): boolean =>
  (state === 'confirmed' || state === 'review') &&
  fulfilmentState === 'unfulfilled' &&
  fulfilments.every((parcel) => parcel.state === 'created' || parcel.state === 'cancelled');

/** Items that are not sent although the rest is; a gateway of the release before does not list them. */
export const cancellationsOf = ({
  cancellations = [],
}: Partial<Pick<Order, 'cancellations'>>): Order['cancellations'] => cancellations;

type Counted = { lineId: string; quantity: number }[];

const count = (of: readonly { lines: Counted }[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { lines } of of)
    for (const { lineId, quantity } of lines) counts.set(lineId, (counts.get(lineId) ?? 0) + quantity);
  return counts;
};

/** The quantity of each line that was shipped and is not in a return. */
export function returnable({
  lines,
  fulfilments,
  returns,
}: Order): { line: Order['lines'][number]; most: number }[] {
  const sent = count(fulfilments.filter(({ state }) => state === 'shipped' || state === 'delivered'));
  const back = count(returns.filter(({ state }) => state !== 'rejected'));
  return lines
    .map((line) => ({ line, most: (sent.get(line.id) ?? 0) - (back.get(line.id) ?? 0) }))
    .filter(({ most }) => most > 0);
}

/** The amount in a timeline entry; undefined: none. */
export function amountIn(type: string, detail: string): Schema<'Money'> | undefined {
  const [, amount, currency] = /^(\d{1,15}) ([A-Z]{3})$/.exec(detail) ?? [];
  if (!/^(payment|refund)\./.test(type) || !amount || !currency) return undefined;
  return { amount: Number(amount), currency };
}

export type Step = 'placed' | 'paid' | 'sent' | 'delivered';

/** The progress; undefined: the order has ended without delivery, or is in review. */
export function progressOf({
  state,
  paymentState,
  fulfilments,
  fulfilmentState,
}: Order): Record<Step, boolean> | undefined {
  if (state !== 'pending' && state !== 'confirmed' && state !== 'completed') return undefined;
  const isDelivered = state === 'completed';
  const isSent =
    isDelivered ||
    (fulfilmentState === 'fulfilled' &&
      fulfilments.every((parcel) => parcel.state !== 'created' && parcel.state !== 'packed'));
  const isPaid = !['created', 'requires_action', 'authorized'].includes(paymentState);
  return { placed: state !== 'pending', paid: isPaid, sent: isSent, delivered: isDelivered };
}
