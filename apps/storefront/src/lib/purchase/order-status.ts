import type { Schema } from '@tradepost/api-client';

type States = Pick<Schema<'Order'>, 'state' | 'paymentState' | 'fulfilmentState'>;

const BY_STATE = {
  confirmed: 'confirmed',
  completed: 'delivered',
  rejected: 'nothing',
  expired: 'nothing',
  review: 'review',
  cancelled: 'cancelled',
  unknown: 'unknown',
} as const satisfies Record<Exclude<States['state'], 'pending'>, string>;

const BY_PARCELS = {
  unfulfilled: undefined,
  partial: 'partlySent',
  fulfilled: 'sent',
  cancelled: undefined,
  unknown: undefined,
} as const satisfies Record<States['fulfilmentState'], string | undefined>;

export type OrderStatus =
  | 'placing'
  | 'toConfirm'
  | 'refunded'
  | (typeof BY_STATE)[keyof typeof BY_STATE]
  | NonNullable<(typeof BY_PARCELS)[keyof typeof BY_PARCELS]>;

/** The status of an order for its customer, derived from its states; the same in lists and pages. */
export function orderStatusOf({ state, paymentState, fulfilmentState }: States): OrderStatus {
  if (state === 'pending') return paymentState === 'requires_action' ? 'toConfirm' : 'placing';
  if (paymentState === 'refunded' && state !== 'cancelled') return 'refunded';
  const sent = BY_PARCELS[fulfilmentState];
  if (state === 'confirmed' && sent) return sent;
  // During a deployment the API may return a state that this page does not know.
  return BY_STATE[state] ?? 'unknown';
}
