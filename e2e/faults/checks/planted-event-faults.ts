import { also, first, type Planted } from './planting.ts';

/** Faults of events, payments, responses and prices. */
export const plantedInEvents: Planted[] = [
  ['a parcel without an event', 'events.effect-once', ({ records }) => void records.outbox.splice(1, 1)],
  [
    'a handover that was announced as a parcel',
    'events.effect-once',
    ({ records }) => void (first(first(records.orders).lines).isShipped = false),
  ],
  ['money without an order', 'money.per-order', ({ records }) => void records.orders.shift()],
  ['an order without a payment', 'money.per-order', ({ records }) => void records.ledger.shift()],
  [
    'a capture that only the provider knows',
    'money.matches-provider',
    ({ records }) => void (first(records.payments).captured = 0),
  ],
  [
    'an event that was never sent',
    'events.published',
    ({ records }) => void (first(records.outbox).isPublished = false),
  ],
  [
    'an event that Redis lost',
    'events.published',
    ({ records }) => void first(records.streams).eventIds.clear(),
  ],
  [
    'an event that is in no outbox',
    'events.published',
    ({ records }) => void first(records.streams).eventIds.add('ghost'),
  ],
  ['an event that is not in the inbox', 'events.effect-once', ({ records }) => void records.inbox.pop()],
  [
    'an order announced twice',
    'events.effect-once',
    ({ records }) => void records.outbox.push({ ...first(records.outbox), id: 'e2' }),
  ],
  [
    'an answer of 500',
    'answers.no-bug',
    (all) => also(all, { what: 'cart', status: 500, outcome: 'unknown' }),
  ],
  [
    'a price that was never set',
    'prices.valid',
    ({ records }) => void (first(first(records.orders).lines).unitPrice = 99),
  ],
  [
    'a price that was no longer valid',
    'prices.valid',
    (all) => also(all, { what: 'price', variantId: 'v', price: 120, from: 300, to: 400, status: 200 }),
  ],
];
