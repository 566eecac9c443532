/** Wrong passwords in a row for one address. */
export type Failures = {
  readonly count: number;
  readonly lastAt: Date;
  readonly lockedUntil: Date | undefined;
};

/** So many wrong passwords are free; people mistype. */
export const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 15 * 60_000;
/** After this long without a failure the count begins anew. */
const FORGET_AFTER_MS = 60 * 60_000;

/** After one more wrong password: from the sixth on each locks twice as long as the one before. */
export function failedAgain(before: Failures | undefined, now: Date): Failures {
  const isForgotten = !before || now.getTime() - before.lastAt.getTime() > FORGET_AFTER_MS;
  const count = isForgotten ? 1 : before.count + 1;
  const excess = count - FREE_FAILURES;
  if (excess <= 0) return { count, lastAt: now, lockedUntil: undefined };
  const lockMs = Math.min(FIRST_LOCK_MS * 2 ** Math.min(excess - 1, 10), LONGEST_LOCK_MS);
  return { count, lastAt: now, lockedUntil: new Date(now.getTime() + lockMs) };
}

/** How long nobody may try, in ms; 0: now. */
export const lockedForMs = (failures: Failures | undefined, now: Date): number =>
  Math.max(0, (failures?.lockedUntil?.getTime() ?? 0) - now.getTime());
