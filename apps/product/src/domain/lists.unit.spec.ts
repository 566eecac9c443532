import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lists } from './lists.ts';

it('hold for each row the last list that was set, whatever was moved and how often', () => {
  const step = fc.tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const lists = new Lists();
      const expected = new Map<number, number[]>();
      for (let row = 0; row <= 40; row++) lists.set(row, []);
      for (const [row, list] of steps) {
        lists.set(row, list);
        expected.set(row, list);
      }
      for (const [row, list] of expected)
        expect([...lists.values.subarray(lists.starts[row], lists.ends[row])]).toEqual(list);
    }),
  );
});

it('do not grow by lists that are set again', () => {
  const lists = new Lists();
  for (let round = 0; round < 10_000; round++)
    lists.set(
      round % 10,
      Array.from({ length: round % 50 }, () => 1),
    );
  expect(lists.values.length).toBeLessThan(4_000);
});
