/** Orders of so many days count, today's among them: long enough to be fair, short enough to follow the season. */
export const WINDOW_DAYS = 30;

const DAY_MS = 86_400_000;

/** The day that a sale counts for, the same in every time zone. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The oldest day whose orders still count. */
export const firstCountedDay = (now: Date): string =>
  dayOf(new Date(now.getTime() - (WINDOW_DAYS - 1) * DAY_MS));
