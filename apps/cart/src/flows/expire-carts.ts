import type { CartStore, Clock } from './ports.ts';

const DAY_MS = 86_400_000;

// Small enough that a sweep never holds many rows for long.
const BATCH = 500;

/** Expires guest carts that nobody touched for `days`; how many it was. Safe to run in many places at once. */
export async function expireCarts(
  { store, clock }: { store: CartStore; clock: Clock },
  days: number,
  isStopped: () => boolean,
): Promise<number> {
  const now = clock.now();
  const before = new Date(now.getTime() - days * DAY_MS);
  let total = 0;
  for (let expired = BATCH; expired === BATCH && !isStopped(); total += expired)
    expired = await store.expireGuests(before, BATCH, now);
  return total;
}
