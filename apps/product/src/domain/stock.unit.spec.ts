import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { insufficientStock, overCustomerLimit, quantityPerVariant, type Shortage } from './stock.ts';

describe('quantities per variant', () => {
  const items = fc.array(
    fc.record({ variantId: fc.constantFrom('a', 'b', 'c'), quantity: fc.integer({ min: 1, max: 40 }) }),
    { minLength: 1, maxLength: 8 },
  );
  const total = (all: readonly { quantity: number }[]) =>
    all.reduce((sum, { quantity }) => sum + quantity, 0);

  it('are one item per variant, sorted by id, with all that was asked of it', () =>
    fc.assert(
      fc.property(items, (asked) => {
        const summed = quantityPerVariant(asked);
        const ids = summed.map(({ variantId }) => variantId);
        expect(ids).toEqual([...new Set(asked.map(({ variantId }) => variantId))].sort());
        for (const { variantId, quantity } of summed)
          expect(quantity).toBe(total(asked.filter((one) => one.variantId === variantId)));
      }),
    ));
});

const short = (variantId: string): Shortage => ({
  ...{ code: 'stock.insufficient', variantId, sku: `SKU-${variantId}`, asked: 2, available: 1 },
});

describe('a shortage', () => {
  it('keeps its facts small however many lines are short', () => {
    const error = insufficientStock(Array.from({ length: 500 }, (_, i) => short(`v${i}`)));
    expect(error.code).toBe('stock.insufficient');
    expect(error.message).toBe('500 lines are not available.');
    expect(JSON.stringify(error.facts).length).toBeLessThan(6_000);
  });

  it('names the SKU and what is left of it', () =>
    expect(insufficientStock([short('a')]).message).toBe('Only 1 of SKU-a left, but 2 requested.'));

  it('says so when a variant is no longer on sale', () => {
    const gone: Shortage = { ...short('a'), code: 'variant.not_on_sale', available: 0 };
    expect(insufficientStock([gone])).toMatchObject({
      message: 'SKU-a is no longer on sale.',
      facts: { errors: [{ code: 'variant.not_on_sale', available: 0 }] },
    });
    expect(insufficientStock([{ ...gone, sku: '' }]).message).toBe('This variant is no longer on sale.');
  });
});

describe('an exceeded limit per customer', () => {
  const over = { variantId: 'a', sku: 'SKU-a', asked: 2, already: 2, limit: 3 };
  it('has the facts of its line, and says what the customer has already', () =>
    expect(overCustomerLimit([over])).toMatchObject({
      code: 'stock.customer_limit',
      message: 'The limit for SKU-a is 3 per customer, and you already have 2; you requested 2.',
      facts: { variantId: 'a', limit: 3, already: 2 },
    }));

  it('lists all its lines', () =>
    expect(overCustomerLimit([over, { ...over, variantId: 'b', already: 0 }])).toMatchObject({
      message: '2 lines exceed the limit per customer.',
      facts: { errors: [{ variantId: 'a' }, { variantId: 'b' }] },
    }));
});
