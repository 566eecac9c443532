import { expect, it } from '@jest/globals';
import { escapeLike, toSafeNumber } from './values.ts';

it('a bigint is the same number or an error', () => {
  expect(toSafeNumber(9_007_199_254_740_991n)).toBe(9_007_199_254_740_991);
  expect(() => toSafeNumber(9_007_199_254_740_992n)).toThrow('outside the safe range');
});

it('wildcards of LIKE mean themselves', () => {
  expect(escapeLike(String.raw`100%_off\ `)).toBe(String.raw`100\%\_off\\ `);
});
