import { expect, it } from '@jest/globals';
import { faultsOf, type Seen } from './verdict.ts';

const seen = (place: string, ...values: number[]): Seen => ({
  ...{ place, expr: 'up', legend: '' },
  samples: values.map((value) => ({ metric: {}, value })),
});

it('a panel without a series, or with none that has a value, is a fault', () =>
  expect(faultsOf([seen('a', 0), seen('b'), seen('c', Number.NaN), seen('d', Number.NaN, 1)], {})).toEqual([
    'b is empty: up',
    'c is empty: up',
  ]));

it('an exception is made for what is listed, and a list entry that is not needed is a fault', () =>
  expect(faultsOf([seen('a'), seen('b', 1)], { a: 'no cards are refused', b: 'once', c: 'once' })).toEqual([
    'b may be empty and is not: remove it from the list',
    'c may be empty and is not: remove it from the list',
  ]));
