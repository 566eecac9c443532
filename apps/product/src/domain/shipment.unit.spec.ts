import { describe, expect, it } from '@jest/globals';
import { ship } from './shipment.ts';
import type { HoldState } from './stock.ts';

const goods = [
  { variantId: 'a', sold: 3, left: 1 },
  { variantId: 'b', sold: 1, left: 1 },
];
const items = (quantity: number) => [{ variantId: 'a', quantity }];

describe('goods that leave', () => {
  it('consume the hold with the last of them', () => {
    expect(ship('committed', goods, items(1))).toBe('committed');
    expect(ship('committed', goods, items(2))).toBe('consumed');
    expect(ship('consumed', goods, items(2))).toBe('consumed');
  });

  it('must have been sold', () => {
    for (const state of ['held', 'released', 'expired', 'unknown'] as (HoldState | 'unknown')[])
      expect(() => ship(state, goods, items(1))).toThrow(
        expect.objectContaining({ code: 'stock.hold_gone' }),
      );
  });

  it('are no more than were sold, and of nothing else', () => {
    expect(() => ship('committed', goods, items(3))).toThrow(
      expect.objectContaining({
        code: 'stock.exceeds_sold',
        facts: { errors: [{ code: 'stock.exceeds_sold', variantId: 'a', asked: 3, sold: 3, left: 1 }] },
      }),
    );
    expect(() => ship('committed', goods, [{ variantId: 'c', quantity: 1 }])).toThrow(
      expect.objectContaining({ code: 'stock.exceeds_sold' }),
    );
  });
});
