import { describe, expect, it } from '@jest/globals';
import { dayOf, firstCountedDay, WINDOW_DAYS } from './popularity.ts';

describe('the days that count', () => {
  it.each([
    ['the last moment of a day', '2026-03-01T23:59:59.999Z', '2026-01-31'],
    ['the first moment of the next', '2026-03-02T00:00:00.000Z', '2026-02-01'],
    ['over the turn of a year', '2026-01-05T12:00:00.000Z', '2025-12-07'],
    ['over a leap day', '2028-03-10T12:00:00.000Z', '2028-02-10'],
  ])('go back 30 days: %s', (_, now, first) => expect(firstCountedDay(new Date(now))).toBe(first));

  it('are as many as said, today among them', () => {
    const now = new Date('2026-06-15T08:00:00Z');
    const days = Array.from({ length: 60 }, (_, i) => dayOf(new Date(now.getTime() - i * 86_400_000)));
    expect(days.filter((day) => day >= firstCountedDay(now))).toHaveLength(WINDOW_DAYS);
  });

  it('begin at midnight UTC, wherever the shop is', () =>
    expect(dayOf(new Date('2026-06-15T23:30:00-05:00'))).toBe('2026-06-16'));
});
