import { describe, expect, test } from '@jest/globals';
import { aDraft, aPaidOrder } from '../testing/builders.ts';
import { assertAvailable, itemsOf, linesOf } from './order-lines.ts';

const order = aPaidOrder();
const code = (code: string) => expect.objectContaining({ code }) as unknown as Error;
const assertAtMost = (lines: { lineId: string; quantity: number }[], most = 2) =>
  assertAvailable(order, lines, () => most, 'too.much');

describe('lines of an order', () => {
  test('may be requested up to what is available', () => {
    expect(() => assertAtMost([{ lineId: 'mugs', quantity: 2 }])).not.toThrow();
  });

  test('must be named, each once', () => {
    expect(() => assertAtMost([])).toThrow(code('request.invalid'));
    const line = { lineId: 'mugs', quantity: 1 };
    expect(() => assertAtMost([line, line])).toThrow(code('request.invalid'));
  });

  test('must belong to the order', () => {
    expect(() => assertAtMost([{ lineId: 'unknown', quantity: 1 }])).toThrow(
      expect.objectContaining({ kind: 'missing', code: 'line.not_found', facts: { lineId: 'unknown' } }),
    );
  });

  test.each([0, -1, 1.5])('refuse the quantity %s', (quantity) => {
    expect(() => assertAtMost([{ lineId: 'mugs', quantity }])).toThrow(code('request.invalid'));
  });

  test('that exceed what is available are listed, with what is', () => {
    const lines = [
      { lineId: 'mugs', quantity: 3 },
      { lineId: 'bowl', quantity: 2 },
    ];
    expect(() => assertAtMost(lines)).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        code: 'too.much',
        facts: { errors: [{ code: 'too.much', lineId: 'mugs', asked: 3, available: 2 }] },
      }),
    );
  });

  test('are items of one variant each', () => {
    const variantOf = (id: string) => order.priced.lines.find((line) => line.id === id)?.variantId;
    expect(itemsOf(order, [{ lineId: 'bowl', quantity: 1 }])).toEqual([
      { variantId: variantOf('bowl'), quantity: 1 },
    ]);
    expect(() => itemsOf(order, [{ lineId: 'unknown', quantity: 1 }])).toThrow(code('line.not_found'));
  });

  test('do not exist before the order has prices', () => {
    expect(linesOf(aDraft())).toEqual([]);
  });
});
