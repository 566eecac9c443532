/** Failed sign-ins in a row for one address. */
export interface Failures {
  readonly count: number;
  readonly lastAt: Date;
  readonly lockedUntil: Date | undefined;
}

/** Failures that do not lock: people mistype. */
export const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 30_000;
const MAX_LOCK_MS = 15 * 60_000;
/** After this long without a failure, counting starts again at one. */
const FORGET_AFTER_MS = 60 * 60_000;

/** After one more failure: beyond the free ones, each locks the address twice as long as the one before. */
export function addFailure(before: Failures | undefined, now: Date): Failures {
  const isForgotten = !before || now.getTime() - before.lastAt.getTime() > FORGET_AFTER_MS;
  const count = isForgotten ? 1 : before.count + 1;
  const excess = count - FREE_FAILURES;
  if (excess <= 0) return { count, lastAt: now, lockedUntil: undefined };
  const lockMs = Math.min(FIRST_LOCK_MS * 2 ** Math.min(excess - 1, 10), MAX_LOCK_MS);
  return { count, lastAt: now, lockedUntil: new Date(now.getTime() + lockMs) };
}

/** How much longer the address is locked, in ms; 0: it is not. */
export const lockedForMs = (failures: Failures | undefined, now: Date): number =>
  Math.max(0, (failures?.lockedUntil?.getTime() ?? 0) - now.getTime());
