import type { Entry } from '../load/history.ts';
import type { Evidence } from './check.ts';
import { call } from './sound-evidence.ts';

/** Breaks sound books, or tells what else happened. */
export type Plant = (evidence: Evidence) => Evidence | void;
export const first = <T>(items: readonly T[]): T => items[0] as T;
const second = <T>(items: readonly T[]): T => items[1] as T;
export const also = (evidence: Evidence, entry: Partial<Entry>): Evidence => ({
  ...evidence,
  history: [...evidence.history, call(entry)],
});

/** At least one for every check. */
export const planted: [fault: string, check: string, plant: Plant][] = [
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
    (all) => also(all, { key: 'r', variantId: 'v', expected: { v: 2 }, status: 409, outcome: 'no' }),
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
    ({ books }) => void (first(books.refunds).amount = 60),
  ],
  [
    'goods taken back that never reached the shelf',
    'stock.sums',
    ({ books }) => void (first(books.returns).lines = first(books.parcels).lines),
  ],
  [
    'more for one customer than one may have',
    'stock.limits',
    ({ books }) => void (first(books.returns).state = 'requested'),
  ],
  [
    'an order with less than it holds',
    'stock.places',
    ({ books }) => void (first(first(books.holds).lines).quantity = 1),
  ],
  [
    'ten of six and ten from the wrong place',
    'stock.places',
    (all) => also(all, { orderId: 'yes', total: 200, variantId: 'v', places: { main: 1, other: 1 } }),
  ],
  [
    'bought though its payer refused',
    'payments.challenged',
    (all) => ({ ...all, history: all.history.filter(({ what }) => what !== 'payer') }),
  ],
  [
    'abandoned and still payable',
    'payments.challenged',
    ({ books }) =>
      void Object.assign(second(books.ledger), { state: 'requires_action', token: 'tok_requires_action' }),
  ],
  [
    'told complete and rejected',
    'payments.challenged',
    ({ books }) => void (first(books.orders).state = 'rejected'),
  ],
  [
    'told that it was not paid, and bought',
    'payments.challenged',
    (all) =>
      also(all, {
        ...{ what: 'complete', orderId: 'yes', status: 402, outcome: 'no' },
        code: 'payment.not_completed',
      }),
  ],
  [
    'walked away from, and bought',
    'payments.challenged',
    (all) => also(all, { what: 'abandon', orderId: 'yes', status: 200 }),
  ],
  [
    'too late to walk away from, and not bought',
    'payments.challenged',
    (all) => {
      second(all.books.ledger).token = 'tok_requires_action';
      const told = { what: 'abandon', orderId: 'no', status: 409, outcome: 'no' } as const;
      return also(all, { ...told, code: 'payment.already_confirmed' });
    },
  ],
  [
    'a parcel that left unpaid',
    'parcels.fit-orders',
    ({ books }) => void (first(books.orders).paymentState = 'authorized'),
  ],
  [
    'goods sent out twice',
    'parcels.fit-orders',
    ({ books }) => void books.parcels.push({ ...first(books.parcels), id: 'another' }),
  ],
  [
    'all delivered and not completed',
    'parcels.fit-orders',
    ({ books }) => void (first(books.parcels).state = 'delivered'),
  ],
  [
    'goods that left and are still in stock',
    'parcels.fit-orders',
    ({ books }) => void (first(books.holds).state = 'committed'),
  ],
  [
    'a parcel of a cancelled order',
    'parcels.fit-orders',
    ({ books }) => void (first(books.orders).state = 'cancelled'),
  ],
  [
    'the same goods sent back twice',
    'returns.on-shelf',
    ({ books }) =>
      void books.returns.push({ ...first(books.returns), id: 'b', lines: first(books.parcels).lines }),
  ],
  ['received goods that are on no shelf', 'returns.on-shelf', ({ books }) => void books.movements.pop()],
  [
    'one key, two returns',
    'after-sale.told',
    ({ books }) => void books.returns.push({ ...first(books.returns), id: 'b', state: 'rejected' }),
  ],
  ['a parcel that was told and is not there', 'after-sale.told', ({ books }) => void books.parcels.pop()],
  [
    'told received and only approved',
    'after-sale.told',
    ({ books }) => void (first(books.returns).state = 'approved'),
  ],
  [
    'more given back than was taken',
    'refunds.within-captured',
    ({ books }) => void (first(books.refunds).amount = 201),
  ],
  [
    'more accepted than was taken',
    'refunds.within-captured',
    (all) => also(all, { what: 'refund', orderId: 'yes', amount: 201, key: 'g' }),
  ],
  ['a refund that moved nothing', 'refunds.within-captured', ({ books }) => void books.givenBack.pop()],
  [
    'a rejected refund that moved',
    'refunds.within-captured',
    ({ books }) => void (first(books.refunds).state = 'rejected'),
  ],
  ['a parcel that nobody was told of', 'events.effect-once', ({ books }) => void books.outbox.splice(1, 1)],
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
