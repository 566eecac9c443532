import { describe, expect, it } from '@jest/globals';
import { formatMoney, formatPlain, minorOf } from './money.ts';

describe('money', () => {
  it.each([
    [1_234_567, 'GBP', 'en-GB', '£12,345.67'],
    [1_234_567, 'EUR', 'de-DE', '12.345,67 €'],
    [500, 'JPY', 'en-GB', 'JP¥500'],
    [129_000, 'HUF', 'en-GB', 'HUF 1,290.00'],
  ])('%i %s for %s reads %s', (amount, currency, locale, text) =>
    expect(formatMoney({ amount, currency }, locale).replace(/\u00a0/g, ' ')).toBe(text),
  );

  it.each([
    [5, 'GBP', '0.05'],
    [1250, 'GBP', '12.50'],
    [0, 'GBP', '0.00'],
    [500, 'JPY', '500'],
  ])('%i %s is %s for machines', (amount, currency, text) =>
    expect(formatPlain({ amount, currency })).toBe(text),
  );
});

describe('a typed price', () => {
  it.each([
    ['12', 'GBP', 1200],
    ['12.5', 'GBP', 1250],
    [' 12,50 ', 'EUR', 1250],
    ['0', 'GBP', 0],
    ['12', 'JPY', 12],
    ['1290', 'HUF', 129_000],
    ['1290,00', 'HUF', 129_000],
    ['1.290', 'KWD', 1290],
  ])('%j in %s is %i', (typed, currency, amount) => expect(minorOf(typed, currency)).toBe(amount));

  it.each(['', 'x', '-1', '1.234', '1e3', '12.5 £', '9999999999'])('%j is not a price', (typed) =>
    expect(minorOf(typed, 'GBP')).toBeUndefined(),
  );
});
