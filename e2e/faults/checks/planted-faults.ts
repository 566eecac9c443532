import { also, first, second, type Planted } from './planting.ts';
import { partlyCancelled } from './sound-evidence.ts';
import { plantedInEvents } from './planted-event-faults.ts';

/** At least one for every check. */
export const planted: Planted[] = [
  [
    'stock is missing that was not sold',
    'stock.sums',
    ({ records }) => void (first(records.stock).onHand = 10),
  ],
  ['a sale without a movement', 'stock.sums', ({ records }) => void records.movements.pop()],
  [
    'a level that counts a hold that does not exist',
    'stock.sums',
    ({ records }) => void (first(records.stock).held = 1),
  ],
  [
    'sold beyond what is there',
    'stock.never-negative',
    ({ records }) => void (first(records.stock).available = -1),
  ],
  [
    'too few sold to many',
    'stock.rush',
    (all) => also(all, { key: 'r', variantId: 'v', expected: { v: 2 }, status: 409, outcome: 'no' }),
  ],
  [
    'a purchase refused as out of stock though there was enough',
    'stock.refused-short',
    (evidence) =>
      also(evidence, {
        ...{ key: 'x', status: 409, outcome: 'no', code: 'stock.insufficient', digest: 'x' },
        expected: { v: 4 },
      }),
  ],
  [
    'a restock counted twice',
    'stock.restocked-once',
    ({ records }) => void (second(records.movements).quantity = 6),
  ],
  [
    'a restock that was lost',
    'stock.restocked-once',
    ({ records }) => void (second(records.movements).quantity = 0),
  ],
  [
    'stock held without an order',
    'stock.holds-fit-orders',
    ({ records }) => void (second(records.holds).state = 'held'),
  ],
  [
    'stock sold to a refused order',
    'stock.holds-fit-orders',
    ({ records }) => void (second(records.holds).state = 'committed'),
  ],
  [
    'an order without stock',
    'stock.holds-fit-orders',
    ({ records }) => void (first(records.holds).state = 'released'),
  ],
  [
    'one key, two orders',
    'keys.one-order',
    ({ records }) =>
      void ((second(records.orders).state = 'confirmed'), (second(records.purchases).key = 'k')),
  ],
  [
    'one key, two answers',
    'keys.one-answer',
    (all) => also(all, { key: 'k', orderId: 'yes', total: 200, digest: 'x' }),
  ],
  [
    'a key without an answer',
    'keys.settled',
    ({ records }) => void records.openKeys.push({ schema: 'order', scope: 's', key: 'k' }),
  ],
  [
    'a cart bought twice',
    'carts.one-order',
    ({ records }) => void Object.assign(second(records.orders), { state: 'confirmed', cartId: 'c' }),
  ],
  [
    'a bought cart that is open',
    'carts.fit-orders',
    ({ records }) => void (first(records.carts).state = 'active'),
  ],
  [
    'a cart that stays completing',
    'carts.fit-orders',
    ({ records }) => void (first(records.carts).state = 'completing'),
  ],
  [
    'a cart changed after it was frozen',
    'carts.fit-orders',
    ({ records }) => void (first(records.carts).lines = []),
  ],
  ['an accepted order that does not exist', 'orders.accepted', ({ records }) => void records.orders.shift()],
  [
    'another total than was answered',
    'orders.accepted',
    ({ records }) => void (first(records.orders).grand = 300),
  ],
  [
    'other lines than were asked for',
    'orders.accepted',
    ({ records }) => void (first(first(records.orders).lines).quantity = 4),
  ],
  [
    'a refused purchase that holds money',
    'orders.refused',
    ({ records }) => void (second(records.ledger).state = 'authorized'),
  ],
  [
    'stock released after the refusal',
    'orders.refused',
    ({ records }) => void (second(records.holds).changedAt = 5_000),
  ],
  [
    'a cancellation that was forgotten',
    'orders.cancelled',
    (all) => also(all, { what: 'cancel', status: 200, orderId: 'yes' }),
  ],
  [
    'an order that was reported and not found',
    'orders.cancelled',
    (all) => also(all, { what: 'order.read', status: 404, outcome: 'no', orderId: 'yes' }),
  ],
  [
    'an order that stays pending',
    'orders.settled',
    ({ records }) => void (second(records.orders).state = 'pending'),
  ],
  [
    'a stuck saga',
    'orders.settled',
    ({ records }) =>
      void records.sagas.push({ id: 's', name: 'place-order', status: 'stuck', orderId: 'yes', error: null }),
  ],
  ['money taken twice', 'money.sums', ({ records }) => void (first(records.ledger).captured = 400)],
  [
    'a refund that the provider never made',
    'money.per-order',
    ({ records }) => void (first(records.refunds).amount = 60),
  ],
  [
    'a received return that is not in stock',
    'stock.sums',
    ({ records }) => void (first(records.returns).lines = first(records.parcels).lines),
  ],
  [
    'more for one customer than the limit',
    'stock.limits',
    ({ records }) => void (first(records.returns).state = 'requested'),
  ],
  [
    'an order with less than it holds',
    'stock.locations',
    ({ records }) => void (first(first(records.holds).lines).quantity = 1),
  ],
  [
    'ten of six and ten from the wrong location',
    'stock.locations',
    (all) => also(all, { orderId: 'yes', total: 200, variantId: 'v', locations: { main: 1, other: 1 } }),
  ],
  [
    'bought though its payer refused',
    'payments.challenged',
    (all) => ({ ...all, history: all.history.filter(({ what }) => what !== 'payer') }),
  ],
  [
    'abandoned and still payable',
    'payments.challenged',
    ({ records }) =>
      void Object.assign(second(records.ledger), { state: 'requires_action', token: 'tok_requires_action' }),
  ],
  [
    'reported as complete and rejected',
    'payments.challenged',
    ({ records }) => void (first(records.orders).state = 'rejected'),
  ],
  [
    'reported as unpaid, and purchased',
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
      second(all.records.ledger).token = 'tok_requires_action';
      const answer = { what: 'abandon', orderId: 'no', status: 409, outcome: 'no' } as const;
      return also(all, { ...answer, code: 'payment.already_confirmed' });
    },
  ],
  [
    'a parcel that left unpaid',
    'parcels.fit-orders',
    ({ records }) => void (first(records.orders).paymentState = 'authorized'),
  ],
  [
    'lines shipped twice',
    'parcels.fit-orders',
    ({ records }) => void records.parcels.push({ ...first(records.parcels), id: 'another' }),
  ],
  [
    'all delivered and not completed',
    'parcels.fit-orders',
    ({ records }) => void (first(records.parcels).state = 'delivered'),
  ],
  [
    'shipped lines that are still in stock',
    'parcels.fit-orders',
    ({ records }) => void (first(records.holds).state = 'committed'),
  ],
  [
    'a parcel of a cancelled order',
    'parcels.fit-orders',
    ({ records }) => void (first(records.orders).state = 'cancelled'),
  ],
  [
    'cancelled items that are not in stock',
    'items.cancelled',
    (all) => void partlyCancelled(all).records.movements.pop(),
  ],
  [
    'cancelled items that left',
    'items.cancelled',
    (all) => void (first(first(partlyCancelled(all).records.parcels).lines).quantity = 2),
  ],
  [
    'cancelled items whose money is not back',
    'items.cancelled',
    (all) => void (first(partlyCancelled(all).records.cancellations).refundId = 'none'),
  ],
  [
    'one key, two cancellations',
    'after-sale.reported',
    (all) => void (partlyCancelled(all).history = all.history.filter(({ what }) => what !== 'cancellation')),
  ],
  [
    'the same lines returned twice',
    'returns.on-shelf',
    ({ records }) =>
      void records.returns.push({ ...first(records.returns), id: 'b', lines: first(records.parcels).lines }),
  ],
  ['received lines that are not in stock', 'returns.on-shelf', ({ records }) => void records.movements.pop()],
  [
    'one key, two returns',
    'after-sale.reported',
    ({ records }) => void records.returns.push({ ...first(records.returns), id: 'b', state: 'rejected' }),
  ],
  [
    'a reported parcel that does not exist',
    'after-sale.reported',
    ({ records }) => void records.parcels.pop(),
  ],
  [
    'reported as received and only approved',
    'after-sale.reported',
    ({ records }) => void (first(records.returns).state = 'approved'),
  ],
  [
    'more refunded than was captured',
    'refunds.within-captured',
    ({ records }) => void (first(records.refunds).amount = 201),
  ],
  [
    'more refunds accepted than was captured',
    'refunds.within-captured',
    (all) => also(all, { what: 'refund', orderId: 'yes', amount: 201, key: 'g' }),
  ],
  ['a refund that moved nothing', 'refunds.within-captured', ({ records }) => void records.givenBack.pop()],
  [
    'a rejected refund that moved',
    'refunds.within-captured',
    ({ records }) => void (first(records.refunds).state = 'rejected'),
  ],
  ...plantedInEvents,
];
