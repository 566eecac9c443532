import type { Schema } from '@tradepost/api-client';

type Told = Pick<Schema<'Order'>, 'state' | 'paymentState' | 'fulfilmentState'>;

const BY_STATE = {
  confirmed: 'confirmed',
  completed: 'delivered',
  rejected: 'nothing',
  expired: 'nothing',
  review: 'review',
  cancelled: 'cancelled',
} as const;

const BY_PARCELS = { partial: 'partlySent', fulfilled: 'sent' } as const;

export type Standing =
  | 'placing'
  | 'toConfirm'
  | 'refunded'
  | (typeof BY_STATE)[keyof typeof BY_STATE]
  | (typeof BY_PARCELS)[keyof typeof BY_PARCELS];

/** Where an order stands: of all its states the one that matters most to who waits for it. Lists and pages agree. */
export function standingOf({ state, paymentState, fulfilmentState }: Told): Standing {
  if (state === 'pending') return paymentState === 'requires_action' ? 'toConfirm' : 'placing';
  if (paymentState === 'refunded' && state !== 'cancelled') return 'refunded';
  const sent = BY_PARCELS[fulfilmentState as keyof typeof BY_PARCELS];
  if (state === 'confirmed' && sent) return sent;
  // A state that is newer than this page is on its way to somewhere.
  return BY_STATE[state as keyof typeof BY_STATE] ?? 'placing';
}
