import { describe, expect, test } from '@jest/globals';
import { aSale } from '../testing/builders.ts';
import { assertWithin, goodsOf, isSame, quantities, replaced } from './after-sale.ts';

const { order } = aSale();
const code = (code: string) => expect.objectContaining({ code }) as unknown as Error;
const within = (lines: { lineId: string; quantity: number }[], most = 2) =>
  assertWithin(order, lines, () => most, 'too.much');

describe('lines of an order', () => {
  test('may be taken up to what there is', () => {
    expect(() => within([{ lineId: 'mugs', quantity: 2 }])).not.toThrow();
  });

  test('are named, each once', () => {
    expect(() => within([])).toThrow(code('request.invalid'));
    const line = { lineId: 'mugs', quantity: 1 };
    expect(() => within([line, line])).toThrow(code('request.invalid'));
  });

  test('belong to the order', () => {
    expect(() => within([{ lineId: 'strange', quantity: 1 }])).toThrow(
      expect.objectContaining({ kind: 'missing', code: 'line.not_found', facts: { lineId: 'strange' } }),
    );
  });

  test.each([0, -1, 1.5])('are not taken %s times', (quantity) => {
    expect(() => within([{ lineId: 'mugs', quantity }])).toThrow(code('request.invalid'));
  });

  test('that are too many are told, with how many there are', () => {
    const lines = [
      { lineId: 'mugs', quantity: 3 },
      { lineId: 'bowl', quantity: 2 },
    ];
    expect(() => within(lines)).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        code: 'too.much',
        facts: { errors: [{ code: 'too.much', lineId: 'mugs', asked: 3, available: 2 }] },
      }),
    );
  });

  test('are goods of one variant each', () => {
    const variantOf = (id: string) => order.priced?.lines.find((line) => line.id === id)?.variantId;
    expect(goodsOf(order, [{ lineId: 'bowl', quantity: 1 }])).toEqual([
      { variantId: variantOf('bowl'), quantity: 1 },
    ]);
    expect(() => goodsOf(order, [{ lineId: 'strange', quantity: 1 }])).toThrow(code('line.not_found'));
  });
});

test('quantities are summed over documents', () => {
  const line = { lineId: 'mugs', quantity: 2 };
  const other = { lineId: 'bowl', quantity: 1 };
  expect([...quantities([{ lines: [line, other] }, { lines: [line] }])]).toEqual([
    ['mugs', 4],
    ['bowl', 1],
  ]);
});

test('one entry of a list is replaced, the others stay', () => {
  const one = { id: '1', n: 1 };
  const two = { id: '2', n: 2 };
  const other = { id: '2', n: 3 };
  expect(replaced([one, two], other)).toEqual([one, other]);
});

test('the same under one key is the same, anything else is refused, and nothing is not known', () => {
  expect(isSame(undefined, { n: 1 })).toBe(false);
  expect(isSame({ n: 1 }, { n: 1 })).toBe(true);
  expect(() => isSame({ n: 1 }, { n: 2 })).toThrow(
    expect.objectContaining({ kind: 'mismatch', code: 'idempotency.mismatch' }),
  );
});
