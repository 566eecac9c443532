import { describe, expect, test } from '@jest/globals';
import { checks } from './all-checks.ts';
import type { Evidence } from './check.ts';
import { planted } from './planted-faults.ts';
import { also, first } from './planting.ts';
import { partlyCancelled, sound } from './sound-evidence.ts';
import { everyKeyAnswered } from './keys.ts';
import { allSettled } from './orders.ts';
import { rushSellsAll } from './stock.ts';
import { logOf } from './violation-log.ts';

const violated = (evidence: Evidence): string[] =>
  checks.filter(({ look }) => look(evidence).violations.length > 0).map(({ name }) => name);

test('sound records violate nothing', () => {
  expect(violated(sound())).toEqual([]);
  expect(violated(partlyCancelled(sound()))).toEqual([]);
});

describe('a planted fault is found:', () => {
  test.each(planted)('%s', (_, check, plant) => {
    const evidence = sound();
    expect(violated(plant(evidence) ?? evidence)).toContain(check);
  });

  test('by every check there is', () => {
    expect(new Set(planted.map(([, check]) => check))).toEqual(new Set(checks.map(({ name }) => name)));
  });
});

test('what waited for a payer or staff before the run is no violation', () => {
  const evidence = sound();
  first(evidence.records.orders).state = 'pending';
  evidence.records.openKeys.push({ schema: 'order', scope: 's', key: 'k' });
  const { violations } = everyKeyAnswered.look({ ...evidence, waiting: new Set(['yes']) });
  expect(violations).toEqual([]);
  expect(allSettled.look({ ...evidence, waiting: new Set(['yes']) }).violations).toEqual([]);
});

test('review is allowed where the provider refused to capture, and only there', () => {
  const evidence = sound();
  first(evidence.records.orders).state = 'review';
  expect(violated(evidence)).toContain('orders.settled');
  Object.assign(first(evidence.records.ledger), { token: 'tok_capture_fails', captured: 0 });
  expect(allSettled.look(evidence).violations).toEqual([]);
});

test('a refusal as out of stock is right where the holds of the run may have taken it', () => {
  const refusal = { key: 'x', status: 409, outcome: 'no', code: 'stock.insufficient', digest: 'x' } as const;
  expect(violated(also(sound(), { ...refusal, expected: { v: 5 } }))).toEqual([]);
});

test('an item that staff cancelled was sold in the rush, and held when another was refused', () => {
  const refusal = { key: 'x', status: 409, outcome: 'no', code: 'stock.insufficient', digest: 'x' } as const;
  expect(violated(also(partlyCancelled(sound()), { ...refusal, expected: { v: 8 } }))).toEqual([]);
  const evidence = partlyCancelled(sound());
  evidence.records.returns = [];
  const bought = evidence.history.find(({ key }) => key === 'k');
  Object.assign(bought ?? {}, { variantId: 'v' });
  expect(rushSellsAll.look(evidence).violations).toEqual([]);
});

test('more sold in a rush than was wanted is a violation', () => {
  const evidence = sound();
  evidence.records.returns = [];
  const bought = evidence.history.find(({ key }) => key === 'k');
  Object.assign(bought ?? {}, { variantId: 'v', expected: { v: 1 } });
  expect(rushSellsAll.look(evidence).violations).toHaveLength(1);
});

test('an order made during a price change may have either price', () => {
  const evidence = also(sound(), {
    what: 'price',
    variantId: 'v',
    price: 120,
    from: 1_020,
    to: 1_060,
    status: 200,
  });
  expect(violated(evidence)).toEqual([]);
});

test('the log of a violation shows what callers saw and what was written', () => {
  const log = logOf({ what: 'x', orderIds: ['no'] }, sound());
  expect(log.join('\n')).toMatch(
    /guest 1: order → no 402 payment.declined[^]*order +\{"id":"no"[^]*hold[^]*provider/,
  );
});
