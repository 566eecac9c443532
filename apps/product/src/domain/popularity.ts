/** Orders of the last 30 days count, including today: long enough to be fair, short enough to follow the season. */
export const WINDOW_DAYS = 30;

const DAY_MS = 86_400_000;

/** The UTC day that a sale counts for. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The oldest day whose orders still count. */
export const firstCountedDay = (now: Date): string =>
  dayOf(new Date(now.getTime() - (WINDOW_DAYS - 1) * DAY_MS));
