import { describe, expect, test } from '@jest/globals';
import { KINDS, planFaults } from './schedule.ts';

const plan = (change: object = {}) =>
  planFaults({ seed: 1, loadMs: 45_000, count: 8, only: [], apps: ['order', 'cart', 'gateway'], ...change });

describe('a schedule of faults', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(plan()).toEqual(plan());
    expect(plan()).not.toEqual(plan({ seed: 2 }));
  });

  test('has every kind, in the order of time, within the load', () => {
    const faults = plan();
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    const times = faults.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(45_000);
  });

  test('can be narrowed to kinds and to one target', () => {
    const faults = plan({ only: ['redis', 'kill:order'] });
    expect(new Set(faults.map(({ kind, target }) => `${kind} ${target}`))).toEqual(
      new Set(['redis Redis', 'kill order']),
    );
    expect(plan({ count: 0 })).toEqual([]);
  });
});
