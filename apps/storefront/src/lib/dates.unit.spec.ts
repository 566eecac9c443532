import { describe, expect, it } from '@jest/globals';
import { formatDate, formatTime } from './dates.ts';

const LATE = '2026-11-20T23:30:00Z';

describe('a time', () => {
  it.each([
    ['en-GB', '20 November 2026', '20 Nov 2026, 23:30'],
    ['de-DE', '21. November 2026', '21.11.2026, 00:30'],
  ] as const)('is formatted for %s in its default time zone', (locale, date, time) => {
    expect(formatDate(LATE, locale)).toBe(date);
    expect(formatTime(LATE, locale)).toBe(time);
  });
});
