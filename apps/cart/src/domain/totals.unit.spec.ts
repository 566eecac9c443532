import { sum, type Money } from '@tradepost/decision';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { pounds } from '../testing/builders.ts';
import { apportion } from './apportion.ts';
import { taxRule } from './tax-rates.ts';
import { taxOf, totalsOf, type Amounts, type TaxedLine } from './totals.ts';

const amount = fc.integer({ min: 0, max: 1_000_000_00 }).map(pounds);
const rate = fc.oneof(fc.constantFrom(0, 500, 2000, 2550), fc.integer({ min: 0, max: 3000 }));
const line = fc.record({ total: amount, rate, requiresShipping: fc.boolean() });

const amounts: fc.Arbitrary<Amounts> = fc
  .record({
    ...{ lines: fc.array(line, { maxLength: 60 }), shipping: amount, shippingRate: rate },
    ...{ taxIncluded: fc.boolean(), off: fc.nat(100) },
  })
  .map(({ off, ...given }) => {
    const discount = pounds(Math.floor((valueOf(given.lines) * off) / 100));
    return { currency: 'GBP', discount, ...given };
  });

const minorOf = (many: readonly Money[]): number => sum(many, 'GBP').amountMinor;
const valueOf = (lines: readonly TaxedLine[]): number => minorOf(lines.map(({ total }) => total));

const nothing = { currency: 'GBP', lines: [], discount: pounds(0), shipping: pounds(0) };
const british = { shippingRate: 2000, taxIncluded: true };
const book = { total: pounds(1_000), rate: 0, requiresShipping: true };
const mug = { total: pounds(1_200), rate: 2000, requiresShipping: true };

