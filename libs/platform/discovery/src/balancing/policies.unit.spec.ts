import { describe, expect, test } from '@jest/globals';
import { choose, isBalancingPolicy, type BalancingPolicy, type Candidate } from './policies.ts';

interface Named extends Candidate {
  readonly name: string;
  inFlight: number;
}

const CALLS = 60_000;

function candidates(...portions: { weight?: number; portion?: number; inFlight?: number }[]): Named[] {
  return portions.map(({ weight = 1, portion = 1, inFlight = 0 }, at) => ({
    name: 'abcdefgh'.charAt(at),
    weight,
    portion,
    inFlight,
    credit: 0,
    hash: at,
  }));
}

/** A seeded generator, so that statistical tests are reproducible. */
function seeded(seed = 7): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function draw(policy: BalancingPolicy, among: readonly Named[], calls = CALLS): number[] {
  const random = seeded();
  const counts = new Map(among.map(({ name }) => [name, 0]));
  for (let call = 0; call < calls; call += 1) {
    const name = choose(policy, among, random)?.name ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts.values()];
}

/** Pearson's chi-squared statistic of the observed counts against the expected shares. */
function chiSquare(seen: readonly number[], shares: readonly number[]): number {
  const calls = seen.reduce((sum, count) => sum + count, 0);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return seen.reduce((sum, count, at) => {
    const expected = (calls * (shares[at] ?? 0)) / whole;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

/** Critical values at p = 0.001 for 1, 2 and 3 degrees of freedom. */
const critical = [Infinity, 10.83, 13.82, 16.27];

describe('round robin', () => {
  test('takes each candidate once per round', () => {
    const among = candidates({}, {}, {});
    const turns = Array.from({ length: 9 }, () => choose('round_robin', among)?.name).join('');
    expect(turns).toBe('abcabcabc');
  });

  test('ignores weights', () => {
    expect(draw('round_robin', candidates({ weight: 9 }, {}))).toEqual([CALLS / 2, CALLS / 2]);
  });
});

describe('weighted', () => {
  test.each([[[1, 1]], [[1, 2]], [[1, 2, 5]], [[10, 1, 1, 3]], [[0.5, 0.25]]])(
    'gives %j as Wi/ΣW',
    (weights) => {
      const seen = draw('weighted', candidates(...weights.map((weight) => ({ weight }))));
      expect(chiSquare(seen, weights)).toBeLessThan(critical[weights.length - 1] ?? 0);
    },
  );

  test('spreads the turns of a heavy candidate', () => {
    const among = candidates({ weight: 5 }, { weight: 1 }, { weight: 1 });
    const turns = Array.from({ length: 7 }, () => choose('weighted', among)?.name).join('');
    expect(turns).toBe('aabacaa');
  });
});

describe('random', () => {
  test('is uniform and independent of earlier draws', () => {
    const among = candidates({}, {}, {}, {});
    expect(chiSquare(draw('random', among), [1, 1, 1, 1])).toBeLessThan(critical[3] ?? 0);
    const random = seeded(3);
    const pairs = new Map<string, number>();
    for (let call = 0; call < CALLS; call += 1) {
      const pair = `${choose('random', candidates({}, {}), random)?.name}${choose('random', candidates({}, {}), random)?.name}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    expect(chiSquare([...pairs.values()], [1, 1, 1, 1])).toBeLessThan(critical[3] ?? 0);
  });
});

describe('least request', () => {
  test('prefers the less busy of two', () => {
    expect(draw('least_request', candidates({ inFlight: 3 }, { inFlight: 2 }))).toEqual([0, CALLS]);
  });

  test('counts a heavier instance as less busy', () => {
    expect(draw('least_request', candidates({ inFlight: 3, weight: 5 }, { inFlight: 2 }))).toEqual([
      CALLS,
      0,
    ]);
  });

  test('never takes the busiest, and chooses evenly among equals', () => {
    const seen = draw('least_request', candidates({}, {}, {}, { inFlight: 5 }));
    expect(seen[3]).toBe(0);
    expect(chiSquare(seen.slice(0, 3), [1, 1, 1])).toBeLessThan(critical[2] ?? 0);
  });

  test('takes the only one', () => {
    expect(draw('least_request', candidates({ inFlight: 9 }), 10)).toEqual([10]);
  });
});

describe('every policy', () => {
  const all = ['round_robin', 'random', 'weighted', 'least_request'] as const;

  test.each(all)('%s skips ejected candidates', (policy) => {
    expect(draw(policy, candidates({ portion: 0 }, {}, {}))[0]).toBe(0);
  });

  test.each(all)('%s still chooses when all are ejected', (policy) => {
    expect(draw(policy, candidates({ portion: 0 }, { portion: 0 }), 100).reduce((sum, n) => sum + n)).toBe(
      100,
    );
  });

  test.each(all)('%s returns undefined for an empty list', (policy) => {
    expect(choose(policy, [])).toBeUndefined();
  });

  test.each(['round_robin', 'random', 'weighted'] as const)(
    '%s gives an unhealthy candidate its reduced portion',
    (policy) => {
      const seen = draw(policy, candidates({ portion: 0.25 }, {}, {}));
      expect(chiSquare(seen, [0.25, 1, 1])).toBeLessThan(critical[2] ?? 0);
    },
  );

  test('is known by its name', () => {
    expect(all.every(isBalancingPolicy)).toBe(true);
    expect(['toString', 'pick_first', undefined].some(isBalancingPolicy)).toBe(false);
  });
});
