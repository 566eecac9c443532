import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { add, equals, money, share, subtract, sum, times, zero } from './index.ts';

const anAmount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((minor) => money(minor, 'GBP'));

describe('money', () => {
  it.each([0.5, NaN, Infinity, 2 ** 53])('is a whole number in range, not %s', (amount) =>
    expect(() => money(amount, 'GBP')).toThrow(/whole number/),
  );

  it.each(['gbp', 'GB', '', 'GBPS'])('has a currency of three capital letters, not %j', (currency) =>
    expect(() => money(1, currency)).toThrow(/currency code/),
  );

  it("of two currencies can't be added", () =>
    expect(() => add(money(1, 'GBP'), money(1, 'EUR'))).toThrow(/GBP and EUR/));

  it('does not overflow silently', () =>
    expect(() => times(money(2 ** 52, 'GBP'), 4)).toThrow(/whole number/));

  it('adds up in any order, and subtracting undoes adding', () =>
    fc.assert(
      fc.property(fc.array(anAmount), anAmount, (amounts, extra) => {
        const total = sum(amounts, 'GBP');
        expect(equals(sum([...amounts].reverse(), 'GBP'), total)).toBe(true);
        expect(equals(subtract(add(total, extra), extra), total)).toBe(true);
      }),
    ));
});

describe('a share of money', () => {
  it.each([
    [1000, 1, 6, 167],
    [5, 1, 2, 3],
    [-5, 1, 2, -3],
    [4, 1, 8, 1],
    [3, 1, 8, 0],
    [815, 20, 120, 136],
  ])('of %d × %d / %d is %d, rounded half away from zero', (amount, numerator, denominator, expected) =>
    expect(share(money(amount, 'GBP'), numerator, denominator)).toEqual(money(expected, 'GBP')),
  );

  it('is within half a unit of the exact value, even where floats are inexact', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 50 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        (amount, n, d) => {
          fc.pre(n <= d);
          const { amountMinor } = share(money(amount, 'GBP'), n, d);
          const twiceOff = (BigInt(amountMinor) * BigInt(d) - BigInt(amount) * BigInt(n)) * 2n;
          expect(twiceOff <= BigInt(d) && twiceOff >= -BigInt(d)).toBe(true);
        },
      ),
    ));

  it('of zero is zero', () => expect(share(zero('GBP'), 1, 3)).toEqual(zero('GBP')));
});
