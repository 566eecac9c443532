import { sum, type Money } from '@tradepost/decision';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { pounds } from '../testing/builders.ts';
import { taxRule, type TaxRule } from './tax-rates.ts';
import { taxOf, totalsOf, type Amounts } from './totals.ts';

const amount = fc.integer({ min: 0, max: 1_000_000_00 }).map(pounds);
const rule = fc.record({ rate: fc.integer({ min: 0, max: 3000 }), isIncluded: fc.boolean() });

const amounts: fc.Arbitrary<Amounts> = fc
  .record({ lines: fc.array(amount, { maxLength: 60 }), shipping: amount, tax: rule, off: fc.nat(100) })
  .map(({ lines, shipping, tax, off }) => {
    const discount = pounds(Math.floor((valueOf(lines) * off) / 100));
    return { currency: 'GBP', lines, discount, shipping, tax };
  });

const valueOf = (lines: readonly Money[]): number => sum(lines, 'GBP').amountMinor;

describe('totals', () => {
  it('always add up: lines − discount + shipping (+ tax unless included) = grand', () => {
    fc.assert(
      fc.property(amounts, (given) => {
        const { items, discount, shipping, tax, grand, taxIncluded } = totalsOf(given);
        expect(items.amountMinor).toBe(valueOf(given.lines));
        const net = items.amountMinor - discount.amountMinor + shipping.amountMinor;
        expect(grand.amountMinor).toBe(net + (taxIncluded ? 0 : tax.amountMinor));
      }),
    );
  });

  it('contain a tax that is never negative and within half a penny per rounding of the exact value', () => {
    fc.assert(
      fc.property(amounts, (given) => {
        const { items, discount, shipping, tax } = totalsOf(given);
        const { rate, isIncluded } = given.tax;
        const taxed = items.amountMinor - discount.amountMinor + shipping.amountMinor;
        const exact = (taxed * rate) / (isIncluded ? 10_000 + rate : 10_000);
        expect(tax.amountMinor).toBeGreaterThanOrEqual(0);
        expect(Math.abs(tax.amountMinor - exact)).toBeLessThanOrEqual((given.lines.length + 2) / 2);
      }),
    );
  });

  it('sum the taxes of the lines after rounding each', () => {
    const lines = [pounds(333), pounds(333), pounds(333)];
    const tax: TaxRule = { rate: 2000, isIncluded: true };
    expect(taxOf(pounds(333), tax)).toEqual(pounds(56));
    const totals = totalsOf({ currency: 'GBP', lines, discount: pounds(0), shipping: pounds(0), tax });
    expect(totals).toMatchObject({ items: pounds(999), tax: pounds(168), grand: pounds(999) });
  });

  it('are all 0 for an empty cart', () => {
    const emptyCart = { currency: 'GBP', lines: [], discount: pounds(0), shipping: pounds(0) };
    const none = pounds(0);
    expect(totalsOf({ ...emptyCart, tax: taxRule(undefined) })).toEqual({
      items: none,
      discount: none,
      shipping: none,
      tax: none,
      grand: none,
      taxIncluded: true,
    });
  });
});

describe('the tax rule', () => {
  it.each([
    ['GB', 2000],
    ['DE', 1900],
    ['FI', 2550],
    ['US', 0],
    ['ZZ', 0],
    [undefined, 0],
  ])('of %s is %i hundredths of a percent, contained in the price', (country, rate) => {
    expect(taxRule(country)).toEqual({ rate, isIncluded: true });
  });
});
