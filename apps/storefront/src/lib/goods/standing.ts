import type { Schema } from '@tradepost/api-client';

type Told = Pick<Schema<'Order'>, 'state' | 'paymentState' | 'fulfilmentState'>;

const BY_STATE = {
  confirmed: 'confirmed',
  completed: 'delivered',
  rejected: 'nothing',
  expired: 'nothing',
  review: 'review',
  cancelled: 'cancelled',
} as const satisfies Record<Exclude<Told['state'], 'pending'>, string>;

const BY_PARCELS = {
  unfulfilled: undefined,
  partial: 'partlySent',
  fulfilled: 'sent',
  cancelled: undefined,
} as const satisfies Record<Told['fulfilmentState'], string | undefined>;

export type Standing =
  | 'placing'
  | 'toConfirm'
  | 'refunded'
  | (typeof BY_STATE)[keyof typeof BY_STATE]
  | NonNullable<(typeof BY_PARCELS)[keyof typeof BY_PARCELS]>;

/** Where an order stands: of all its states the one that matters most to who waits for it. Lists and pages agree. */
export function standingOf({ state, paymentState, fulfilmentState }: Told): Standing {
  if (state === 'pending') return paymentState === 'requires_action' ? 'toConfirm' : 'placing';
  if (paymentState === 'refunded' && state !== 'cancelled') return 'refunded';
  const sent = BY_PARCELS[fulfilmentState];
  if (state === 'confirmed' && sent) return sent;
  // During a deployment the API may know a state that this page does not.
  return BY_STATE[state] ?? 'placing';
}
