import { Metrics } from '@tradepost/observability';
import { describe, expect, it } from '@jest/globals';
import {
  type CommitOutcome,
  type ExtendOutcome,
  type HoldOutcome,
  type HoldRequest,
  type ItemRelease,
  type Shipment,
  type StockReturn,
  StockStore,
} from './ports.ts';
import { StockHolds } from './stock-holds.ts';

const NOW = new Date('2026-05-01T12:00:00Z');
const ORDER = '01a1f915-a949-7344-846e-28935f1b6242';
const VARIANT = '01a1f915-a949-7344-846e-28935f1b6243';
const PARCEL = '01a1f915-a949-7344-846e-28935f1b6244';

/** Records what it is asked and answers what the spec sets; it decides nothing. */
class RecordingStore extends StockStore {
  outcome: HoldOutcome | CommitOutcome | ExtendOutcome = { kind: 'held' };
  readonly asked: object[] = [];

  async hold(request: HoldRequest) {
    this.asked.push(request);
    return this.outcome as HoldOutcome;
  }
  async commit(orderId: string) {
    this.asked.push({ orderId });
    return this.outcome as CommitOutcome;
  }
  async extend(orderId: string, expiresAt: Date) {
    this.asked.push({ orderId, expiresAt });
    return this.outcome as ExtendOutcome;
  }
  async consume(shipment: Shipment) {
    this.asked.push(shipment);
  }
  async release(orderId: string, reason: string) {
    this.asked.push({ orderId, reason });
  }
  async releaseItems(release: ItemRelease) {
    this.asked.push(release);
  }
  async takeBack(stockReturn: StockReturn) {
    this.asked.push(stockReturn);
  }
  async expire() {
    return 0;
  }
}

function setUp(outcome?: RecordingStore['outcome']) {
  const store = new RecordingStore();
  if (outcome) store.outcome = outcome;
  let notified = 0;
  const holds = new StockHolds(
    store,
    { now: () => NOW },
    { notify: () => void notified++ },
    new Metrics('spec'),
  );
  return { store, holds, notified: () => notified };
}

const line = (quantity = 1, variantId = VARIANT) => ({ variantId, quantity });
const request = { orderId: ORDER, items: [line()], ttlMs: 60_000, customer: '', sell: false };

describe('holding stock', () => {
  it('asks for one item per variant, whatever case its id is written in, until the time is over', async () => {
    const { store, holds, notified } = setUp();
    const items = [line(2), line(3, VARIANT.toUpperCase())];
    await holds.hold({ ...request, orderId: ORDER.toUpperCase(), items });
    expect(store.asked).toEqual([
      {
        ...{ orderId: ORDER, items: [line(5)], customer: '', sells: false, now: NOW },
        expiresAt: new Date(NOW.getTime() + 60_000),
      },
    ]);
    expect(notified()).toBe(1);
  });

  it('announces no change of availability when nothing of it is counted', async () => {
    const { holds, notified } = setUp({ kind: 'committed', isUncounted: true });
    await expect(holds.hold(request)).resolves.toBe(true);
    expect(notified()).toBe(0);
  });

  it.each<[string, HoldOutcome, string]>([
    [
      'short lines',
      {
        kind: 'short',
        short: [{ code: 'stock.insufficient', variantId: VARIANT, sku: 'A', asked: 2, available: 1 }],
      },
      'stock.insufficient',
    ],
    [
      'an exceeded limit',
      { kind: 'over', over: [{ variantId: VARIANT, sku: 'A', asked: 2, already: 1, limit: 2 }] },
      'stock.customer_limit',
    ],
    ['a hold that has ended', { kind: 'gone', state: 'expired' }, 'stock.hold_gone'],
  ])('refuses %s, and sends no notification', async (_, outcome, code) => {
    const { holds, notified } = setUp(outcome);
    await expect(holds.hold(request)).rejects.toMatchObject({ kind: 'conflict', code });
    expect(notified()).toBe(0);
  });

  it.each([
    ['orderId', { orderId: 'none' }],
    ['items', { items: [] }],
    ['items', { items: Array.from({ length: 1_201 }, () => line()) }],
    ['items[0].variantId', { items: [line(1, 'none')] }],
    ['items[1].quantity', { items: [line(), line(0)] }],
    ['items[0].quantity', { items: [line(1_000_000)] }],
    ['items[0].quantity', { items: [line(1.5)] }],
    ['ttlMs', { ttlMs: 999 }],
    ['ttlMs', { ttlMs: 3_600_001 }],
    ['customer', { customer: 'x'.repeat(101) }],
    ['customer', { customer: 'a\0b' }],
  ])('names a wrong %s, and asks the store nothing', async (field, wrong) => {
    const { store, holds } = setUp();
    await expect(holds.hold({ ...request, ...wrong })).rejects.toMatchObject({
      code: 'request.invalid',
      facts: { errors: [{ code: 'field.invalid', field }] },
    });
    expect(store.asked).toEqual([]);
  });
});

describe('what follows a hold', () => {
  it('commits and extends it, or says that it has ended', async () => {
    const { store, holds } = setUp({ kind: 'committed' });
    await holds.commit(ORDER);
    store.outcome = { kind: 'extended' };
    await holds.extend(ORDER, 5_000);
    expect(store.asked).toEqual([
      { orderId: ORDER },
      { orderId: ORDER, expiresAt: new Date(NOW.getTime() + 5_000) },
    ]);
    store.outcome = { kind: 'gone', state: 'unknown' };
    await expect(holds.commit(ORDER)).rejects.toMatchObject({ code: 'stock.hold_gone' });
    await expect(holds.extend(ORDER, 5_000)).rejects.toMatchObject({ facts: { state: 'unknown' } });
  });

  it('releases it with a reason of at most 500 characters', async () => {
    const { store, holds, notified } = setUp();
    await holds.release(ORDER, 'x'.repeat(600));
    expect(store.asked).toEqual([{ orderId: ORDER, reason: 'x'.repeat(500) }]);
    expect(notified()).toBe(1);
  });

  it('gives back one item per variant of what will not leave', async () => {
    const { store, holds, notified } = setUp();
    const items = [line(1), line(1, VARIANT.toUpperCase())];
    await holds.releaseItems({ releaseId: PARCEL.toUpperCase(), orderId: ORDER, items });
    expect(store.asked).toEqual([{ releaseId: PARCEL, orderId: ORDER, items: [line(2)] }]);
    expect(notified()).toBe(1);
    await expect(holds.releaseItems({ releaseId: '', orderId: ORDER, items })).rejects.toMatchObject({
      facts: { errors: [{ field: 'releaseId' }] },
    });
  });

  it('consumes and takes back one item per variant', async () => {
    const { store, holds, notified } = setUp();
    const items = [line(1), line(1, VARIANT.toUpperCase())];
    await holds.consume({ shipmentId: PARCEL, orderId: ORDER, items });
    await holds.takeBack({ returnId: PARCEL.toUpperCase(), orderId: null, items });
    expect(store.asked).toEqual([
      { shipmentId: PARCEL, orderId: ORDER, items: [line(2)] },
      { returnId: PARCEL, orderId: null, items: [line(2)] },
    ]);
    expect(notified()).toBe(1);
    await expect(holds.consume({ shipmentId: '', orderId: ORDER, items })).rejects.toMatchObject({
      facts: { errors: [{ field: 'shipmentId' }] },
    });
  });
});
