import type { Records } from '../records/records.ts';
import type { Entry } from '../load/history.ts';
import type { Evidence } from './check.ts';

export const call = (entry: Partial<Entry>): Entry => ({
  ...{ n: 1, from: 1_000, to: 1_100, who: 'guest 1', what: 'order', outcome: 'ok', status: 201 },
  ...entry,
});

const BOUGHT = [{ variantId: 'v', quantity: 2 }];
const SENT = [{ lineId: 'l', variantId: 'v', quantity: 2 }];
const SENT_BACK = [{ lineId: 'l', variantId: 'v', quantity: 1 }];
const PLACE = { variantId: 'v', locationId: 'main' };

/**
 * One cart bought, shipped, half of it returned and partly refunded; one purchase refused; one
 * restock: nothing violates a guarantee.
 */
export function sound(): Evidence {
  return {
    startedAt: 0,
    waiting: new Set(),
    records: { ...orderRecords(), ...stockRecords(), ...moneyRecords(), ...eventRecords() },
    history: [
      call({ what: 'price', variantId: 'v', price: 100, from: 100, to: 200, status: 200 }),
      call({ what: 'restock', variantId: 'v', quantity: 3, key: 's', status: 200 }),
      call({ key: 'k', orderId: 'yes', total: 200, digest: 'd', expected: { v: 2 } }),
      call({ key: 'n', status: 402, outcome: 'no', code: 'payment.declined', digest: 'f' }),
      ...afterSaleHistory(),
    ],
  };
}

/** The same, but of the cart one piece was shipped and the other one cancelled: nothing violates a guarantee. */
export function partlyCancelled(evidence: Evidence): Evidence {
  const { records } = evidence;
  const one = [{ lineId: 'l', variantId: 'v', quantity: 1 }];
  for (const parcel of records.parcels) parcel.lines = one.map((line) => ({ ...line }));
  for (const hold of records.holds) for (const line of hold.lines) line.quantity = 1;
  for (const level of records.stock) Object.assign(level, { onHand: 13, available: 13 });
  records.cancellations.push({ id: 'cancelled', orderId: 'yes', refundId: null, lines: one });
  records.movements.push({ ...PLACE, quantity: 1, reason: 'return', reference: 'cancelled' });
  evidence.history = [
    ...evidence.history,
    call({ orderId: 'yes', status: 201, what: 'cancellation', key: 'i' }),
  ];
  return evidence;
}

function afterSaleHistory(): Entry[] {
  const about = { orderId: 'yes', status: 201 };
  return [
    call({ ...about, what: 'parcel', key: 'p' }),
    call({ ...about, what: 'parcel.move', documentId: 'parcel', into: 'shipped', status: 200 }),
    call({ ...about, what: 'return', key: 'b' }),
    call({ ...about, what: 'return.move', documentId: 'return', into: 'received', status: 200 }),
    call({ ...about, what: 'refund', key: 'm', amount: 50 }),
    call({ ...about, what: 'refund.decide', documentId: 'refund', into: 'executing', status: 200 }),
    call({ ...about, what: 'payer', into: 'passed', status: 200 }),
    call({ ...about, what: 'complete', status: 200 }),
  ];
}

function orderRecords(): Pick<Records, 'orders' | 'purchases' | 'openKeys' | 'sagas' | 'carts'> {
  const bought = {
    id: 'yes',
    number: 'TP-1',
    state: 'confirmed',
    paymentState: 'partially_refunded',
    grand: 200,
  };
  const refused = { id: 'no', number: 'TP-2', state: 'rejected', paymentState: 'failed', grand: 400 };
  const lines = BOUGHT.map((line) => ({ ...line, id: 'l', unitPrice: 100, isShipped: true }));
  return {
    orders: [
      { ...bought, cartId: 'c', customer: 'u', createdAt: 1_010, confirmedAt: 1_050, lines },
      { ...refused, cartId: null, customer: 'u', createdAt: 1_010, confirmedAt: null, lines: [] },
    ],
    purchases: [
      { key: 'k', orderId: 'yes', status: 'done' },
      { key: 'n', orderId: 'no', status: 'undone' },
    ],
    openKeys: [],
    sagas: [],
    carts: [{ id: 'c', state: 'ordered', frozenFor: 'yes', lines: BOUGHT }],
  };
}

function stockRecords(): Pick<Records, 'holds' | 'stock' | 'movements'> {
  const sold = BOUGHT.map((line) => ({ ...line, ...PLACE }));
  const expiresAt = 9_000;
  return {
    holds: [
      { orderId: 'yes', state: 'consumed', expiresAt, changedAt: 1_040, lines: sold },
      { orderId: 'no', state: 'released', expiresAt, changedAt: 1_060, lines: [{ ...PLACE, quantity: 4 }] },
    ],
    stock: [{ ...PLACE, sku: 'MUG', onHand: 12, held: 0, available: 12, backorderLimit: 0, limit: 1 }],
    movements: [
      { ...PLACE, quantity: 10, reason: 'import', reference: '' },
      { ...PLACE, quantity: 3, reason: 'adjust', reference: '' },
      { ...PLACE, quantity: -2, reason: 'sale', reference: 'yes' },
      { ...PLACE, quantity: 1, reason: 'return', reference: 'return' },
    ],
  };
}

function moneyRecords(): Pick<
  Records,
  'payments' | 'parcels' | 'returns' | 'refunds' | 'cancellations' | 'ledger' | 'givenBack'
> {
  const taken = { captured: 200, refunded: 50 };
  const none = { captured: 0, refunded: 0 };
  const paid = { id: 'a', orderId: 'yes', state: 'authorized', token: 'tok_requires_action', amount: 200 };
  const declined = { id: 'b', orderId: 'no', state: 'declined', token: 'tok_declined', amount: 400 };
  return {
    payments: [{ orderId: 'yes', ...taken, state: 'captured' }],
    parcels: [{ id: 'parcel', orderId: 'yes', state: 'shipped', lines: SENT }],
    returns: [{ id: 'return', orderId: 'yes', state: 'received', lines: SENT_BACK }],
    refunds: [{ id: 'refund', orderId: 'yes', state: 'done', amount: 50, failure: '' }],
    cancellations: [],
    givenBack: [{ key: 'yes/refund/refund', amount: 50 }],
    ledger: [
      { ...paid, ...taken, entries: { ...taken } },
      { ...declined, ...none, entries: { ...none } },
    ],
  };
}

function eventRecords(): Pick<Records, 'outbox' | 'inbox' | 'streams'> {
  const written = { schema: 'order', isPublished: true };
  return {
    outbox: [
      { ...written, id: 'e', type: 'shop.order.v1.OrderConfirmed', aggregateId: 'yes' },
      { ...written, id: 's', type: 'shop.order.v1.OrderShipped', aggregateId: 'yes' },
      { ...written, id: 'r', type: 'shop.order.v1.OrderRejected', aggregateId: 'no' },
    ],
    inbox: [{ schema: 'cart', consumer: 'cart', eventId: 'e' }],
    streams: [{ service: 'order', eventIds: new Set(['e', 's', 'r']), waiting: { cart: 0 }, dead: 0 }],
  };
}
