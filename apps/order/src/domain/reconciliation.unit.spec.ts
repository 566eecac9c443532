import { money } from '@tradepost/decision';
import { describe, expect, test } from '@jest/globals';
import {
  judgedCodes,
  reconcile,
  type ComparedHold,
  type ComparedOrder,
  type FindingCode,
  type LedgerEntry,
  type OpenSaga,
  type Snapshot,
} from './reconciliation.ts';

const NOW = new Date('2026-01-02T12:00:00Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const ID = '019b7c00-0000-7000-8000-000000000001';

const anOrder = (change: Partial<ComparedOrder> = {}): ComparedOrder => ({
  ...{ id: ID, state: 'confirmed', paymentState: 'captured', fulfilmentState: 'unfulfilled' },
  ...{ provider: 'sandbox', grand: money(1_400, 'GBP'), capturedMinor: 1_400, refundedMinor: 0 },
  ...{ createdAt: ago(60), updatedAt: ago(60) },
  ...change,
});
const anEntry = (change: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ provider: 'sandbox', key: `${ID}/authorize`, state: 'authorized', amount: money(1_400, 'GBP') },
  ...{ capturedMinor: 1_400, refundedMinor: 0, at: ago(60) },
  ...change,
});
const aHold = (change: Partial<ComparedHold> = {}): ComparedHold => ({
  ...{ orderId: ID, state: 'committed', expiresAt: ago(50), changedAt: ago(60) },
  ...change,
});
const aSaga = (change: Partial<OpenSaga> = {}): OpenSaga => ({
  ...{ id: ID, name: 'place-order', isStuck: true, orderId: ID, createdAt: ago(60) },
  ...change,
});

/** A shop in which everything matches. */
const snapshot = (change: Partial<Snapshot> = {}): Snapshot => ({
  ...{ ledger: [anEntry()], providers: ['sandbox'], holds: [aHold()], orders: [anOrder()], sagas: [] },
  ...{ outboxAgeSeconds: 0, since: ago(2_880), now: NOW, settleMs: 60_000 },
  ...change,
});
const codes = (change: Partial<Snapshot>): FindingCode[] =>
  reconcile(snapshot(change)).map(({ code }) => code);
const only = (change: Partial<Snapshot>) => {
  const found = reconcile(snapshot(change));
  expect(found).toHaveLength(1);
  return found[0];
};

test('nothing is found where everything matches', () => {
  expect(reconcile(snapshot())).toEqual([]);
});

describe('money without an order', () => {
  test('that does not exist: an authorisation is voided, captured money is left to staff', () => {
    const authorised = anEntry({ capturedMinor: 0 });
    const nowhere = { orders: [], holds: [] };
    expect(only({ ...nowhere, ledger: [authorised] })).toMatchObject({
      ...{ code: 'money.without_order', subject: `${ID}/authorize` },
      remedy: { kind: 'void', key: `${ID}/authorize` },
    });
    expect(only({ ...nowhere, ledger: [anEntry()] })).toMatchObject({ remedy: null });
  });

  test.each(['rejected', 'expired', 'cancelled'] as const)('that is %s', (state) => {
    const orders = [anOrder({ state, capturedMinor: 0 })];
    const holds = [aHold({ state: 'released' })];
    expect(only({ orders, holds, ledger: [anEntry({ capturedMinor: 0 })] })?.remedy?.kind).toBe('void');
  });

  test('is no finding when it was refunded or declined, or is in progress', () => {
    const holds: ComparedHold[] = [];
    const orders = [anOrder({ state: 'cancelled', refundedMinor: 1_400 })];
    expect(codes({ holds, orders, ledger: [anEntry({ refundedMinor: 1_400 })] })).toEqual([]);
    for (const state of ['declined', 'voided', 'expired', 'requires_action'])
      expect(codes({ holds, orders: [], ledger: [anEntry({ state, capturedMinor: 0 })] })).toEqual([]);
    const young = anEntry({ capturedMinor: 0, at: ago(0.5) });
    expect(codes({ holds, orders: [], ledger: [young] })).toEqual([]);
  });

  test('is no finding while the cancellation is in progress', () => {
    const change = { holds: [], orders: [anOrder({ state: 'cancelled' as const })], ledger: [anEntry()] };
    expect(codes({ ...change, sagas: [aSaga({ isStuck: false, name: 'cancel-order' })] })).toEqual([]);
    expect(codes(change)).toEqual(['money.without_order']);
  });
});

