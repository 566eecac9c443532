import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { unitPriceFor } from './pricing.ts';

const tiers = [
  { minQuantity: 12, amountMinor: 210 },
  { minQuantity: 6, amountMinor: 230 },
];

describe('the price of one', () => {
  it.each([
    [1, 255],
    [5, 255],
    [6, 230],
    [11, 230],
    [12, 210],
    [999_999, 210],
  ])('of %i is %i', (quantity, price) => expect(unitPriceFor(255, tiers, quantity)).toBe(price));

  const tier = fc.record({
    minQuantity: fc.integer({ min: 2, max: 500 }),
    amountMinor: fc.integer({ min: 0, max: 10_000 }),
  });
  const someTiers = fc.uniqueArray(tier, { selector: (one) => one.minQuantity, maxLength: 8 });
  const quantity = fc.integer({ min: 1, max: 600 });

  it('does not depend on the order of the tiers', () =>
    fc.assert(
      fc.property(
        someTiers,
        quantity,
        (some, n) => unitPriceFor(500, some, n) === unitPriceFor(500, some.toReversed(), n),
      ),
    ));

  it('never rises with the quantity when dearer tiers come first', () =>
    fc.assert(
      fc.property(someTiers, quantity, (some, n) => {
        const amounts = some.map(({ amountMinor }) => Math.min(amountMinor, 500)).sort((a, b) => b - a);
        const steps = some.map(({ minQuantity }) => minQuantity).sort((a, b) => a - b);
        const falling = steps.map((minQuantity, i) => ({ minQuantity, amountMinor: amounts[i] ?? 0 }));
        return unitPriceFor(500, falling, n) >= unitPriceFor(500, falling, n + 1);
      }),
    ));
});
