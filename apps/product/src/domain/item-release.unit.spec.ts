import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { HoldState } from './hold.ts';
import { releaseItems, type SoldLine } from './item-release.ts';

const sold: SoldLine[] = [
  { variantId: 'mug', locationId: 'annexe', quantity: 2 },
  { variantId: 'mug', locationId: 'main', quantity: 5 },
  { variantId: 'bowl', locationId: 'main', quantity: 1 },
];
const mugs = (quantity: number) => [{ variantId: 'mug', quantity }];
const shipped = (quantity: number) => [{ variantId: 'mug', shipped: quantity }];
const bowl = { variantId: 'bowl', quantity: 1 };

describe('giving back sold items', () => {
  it('takes them from the locations in the given order', () => {
    expect(releaseItems('committed', sold, [], mugs(3))?.lines).toEqual([
      { variantId: 'mug', locationId: 'annexe', quantity: 2 },
      { variantId: 'mug', locationId: 'main', quantity: 1 },
    ]);
  });

  it('leaves the hold committed, consumed or released, by what is left of it', () => {
    expect(releaseItems('committed', sold, shipped(4), mugs(3))?.state).toBe('committed');
    expect(releaseItems('committed', sold, shipped(4), [...mugs(3), bowl])?.state).toBe('consumed');
    expect(releaseItems('committed', sold, [], [...mugs(7), bowl])?.state).toBe('released');
  });

  it.each<[HoldState | 'unknown']>([['unknown'], ['released'], ['expired']])(
    'gives nothing back of a hold that is %s',
    (state) => expect(releaseItems(state, [], [], mugs(1))).toBeUndefined(),
  );

  it('refuses what is not sold, and more than is left', () => {
    const code = (code: string) => expect.objectContaining({ code });
    expect(() => releaseItems('held', sold, [], mugs(1))).toThrow(code('stock.hold_gone'));
    expect(() => releaseItems('committed', sold, shipped(4), mugs(4))).toThrow(code('stock.exceeds_sold'));
    const other = [{ variantId: 'plate', quantity: 1 }];
    expect(() => releaseItems('committed', sold, [], other)).toThrow(code('stock.exceeds_sold'));
  });

  it('loses and makes nothing, in any sequence', () => {
    const releases = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 }), releases, (left, asked) => {
        let [lines, state]: [SoldLine[], HoldState] = [sold.slice(0, 2), 'committed'];
        let back = 0;
        for (const quantity of asked) {
          const rest = lines.reduce((sum, line) => sum + line.quantity, 0) - left;
          if (quantity > rest) {
            if (state === 'committed')
              expect(() => releaseItems(state, lines, shipped(left), mugs(quantity))).toThrow();
            continue;
          }
          const outcome = releaseItems(state, lines, shipped(left), mugs(quantity));
          if (!outcome) throw new Error('nothing was given back');
          back += outcome.lines.reduce((sum, line) => sum + line.quantity, 0);
          lines = lines.flatMap((line) => {
            const gone = outcome.lines.find((one) => one.locationId === line.locationId)?.quantity ?? 0;
            return line.quantity > gone ? [{ ...line, quantity: line.quantity - gone }] : [];
          });
          state = outcome.state;
        }
        const there = lines.reduce((sum, line) => sum + line.quantity, 0);
        expect(there + back).toBe(7);
        expect(there).toBeGreaterThanOrEqual(left);
        if (back > 0 && there === left) expect(state).toBe(left > 0 ? 'consumed' : 'released');
      }),
    );
  });
});