describe('an order without money', () => {
  test('that the provider does not know, or has voided', () => {
    expect(codes({ ledger: [] })).toEqual(['order.without_money']);
    expect(codes({ ledger: [anEntry({ state: 'voided', capturedMinor: 0 })] })).toEqual([
      'order.without_money',
    ]);
  });

  test('whose money was not captured: its stuck saga is retried, and is not a second finding', () => {
    const change = {
      ledger: [anEntry({ capturedMinor: 0 })],
      orders: [anOrder({ capturedMinor: 0, paymentState: 'authorized' })],
      sagas: [aSaga()],
    };
    expect(only(change)).toMatchObject({
      ...{ code: 'order.without_money', subject: ID, remedy: { kind: 'retry', sagaId: ID } },
    });
    expect(codes({ ...change, sagas: [aSaga({ isStuck: false })] })).toEqual([]);
  });

  test.each([
    ['confirmed', 'The order is confirmed, but its money was not captured.'],
    ['review', 'The order is in review, but its money was not captured.'],
  ] as const)('says what the order is: %s', (state, detail) => {
    const orders = [anOrder({ state, capturedMinor: 0, paymentState: 'authorized' })];
    expect(only({ ledger: [anEntry({ capturedMinor: 0 })], orders })?.detail).toBe(detail);
  });

  test('is no finding for orders that cost nothing, and for providers without a ledger', () => {
    expect(codes({ ledger: [], orders: [anOrder({ grand: money(0, 'GBP') })] })).toEqual([]);
    expect(codes({ ledger: [], orders: [anOrder({ provider: 'other' })] })).toEqual([]);
  });
});

test.each([
  [{ amount: money(1_300, 'GBP') }, 'total'],
  [{ amount: money(1_400, 'EUR') }, 'total'],
  [{ capturedMinor: 1_300 }, 'captured'],
  [{ refundedMinor: 1 }, 'refunded'],
])('amounts that differ are left to staff: %o', (change, what) => {
  const found = only({ ledger: [anEntry(change)] });
  expect(found).toMatchObject({ code: 'amount.differs', subject: ID, remedy: null });
  expect(found?.detail).toMatch(new RegExp(`^${what}: ours .*, the provider's `));
});

describe('stock', () => {
  test('of an order that came to nothing is released; that of an unknown order is left to staff', () => {
    const orders = [anOrder({ state: 'rejected', capturedMinor: 0 })];
    expect(only({ orders, ledger: [] })).toMatchObject({
      ...{ code: 'hold.without_order', subject: ID, remedy: { kind: 'release', orderId: ID } },
    });
    expect(only({ orders: [], ledger: [] })).toMatchObject({ code: 'hold.without_order', remedy: null });
  });

  test.each(['expired', 'released', 'held'])('of a confirmed order that is %s', (state) => {
    expect(codes({ holds: [aHold({ state })] })).toEqual(['hold.expired']);
  });

  test('a bought order without a hold; not when it is older than what was read, or sent', () => {
    expect(codes({ holds: [] })).toEqual(['hold.expired']);
    expect(codes({ holds: [], since: ago(30) })).toEqual([]);
    expect(codes({ holds: [], orders: [anOrder({ fulfilmentState: 'fulfilled' })] })).toEqual([]);
  });

  test('that have arrived and still count as in the warehouse, unless the parcel’s saga is on its way', () => {
    const orders = [anOrder({ state: 'completed', fulfilmentState: 'fulfilled' })];
    expect(codes({ orders })).toEqual(['hold.not_consumed']);
    expect(codes({ orders, sagas: [aSaga({ name: 'ship-parcel', isStuck: false })] })).toEqual([]);
    expect(codes({ orders, holds: [aHold({ state: 'consumed' })] })).toEqual([]);
    expect(codes({ orders: [anOrder({ fulfilmentState: 'fulfilled' })] })).toEqual([]);
  });

  test('an expired hold that was not released', () => {
    const orders = [anOrder({ state: 'pending', updatedAt: ago(5) })];
    const pending = { orders, ledger: [] };
    expect(codes({ ...pending, holds: [aHold({ state: 'held', expiresAt: ago(2) })] })).toEqual([
      'hold.expired',
    ]);
    expect(codes({ ...pending, holds: [aHold({ state: 'held', expiresAt: ago(-2) })] })).toEqual([]);
  });
});

describe('sagas and events', () => {
  test('a stuck saga is left to staff', () => {
    expect(only({ sagas: [aSaga({ id: 's1', name: 'cancel-order' })] })).toMatchObject({
      ...{ code: 'saga.stuck', subject: 's1', remedy: null },
    });
  });

  test('an order that is pending too long, unless its payer must act', () => {
    const pending = (change: Partial<ComparedOrder>) => ({
      ...{ ledger: [], holds: [] },
      orders: [anOrder({ state: 'pending', paymentState: 'created', ...change })],
    });
    expect(codes(pending({ updatedAt: ago(11) }))).toEqual(['order.pending_too_long']);
    expect(codes(pending({ updatedAt: ago(9) }))).toEqual([]);
    expect(codes(pending({ updatedAt: ago(11), paymentState: 'requires_action' }))).toEqual([]);
  });

  test('an event that is not published', () => {
    expect(codes({ outboxAgeSeconds: 61 })).toEqual(['outbox.old']);
    expect(codes({ outboxAgeSeconds: 59 })).toEqual([]);
  });
});

test('what could not be read is not judged', () => {
  expect(codes({ ledger: undefined, holds: undefined })).toEqual([]);
  expect(judgedCodes({ ledger: undefined, holds: [] })).not.toContain('order.without_money');
  expect(judgedCodes({ ledger: undefined, holds: [] })).toContain('hold.expired');
  expect(judgedCodes({ ledger: [], holds: undefined })).toEqual([
    ...['money.without_order', 'order.without_money', 'amount.differs'],
    ...['order.pending_too_long', 'saga.stuck', 'outbox.old'],
  ]);
});
