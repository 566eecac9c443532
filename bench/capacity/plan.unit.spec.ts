import { describe, expect, it } from '@jest/globals';
import { type BenchFile, type Demand, demandIn } from './demand.ts';
import { exceededAt, planFor, USUAL, USUAL_LIMITS } from './plan.ts';

const demand: Demand = {
  cpuMs: { gateway: 2, cart: 1.5, order: 3.5, product: 0.7, user: 0.05 },
  ...{
    postgresMs: 3.5,
    redisMs: 0.1,
    walKb: 25.6,
    commits: 6,
    statements: 12,
    redisCommands: 5,
    pageMs: 0.1,
  },
};
const assumed = { ...USUAL, pages: 20, utilisation: 0.7 };

describe('what a rate needs', () => {
  it('is instances by CPU, with the pages that are read beside each purchase', () =>
    // order: 1 000 × 3.5 ms = 3.5 cores, 70 % used: 5. gateway: 1 000 × (2 + 20 × 0.1) ms = 4 cores: 6.
    expect(planFor(1_000, demand, assumed).instances).toEqual({
      ...{ gateway: 6, cart: 3, order: 5, product: 2, user: 2 },
    }));

  it('is two instances at least: one may be away', () =>
    expect(new Set(Object.values(planFor(1, demand, assumed).instances))).toEqual(new Set([2])));

  it('is cores, WAL, commits and commands in proportion', () => {
    const plan = planFor(1_000, demand, assumed);
    expect(plan.postgresCores).toBeCloseTo(5);
    expect(plan).toMatchObject({ walMbPerSecond: 25, commitsPerSecond: 6_000, redisPerSecond: 5_000 });
    // A day of 4 000 events a second.
    expect(plan.outboxRows).toBeCloseTo(345.6);
  });

  it('is connections for full pools, one instance more of each during a rollout, and operators', () =>
    // cart 4, order 6, product 3, user 3; the gateway has no database.
    expect(planFor(1_000, demand, assumed).connections).toBe(16 * 10 + 30));
});

it('each limit has the first rate that exceeds it', () => {
  const at = exceededAt(demand, assumed, USUAL_LIMITS);
  for (const [limit, rate] of Object.entries(at) as [keyof typeof at, number][]) {
    expect(planFor(rate, demand, assumed)[limit]).toBeGreaterThan(USUAL_LIMITS[limit]);
    expect(planFor(rate - 1, demand, assumed)[limit]).toBeLessThanOrEqual(USUAL_LIMITS[limit]);
  }
});

describe('the results of a bench', () => {
  const turn = (order: number) => ({
    ...{ 'CPU of gateway, ms': 2, 'CPU of cart, ms': 1, 'CPU of order, ms': order, 'CPU of product, ms': 1 },
    ...{
      'CPU of user, ms': 0.1,
      'CPU of Postgres, ms': 4,
      'CPU of Redis, ms': 0.1,
      'WAL, KB': 25,
      commits: 6,
    },
    ...{ 'SQL statements': 10, 'SQL of background work': 1, 'Redis commands': 5 },
  });
  const file: BenchFile = {
    sides: ['before', 'now'],
    scenarios: [
      { name: 'W2 product page', callers: 64, rounds: [[turn(0), { 'CPU of gateway, ms': 0.08 }]] },
      { name: 'W5 whole purchase', callers: 64, rounds: [2, 9, 4].map((ms) => [turn(100), turn(ms)]) },
    ],
  };

  it('are read as medians of the newest build', () =>
    expect(demandIn(file, 64)).toMatchObject({ cpuMs: { order: 4 }, statements: 11, pageMs: 0.08 }));

  it('are refused when what is needed was not measured', () => {
    expect(() => demandIn(file, 16)).toThrow('--only W2,W5 --callers 16');
    const withoutMetrics = [
      { name: 'W5', callers: 64, rounds: [[{ 'CPU of gateway, ms': 1 }]] },
      file.scenarios[0]!,
    ];
    expect(() => demandIn({ sides: ['now'], scenarios: withoutMetrics }, 64)).toThrow(
      'W5 of the file has no "CPU of cart, ms"',
    );
  });
});
