import { describe, expect, test } from 'vitest';
import type { Entry } from '../load/history.ts';
import { checks } from './all-checks.ts';
import type { Evidence } from './check.ts';
import { call, sound } from './sound-evidence.ts';
import { everyKeyAnswered } from './keys.ts';
import { allSettled } from './orders.ts';
import { storyOf } from './story.ts';

const violated = (evidence: Evidence): string[] =>
  checks.filter(({ look }) => look(evidence).violations.length > 0).map(({ name }) => name);

test('sound books violate nothing', () => {
  expect(violated(sound())).toEqual([]);
});

type Plant = (evidence: Evidence) => Evidence | void;
const first = <T>(items: readonly T[]): T => items[0] as T;
const second = <T>(items: readonly T[]): T => items[1] as T;
const also = (evidence: Evidence, entry: Partial<Entry>): Evidence => ({
  ...evidence,
  history: [...evidence.history, call(entry)],
});

const planted: [fault: string, check: string, plant: Plant][] = [
  ['goods are gone that nobody bought', 'stock.sums', ({ books }) => void (first(books.stock).onHand = 10)],
  ['a sale without a movement', 'stock.sums', ({ books }) => void books.movements.pop()],
  ['a level that counts a hold nobody has', 'stock.sums', ({ books }) => void (first(books.stock).held = 1)],
  [
    'sold beyond what is there',
    'stock.never-negative',
    ({ books }) => void (first(books.stock).available = -1),
  ],
  [
    'too few sold to many',
    'stock.rush',
    (all) => also(all, { key: 'r', variantId: 'v', status: 409, outcome: 'no' }),
  ],
  ['goods put in twice', 'stock.restocked-once', ({ books }) => void (second(books.movements).quantity = 6)],
  [
    'goods put in and lost',
    'stock.restocked-once',
    ({ books }) => void (second(books.movements).quantity = 0),
  ],
  [
    'goods held for nobody',
    'stock.holds-fit-orders',
    ({ books }) => void (second(books.holds).state = 'held'),
  ],
  [
    'goods sold to a refused order',
    'stock.holds-fit-orders',
    ({ books }) => void (second(books.holds).state = 'committed'),
  ],
  [
    'an order without goods',
    'stock.holds-fit-orders',
    ({ books }) => void (first(books.holds).state = 'released'),
  ],
  [
    'one key, two orders',
    'keys.one-order',
    ({ books }) => void ((second(books.orders).state = 'confirmed'), (second(books.purchases).key = 'k')),
  ],
  [
    'one key, two answers',
    'keys.one-answer',
    (all) => also(all, { key: 'k', orderId: 'yes', total: 200, digest: 'x' }),
  ],
  [
    'a key without an answer',
    'keys.settled',
    ({ books }) => void books.openKeys.push({ schema: 'order', scope: 's', key: 'k' }),
  ],
  [
    'a cart bought twice',
    'carts.one-order',
    ({ books }) => void Object.assign(second(books.orders), { state: 'confirmed', cartId: 'c' }),
  ],
  [
    'a bought cart that is open',
    'carts.fit-orders',
    ({ books }) => void (first(books.carts).state = 'active'),
  ],
  [
    'a cart that is completing for ever',
    'carts.fit-orders',
    ({ books }) => void (first(books.carts).state = 'completing'),
  ],
  [
    'a cart changed after it was frozen',
    'carts.fit-orders',
    ({ books }) => void (first(books.carts).lines = []),
  ],
  ['an order that was told and is not there', 'orders.told-yes', ({ books }) => void books.orders.shift()],
  ['another total than was told', 'orders.told-yes', ({ books }) => void (first(books.orders).grand = 300)],
  [
    'other lines than were asked for',
    'orders.told-yes',
    ({ books }) => void (first(first(books.orders).lines).quantity = 4),
  ],
  [
    'a refusal that holds money',
    'orders.told-no',
    ({ books }) => void (second(books.ledger).state = 'authorized'),
  ],
  [
    'goods given back after the refusal',
    'orders.told-no',
    ({ books }) => void (second(books.holds).changedAt = 5_000),
  ],
  [
    'a cancellation that was forgotten',
    'orders.told-cancelled',
    (all) => also(all, { what: 'cancel', status: 200, orderId: 'yes' }),
  ],
  [
    'an order that was told and not found',
    'orders.told-cancelled',
    (all) => also(all, { what: 'order.read', status: 404, outcome: 'no', orderId: 'yes' }),
  ],
  [
    'an order that stays pending',
    'orders.settled',
    ({ books }) => void (second(books.orders).state = 'pending'),
  ],
  [
    'a saga that waits for a person',
    'orders.settled',
    ({ books }) =>
      void books.sagas.push({ id: 's', name: 'place-order', status: 'stuck', orderId: 'yes', error: null }),
  ],
  ['money taken twice', 'money.sums', ({ books }) => void (first(books.ledger).captured = 400)],
  [
    'a refund that the provider never made',
    'money.per-order',
    ({ books }) => void books.refunds.push({ orderId: 'yes', amount: 1 }),
  ],
  [
    'goods taken back that never reached the shelf',
    'stock.sums',
    ({ books }) =>
      void books.returned.push({
        orderId: 'yes',
        variantId: first(first(books.orders).lines).variantId,
        quantity: 1,
      }),
  ],
  ['money without an order', 'money.per-order', ({ books }) => void books.orders.shift()],
  ['an order nobody paid for', 'money.per-order', ({ books }) => void books.ledger.shift()],
  [
    'a payment we did not hear of',
    'money.own-books',
    ({ books }) => void (first(books.payments).captured = 0),
  ],
  [
    'an event that was never sent',
    'events.published',
    ({ books }) => void (first(books.outbox).isPublished = false),
  ],
  ['an event that Redis lost', 'events.published', ({ books }) => void first(books.streams).eventIds.clear()],
  [
    'an event that nobody wrote',
    'events.published',
    ({ books }) => void first(books.streams).eventIds.add('ghost'),
  ],
  ['an event without a trace', 'events.effect-once', ({ books }) => void books.inbox.pop()],
  [
    'an order announced twice',
    'events.effect-once',
    ({ books }) => void books.outbox.push({ ...first(books.outbox), id: 'e2' }),
  ],
  [
    'an answer of 500',
    'answers.no-bug',
    (all) => also(all, { what: 'cart', status: 500, outcome: 'unknown' }),
  ],
  [
    'a price that never was',
    'prices.valid',
    ({ books }) => void (first(first(books.orders).lines).unitPrice = 99),
  ],
  [
    'a price of long ago',
    'prices.valid',
    (all) => also(all, { what: 'price', variantId: 'v', price: 120, from: 300, to: 400, status: 200 }),
  ],
];

