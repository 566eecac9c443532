import { describe, expect, it } from '@jest/globals';
import { adjusted, changedLevel, type LevelChange, type StockLevel } from './stock-adjustment.ts';

const level: StockLevel = {
  ...{ onHand: 5, held: 3, isTracked: true },
  ...{ backorderLimit: 0, maxPerCustomer: null, lowThreshold: null },
};
const unchanged: LevelChange = {
  ...{ adjustment: undefined, backorderLimit: undefined },
  ...{ maxPerCustomer: undefined, lowThreshold: undefined },
};

describe('an adjustment of stock', () => {
  it('sets the quantity that was counted', () =>
    expect(adjusted(level, { kind: 'set', onHand: 3 })).toEqual({ ...level, onHand: 3 }));

  it('never goes below what is held', () => {
    expect(() => adjusted(level, { kind: 'set', onHand: 2 })).toThrow(
      expect.objectContaining({ code: 'stock.below_held', facts: { held: 3, onHand: 5 } }),
    );
    expect(() => adjusted(level, { kind: 'adjust', by: -3 })).toThrow(
      expect.objectContaining({ code: 'stock.below_held' }),
    );
    expect(adjusted({ ...level, backorderLimit: null }, { kind: 'set', onHand: 0 }).onHand).toBe(0);
  });

  it('corrects stock that came in oversold, but never makes it worse', () => {
    const oversold = { ...level, onHand: -3, held: 0 };
    const code = expect.objectContaining({ code: 'stock.below_held' }) as unknown as Error;
    expect(adjusted(oversold, { kind: 'adjust', by: 1 }).onHand).toBe(-2);
    expect(changedLevel(oversold, { ...unchanged, lowThreshold: 5 }).lowThreshold).toBe(5);
    expect(() => adjusted(oversold, { kind: 'adjust', by: -1 })).toThrow(code);
    expect(() => adjusted({ ...oversold, held: 1 }, { kind: 'adjust', by: 1 })).toThrow(code);
    const backordered = { ...oversold, backorderLimit: 3 };
    expect(() => changedLevel(backordered, { ...unchanged, backorderLimit: 2 })).toThrow(code);
    expect(() =>
      adjusted({ ...oversold, isTracked: false }, { kind: 'unlimited', isUnlimited: false }),
    ).toThrow(code);
  });

  it('stops counting, and starts again', () => {
    const uncounted = adjusted(level, { kind: 'unlimited', isUnlimited: true });
    expect(uncounted.isTracked).toBe(false);
    expect(adjusted(uncounted, { kind: 'set', onHand: 8 })).toEqual({ ...level, onHand: 8 });
  });

  it.each([
    [{ kind: 'set', onHand: -1 } as const],
    [{ kind: 'adjust', by: 2_000_000_000 } as const],
    [{ kind: 'adjust', by: 0.5 } as const],
  ])('%j is refused for what it gives', (adjustment) =>
    expect(() => adjusted({ ...level, held: 0 }, adjustment)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    ),
  );
});

describe('a change of a level', () => {
  it('leaves what it does not name', () => {
    const limited = { ...level, maxPerCustomer: 2, lowThreshold: 1 };
    expect(changedLevel(limited, unchanged)).toEqual(limited);
    expect(changedLevel(limited, { ...unchanged, maxPerCustomer: null, lowThreshold: 4 })).toEqual({
      ...limited,
      ...{ maxPerCustomer: null, lowThreshold: 4 },
    });
  });

  it.each([
    ['backorderLimit', { backorderLimit: -1 }],
    ['maxPerCustomer', { maxPerCustomer: 0 }],
    ['lowThreshold', { lowThreshold: -1 }],
    ['lowThreshold', { lowThreshold: 2_000_000_001 }],
  ])('names a wrong %s', (field, wrong) =>
    expect(() => changedLevel(level, { ...unchanged, ...wrong })).toThrow(
      expect.objectContaining({
        code: 'request.invalid',
        facts: { errors: [expect.objectContaining({ field })] },
      }),
    ),
  );
});
