import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { countedAs } from './stock-change.ts';
import {
  allocate,
  canBecome,
  type HoldState,
  insufficientStock,
  shortages,
  type StockLevel,
  summed,
} from './stock.ts';

const level = (variantId: string, locationId: string, available: number | null): StockLevel => ({
  ...{ variantId, locationId, available, sku: `SKU-${variantId}`, isOnSale: true },
});

describe('allocating', () => {
  it('takes from the first location what it has and the rest from the next', () =>
    expect(allocate([level('a', '1', 6), level('a', '2', 10)], [{ variantId: 'a', quantity: 10 }])).toEqual([
      { variantId: 'a', locationId: '1', quantity: 6 },
      { variantId: 'a', locationId: '2', quantity: 4 },
    ]));

  const levels = fc.array(
    fc.record({
      variantId: fc.constantFrom('a', 'b', 'c'),
      available: fc.option(fc.integer({ min: -3, max: 30 })),
    }),
    { maxLength: 9 },
  );
  const wanted = fc.array(
    fc.record({ variantId: fc.constantFrom('a', 'b', 'c'), quantity: fc.integer({ min: 1, max: 40 }) }),
    { minLength: 1, maxLength: 5 },
  );

  it('gives exactly what is wanted and never more than there is, or names what is short', () =>
    fc.assert(
      fc.property(levels, wanted, (piles, items) => {
        const places = piles.map(({ variantId, available }, i) => level(variantId, String(i), available));
        const sums = summed(items);
        const lines = allocate(places, sums);
        if (!lines) return shortages(places, sums).length > 0;
        const isWithin = lines.every((line) => {
          const place = places.find(({ locationId }) => locationId === line.locationId);
          return line.quantity > 0 && line.quantity <= (place?.available ?? Infinity);
        });
        const isWhole = sums.every(({ variantId, quantity }) => {
          const taken = lines.filter((line) => line.variantId === variantId);
          return taken.reduce((all, line) => all + line.quantity, 0) === quantity;
        });
        return isWithin && isWhole && shortages(places, sums).length === 0;
      }),
    ));
});

describe('a shortage', () => {
  it('keeps its facts small however many lines are short', () => {
    const items = Array.from({ length: 500 }, (_, i) => ({ variantId: `v${i}`, quantity: 2 }));
    const error = insufficientStock(
      shortages(
        items.map(({ variantId }) => level(variantId, '1', 1)),
        items,
      ),
    );
    expect(error.code).toBe('stock.insufficient');
    expect(JSON.stringify(error.facts).length).toBeLessThan(6_000);
  });

  it('says so when a variant is no longer on sale', () => {
    const gone = { ...level('a', '1', 9), isOnSale: false };
    expect(insufficientStock(shortages([gone], [{ variantId: 'a', quantity: 1 }])).facts['errors']).toEqual([
      expect.objectContaining({ code: 'variant.not_on_sale', available: 0 }),
    ]);
  });
});

describe('the states of a hold', () => {
  const states: HoldState[] = ['held', 'committed', 'consumed', 'released', 'expired'];
  it.each([
    ['held', ['committed', 'released', 'expired']],
    ['committed', ['consumed', 'released']],
    ['consumed', []],
    ['released', []],
    ['expired', []],
  ] as const)('after %s', (from, next) => expect(states.filter((to) => canBecome(from, to))).toEqual(next));
});

describe('counting stock', () => {
  const stock = {
    onHand: 5,
    held: 3,
    isTracked: true,
    backorderLimit: 0,
    maxPerCustomer: null,
    lowThreshold: null,
  };
  it('takes what was counted', () =>
    expect(countedAs(stock, { kind: 'set', onHand: 3 })).toEqual({ ...stock, onHand: 3 }));
  it('never goes below what is held', () => {
    expect(() => countedAs(stock, { kind: 'set', onHand: 2 })).toThrow(
      expect.objectContaining({ code: 'stock.below_held' }),
    );
    expect(() => countedAs(stock, { kind: 'adjust', by: -3 })).toThrow(
      expect.objectContaining({ code: 'stock.below_held' }),
    );
    expect(countedAs({ ...stock, backorderLimit: null }, { kind: 'set', onHand: 0 }).onHand).toBe(0);
  });
  it('stops counting and starts again', () => {
    const uncounted = countedAs(stock, { kind: 'unlimited', isUnlimited: true });
    expect(uncounted.isTracked).toBe(false);
    expect(countedAs(uncounted, { kind: 'set', onHand: 8 })).toEqual({ ...stock, onHand: 8 });
  });
});
