import { expect, test } from '@jest/globals';
import { isRepeat, replaceById, sumByLine } from './documents.ts';

test('quantities are summed over documents', () => {
  const line = { lineId: 'mugs', quantity: 2 };
  const other = { lineId: 'bowl', quantity: 1 };
  expect([...sumByLine([{ lines: [line, other] }, { lines: [line] }])]).toEqual([
    ['mugs', 4],
    ['bowl', 1],
  ]);
});

test('one entry of a list is replaced, the others stay', () => {
  const one = { id: '1', n: 1 };
  const two = { id: '2', n: 2 };
  const other = { id: '2', n: 3 };
  expect(replaceById([one, two], other)).toEqual([one, other]);
});

test('the same request under one id is a repeat, a different one is refused, and without one before it is new', () => {
  expect(isRepeat(undefined, { n: 1 })).toBe(false);
  expect(isRepeat({ n: 1 }, { n: 1 })).toBe(true);
  expect(() => isRepeat({ n: 1 }, { n: 2 })).toThrow(
    expect.objectContaining({ kind: 'mismatch', code: 'idempotency.mismatch' }),
  );
});