describe('totals', () => {
  it('always add up: lines − discount + shipping (+ tax unless included) = grand', () => {
    fc.assert(
      fc.property(amounts, (given) => {
        const { items, discount, shipping, tax, grand, taxIncluded } = totalsOf(given).totals;
        expect(items.amountMinor).toBe(valueOf(given.lines));
        const net = items.amountMinor - discount.amountMinor + shipping.amountMinor;
        expect(grand.amountMinor).toBe(net + (taxIncluded ? 0 : tax.amountMinor));
      }),
    );
  });

  it('split the whole tax and the whole total by rate, each rate once, highest first', () => {
    fc.assert(
      fc.property(amounts, (given) => {
        const { tax, grand, taxLines } = totalsOf(given).totals;
        expect(minorOf(taxLines.map((one) => one.tax))).toBe(tax.amountMinor);
        expect(minorOf(taxLines.flatMap((one) => [one.net, one.tax]))).toBe(grand.amountMinor);
        const rates = taxLines.map((one) => one.rate);
        expect(rates).toEqual([...new Set(rates)].toSorted((a, b) => b - a));
        expect(taxLines.every((one) => one.net.amountMinor >= 0 && one.tax.amountMinor >= 0)).toBe(true);
      }),
    );
  });

  it('contain per rate the taxes of its lines, and no more than a penny per rounding beside the exact tax', () => {
    fc.assert(
      fc.property(amounts, (given) => {
        const { totals, lineTaxes } = totalsOf(given);
        for (const one of totals.taxLines) {
          const own = given.lines.flatMap((each, i) =>
            each.rate === one.rate ? [lineTaxes[i] as Money] : [],
          );
          expect(one.tax.amountMinor).toBeGreaterThanOrEqual(minorOf(own));
          const taxed = one.net.amountMinor + (given.taxIncluded ? one.tax.amountMinor : 0);
          const exact = (taxed * one.rate) / (given.taxIncluded ? 10_000 + one.rate : 10_000);
          expect(Math.abs(one.tax.amountMinor - exact)).toBeLessThanOrEqual((own.length + 1) / 2);
        }
      }),
    );
  });

  it('contain no tax of what is zero-rated, and all of it of the rest', () => {
    const { totals, lineTaxes } = totalsOf({ ...nothing, ...british, lines: [book, mug] });
    expect(totals).toMatchObject({ items: pounds(2_200), tax: pounds(200), grand: pounds(2_200) });
    expect(lineTaxes).toEqual([pounds(0), pounds(200)]);
    expect(totals.taxLines).toEqual([
      { rate: 2000, net: pounds(1_000), tax: pounds(200) },
      { rate: 0, net: pounds(1_000), tax: pounds(0) },
    ]);
  });

  it('tax shipping like what is shipped, in proportion to the values', () => {
    const shipping = pounds(440);
    const { totals } = totalsOf({ ...nothing, ...british, lines: [book, mug], shipping });
    // Of 440, 240 belong to the mug, of which a sixth is tax.
    expect(totals.taxLines).toEqual([
      { rate: 2000, net: pounds(1_200), tax: pounds(240) },
      { rate: 0, net: pounds(1_200), tax: pounds(0) },
    ]);
    const onlyBook = totalsOf({ ...nothing, ...british, lines: [book], shipping }).totals;
    expect(onlyBook).toMatchObject({ tax: pounds(0), taxLines: [{ rate: 0, net: pounds(1_440) }] });
    const download = { ...mug, requiresShipping: false };
    expect(totalsOf({ ...nothing, ...british, lines: [book, download], shipping }).totals.tax).toEqual(
      pounds(200),
    );
  });

  it('tax the shipping of free samples in equal parts', () => {
    const free = [book, mug].map((one) => ({ ...one, total: pounds(0) }));
    const { taxLines } = totalsOf({ ...nothing, ...british, lines: free, shipping: pounds(400) }).totals;
    expect(taxLines.map(({ net, tax }) => net.amountMinor + tax.amountMinor)).toEqual([200, 200]);
  });

  it('take the discount from all lines in proportion to their values', () => {
    const discount = pounds(220);
    const { totals, lineTaxes } = totalsOf({ ...nothing, ...british, lines: [book, mug], discount });
    expect(totals).toMatchObject({ grand: pounds(1_980), tax: pounds(180) });
    expect(lineTaxes).toEqual([pounds(0), pounds(180)]);
  });

  it('sum the taxes of the lines after rounding each', () => {
    const lines = Array.from({ length: 3 }, () => ({ ...mug, total: pounds(333) }));
    expect(taxOf(pounds(333), 2000, true)).toEqual(pounds(56));
    const { totals } = totalsOf({ ...nothing, ...british, lines });
    expect(totals).toMatchObject({ items: pounds(999), tax: pounds(168), grand: pounds(999) });
  });

  it('are all 0 for an empty cart', () => {
    const none = pounds(0);
    expect(totalsOf({ ...nothing, ...british }).totals).toEqual({
      ...{ items: none, discount: none, shipping: none, tax: none, grand: none },
      ...{ taxIncluded: true, taxLines: [] },
    });
  });
});

describe('an apportioned amount', () => {
  it('is the sum of its parts, each within one unit of its exact part', () => {
    const weights = fc.array(fc.nat(999_999_999_999), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.nat(999_999_999_999), weights, (whole, each) => {
        const parts = apportion(pounds(whole), each);
        expect(minorOf(parts)).toBe(whole);
        const total = each.reduce((a, b) => a + b, 0);
        parts.forEach(({ amountMinor }, i) => {
          const exact = total === 0 ? whole / each.length : (whole * (each[i] as number)) / total;
          expect(Math.abs(amountMinor - exact)).toBeLessThanOrEqual(1.001);
        });
      }),
    );
  });

  it('is nothing without weights', () => expect(apportion(pounds(5), [])).toEqual([]));
});

describe('the tax rule', () => {
  it.each([
    ['GB', 2000],
    ['DE', 1900],
    ['FI', 2550],
    ['US', 0],
    ['ZZ', 0],
  ])('of %s is %i hundredths of a percent, contained in the price', (country, standard) => {
    expect(taxRule({ country, postalCode: '' }, 'standard')).toEqual({ rate: standard, isIncluded: true });
    expect(taxRule({ country, postalCode: '' }, 'zero')).toEqual({ rate: 0, isIncluded: true });
  });

  it('is not known without a destination', () =>
    expect(taxRule(undefined, 'standard')).toEqual({ rate: 0, isIncluded: true }));
});
