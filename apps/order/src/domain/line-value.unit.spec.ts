import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aLine, aPriced, gbp, someTotals } from '../testing/builders.ts';
import { shippingPaid, valueOf } from './line-value.ts';
import type { Priced } from './order.ts';

const someLines = fc.array(
  fc.record({ quantity: fc.integer({ min: 1, max: 5 }), price: fc.integer({ min: 0, max: 9_999 }) }),
  { minLength: 1, maxLength: 4 },
);

interface Bought {
  lines: { quantity: number; price: number }[];
  discount: number;
  shipping: number;
  rate: number;
  taxIncluded: boolean;
}

const bought = fc.record({
  lines: someLines,
  discount: fc.integer({ min: 0, max: 100 }),
  shipping: fc.integer({ min: 0, max: 900 }),
  rate: fc.integer({ min: 0, max: 27 }),
  taxIncluded: fc.boolean(),
});

function pricedOf({ lines, discount: percent, shipping, rate, taxIncluded }: Bought): Priced {
  const made = lines.map(({ quantity, price }, i) =>
    aLine({ id: `line ${i}`, quantity, unitPrice: gbp(price) }),
  );
  const items = made.reduce((all, line) => all + line.total.amountMinor, 0);
  const discount = Math.floor((items * percent) / 100);
  const net = items - discount + shipping;
  const tax = Math.round((net * rate) / (taxIncluded ? 100 + rate : 100));
  const sums = { discount: gbp(discount), shipping: gbp(shipping), tax: gbp(tax), taxIncluded };
  const totals = someTotals(items, { ...sums, grand: gbp(net + (taxIncluded ? 0 : tax)) });
  return aPriced({ lines: made, totals });
}

describe('the value of items', () => {
  const priced = pricedOf({
    lines: [
      { quantity: 3, price: 500 },
      { quantity: 1, price: 900 },
    ],
    ...{ discount: 10, shipping: 400, rate: 20, taxIncluded: true },
  });

  test('is their price less their part of the discount', () => {
    expect(valueOf(priced, new Map([['line 0', 1]]))).toEqual(gbp(450));
    expect(valueOf(priced, new Map([['line 1', 1]]))).toEqual(gbp(810));
    expect(shippingPaid(priced)).toEqual(gbp(400));
  });

  test('has their tax where prices do not contain it', () => {
    const taxed = pricedOf({
      ...{ lines: [{ quantity: 2, price: 500 }], discount: 0, shipping: 400, rate: 20 },
      taxIncluded: false,
    });
    expect(valueOf(taxed, new Map([['line 0', 1]]))).toEqual(gbp(600));
    expect(shippingPaid(taxed)).toEqual(gbp(480));
  });

  test('of all parts, in whatever steps, adds up with shipping to what was paid, and is never negative', () => {
    fc.assert(
      fc.property(bought, fc.array(fc.nat(), { maxLength: 12 }), (about, picks) => {
        const priced = pricedOf(about);
        const left = new Map(priced.lines.map(({ id, quantity }) => [id, quantity]));
        const before = new Map<string, number>();
        let paid = 0;
        const take = (lineId: string, quantity: number) => {
          const value = valueOf(priced, new Map([[lineId, quantity]]), before);
          expect(value.amountMinor).toBeGreaterThanOrEqual(0);
          paid += value.amountMinor;
          before.set(lineId, (before.get(lineId) ?? 0) + quantity);
          left.set(lineId, (left.get(lineId) ?? 0) - quantity);
        };
        for (const pick of picks) {
          const open = [...left].filter(([, quantity]) => quantity > 0);
          const [lineId, quantity] = open[pick % Math.max(1, open.length)] ?? [];
          if (lineId && quantity) take(lineId, 1 + (pick % quantity));
        }
        for (const [lineId, quantity] of left) if (quantity > 0) take(lineId, quantity);
        const { grand, items } = priced.totals;
        // Without a price of an item, there is no part of the tax that is on items.
        if (items.amountMinor > 0) expect(paid + shippingPaid(priced).amountMinor).toBe(grand.amountMinor);
        else expect(paid).toBe(0);
      }),
    );
  });
});
