import { describe, expect, it } from '@jest/globals';
import type { HoldState } from './hold.ts';
import { ship } from './shipment.ts';

const sold = [
  { variantId: 'a', sold: 3, shipped: 1 },
  { variantId: 'b', sold: 1, shipped: 1 },
];
const items = (quantity: number) => [{ variantId: 'a', quantity }];

describe('a parcel', () => {
  it('consumes the hold if nothing remains to be shipped', () => {
    expect(ship('committed', sold, items(1))).toBe('committed');
    expect(ship('committed', sold, items(2))).toBe('consumed');
    expect(ship('consumed', sold, items(2))).toBe('consumed');
  });

  it('contains only what was sold before', () => {
    for (const state of ['held', 'released', 'expired', 'unknown'] as (HoldState | 'unknown')[])
      expect(() => ship(state, sold, items(1))).toThrow(
        expect.objectContaining({ code: 'stock.hold_gone', facts: { state } }),
      );
  });

  it('contains no more than was sold, and no other variant', () => {
    expect(() => ship('committed', sold, items(3))).toThrow(
      expect.objectContaining({
        code: 'stock.exceeds_sold',
        facts: { errors: [{ code: 'stock.exceeds_sold', variantId: 'a', asked: 3, sold: 3, left: 1 }] },
      }),
    );
    expect(() => ship('committed', sold, [{ variantId: 'c', quantity: 1 }])).toThrow(
      expect.objectContaining({ code: 'stock.exceeds_sold' }),
    );
  });
});
