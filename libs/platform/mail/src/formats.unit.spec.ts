import { expect, test } from '@jest/globals';
import { formatsOf } from './formats.ts';

test('amounts follow the locale and the digits of their currency', () => {
  const written = (locale: 'en' | 'de', currency: string): string =>
    formatsOf(locale).money({ amountMinor: 123_456, currency });
  // Each twice and interleaved: a cached format of one locale must not be used for another.
  for (let times = 0; times < 2; times++) {
    expect(written('en', 'GBP')).toBe('£1,234.56');
    expect(written('en', 'JPY')).toBe('JP¥123,456');
    expect(written('de', 'GBP')).toBe('1.234,56\u00a0£');
    expect(written('en', 'HUF')).toBe('HUF\u00a01,234.56');
    expect(written('de', 'EUR')).toBe('1.234,56\u00a0€');
  }
});

test('countries and dates follow the locale and its default time zone', () => {
  const evening = new Date('2026-06-30T23:30:00Z');
  expect(formatsOf('en').country('DE')).toBe('Germany');
  expect(formatsOf('de').country('DE')).toBe('Deutschland');
  expect(formatsOf('en').date(evening)).toBe('1 July 2026');
  expect(formatsOf('de').date(evening)).toBe('1. Juli 2026');
  expect(formatsOf('en').time(evening)).toBe('1 July at 00:30 BST');
  expect(formatsOf('de').time(evening)).toBe('1. Juli um 01:30 MESZ');
});