describe('a planted fault is seen:', () => {
  test.each(planted)('%s', (_, check, plant) => {
    const evidence = sound();
    expect(violated(plant(evidence) ?? evidence)).toContain(check);
  });

  test('by every check there is', () => {
    expect(new Set(planted.map(([, check]) => check))).toEqual(new Set(checks.map(({ name }) => name)));
  });
});

test('what waited for somebody before the run is nobody’s fault', () => {
  const evidence = sound();
  first(evidence.books.orders).state = 'pending';
  evidence.books.openKeys.push({ schema: 'order', scope: 's', key: 'k' });
  const { violations } = everyKeyAnswered.look({ ...evidence, waiting: new Set(['yes']) });
  expect(violations).toEqual([]);
  expect(allSettled.look({ ...evidence, waiting: new Set(['yes']) }).violations).toEqual([]);
});

test('a person may be needed where the provider refused to capture, and only there', () => {
  const evidence = sound();
  first(evidence.books.orders).state = 'review';
  expect(violated(evidence)).toContain('orders.settled');
  Object.assign(first(evidence.books.ledger), { token: 'tok_capture_fails', captured: 0 });
  expect(allSettled.look(evidence).violations).toEqual([]);
});

test('a price that changes while the order is made may be either', () => {
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

test('a story tells what the callers saw and what was written', () => {
  const story = storyOf({ what: 'x', orderIds: ['no'] }, sound());
  expect(story.join('\n')).toMatch(
    /guest 1: order → no 402 payment.declined[^]*order +\{"id":"no"[^]*hold[^]*provider/,
  );
});
