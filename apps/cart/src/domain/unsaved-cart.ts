import { newCart, type Cart } from './cart.ts';

const DAY_MS = 86_400_000;
// The clock of the instance that made the id may be ahead.
const CLOCK_DIFFERENCE_MS = 60_000;

/**
 * A guest's cart that has no row yet: an empty one gets it with its first change. It is what its id says, which is a
 * UUIDv7 and has the time of its creation. Undefined: the id is not one that this service has made by now. ADR 54.
 */
export function unsavedCart(id: string, now: Date, guestCartDays: number): Cart | undefined {
  const createdAt = timeOf(id);
  if (createdAt === undefined) return undefined;
  const ageMs = now.getTime() - createdAt;
  if (ageMs < -CLOCK_DIFFERENCE_MS) return undefined;
  const isExpired = ageMs > guestCartDays * DAY_MS;
  return { ...newCart(id, null, new Date(createdAt)), state: isExpired ? 'expired' : 'active' };
}

/** The time in a UUIDv7. */
function timeOf(id: string): number | undefined {
  const [, high, low] = /^([\da-f]{8})-([\da-f]{4})-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.exec(id) ?? [];
  return high === undefined ? undefined : parseInt(`${high}${low}`, 16);
}
