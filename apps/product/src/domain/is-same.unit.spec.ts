import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { isSame } from './is-same.ts';

describe('plain data', () => {
  it('is the same as its copy, with its fields in any order', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (one) => {
        const copy = structuredClone(one);
        expect(isSame(one, copy)).toBe(true);
        expect(isSame(one, Object.fromEntries(Object.entries(copy).reverse()))).toBe(true);
      }),
    ));

  it('is the same exactly when it reads the same, whatever it is', () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        // −0 and 0 read the same, and are not.
        fc.pre(!/-0\b/.test(`${JSON.stringify(one)}`) && !Object.is(one, -0) && !Object.is(other, -0));
        if (isSame(one, other)) expect(one).toEqual(other);
      }),
    ));

  it.each([
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, undefined]],
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: undefined }, { b: undefined }],
    [[], {}],
    [null, {}],
    [0, false],
    ['', null],
  ])('%j is not the same as %j', (one, other) => {
    expect(isSame(one, other)).toBe(false);
    expect(isSame(other, one)).toBe(false);
  });
});
