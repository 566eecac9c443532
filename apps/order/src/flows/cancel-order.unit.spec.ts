import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { anOrderDesk } from '../testing/order-desk.ts';

let desk: ReturnType<typeof anOrderDesk>;
beforeEach(() => {
  desk = anOrderDesk();
});

const asStaff = { userId: null, isTokenValid: false, isStaff: true };

async function bought(): Promise<string> {
  const { outcome } = await desk.buy();
  if (outcome?.$case !== 'placed') throw new Error('the purchase was refused');
  return outcome.placed.id;
}

const cancel = async (orderId: string, change: object = {}) => {
  const asked = { orderId, asker: asStaff, reason: '', expectedVersion: undefined, ...change };
  const { sale, timeline } = await desk.cancelling.cancel(asked, {});
  return { order: sale.order, timeline };
};

const books = () => [...desk.provider.books.values()];

describe('cancelling a paid order', () => {
  test('gives goods and money back, and says so', async () => {
    const free = desk.stock.free;
    const orderId = await bought();
    const { order, timeline } = await cancel(orderId, { reason: 'changed my mind' });
    expect(order).toMatchObject({ state: 'cancelled', paymentState: 'refunded', reason: 'changed my mind' });
    expect(desk.stock.free).toBe(free);
    expect(books()).toMatchObject([{ captured: books()[0]?.amountMinor, refunded: books()[0]?.amountMinor }]);
    expect(timeline.map(({ type }) => type)).toEqual([
      'order.placed',
      'order.confirmed',
      'payment.captured',
      'order.cancelled',
      'payment.refunded',
    ]);
  });

  test('again changes nothing, even with the version of before', async () => {
    const orderId = await bought();
    const first = await cancel(orderId);
    const again = await cancel(orderId, { expectedVersion: 4 });
    expect(again).toEqual(first);
    expect(desk.sagas.diary.filter((step) => step === 'return money')).toHaveLength(1);
  });

  test('fifty times at once gives the money back once', async () => {
    const orderId = await bought();
    const answers = await Promise.all(Array.from({ length: 50 }, () => cancel(orderId)));
    expect(answers.every(({ order }) => order.state === 'cancelled')).toBe(true);
    expect(desk.sagas.diary.filter((step) => step === 'return money')).toHaveLength(1);
  });

  test('is refused for a version that is no longer so', async () => {
    const orderId = await bought();
    await expect(cancel(orderId, { expectedVersion: 3 })).rejects.toMatchObject({ code: 'version.stale' });
    expect(desk.store.orders.get(orderId)?.state).toBe('confirmed');
  });

  test('is not for strangers', async () => {
    const orderId = await bought();
    const asker = { userId: uuidv7(), isTokenValid: false, isStaff: false };
    await expect(cancel(orderId, { asker })).rejects.toMatchObject({ code: 'order.not_found' });
  });
});

describe('cancelling an order whose money is not taken yet', () => {
  test('voids the promise, and a capture on its way takes nothing', async () => {
    let cancelled: Promise<unknown> = Promise.resolve();
    const capturing = desk.provider.capture.bind(desk.provider);
    desk.provider.capture = async (movement) => {
      cancelled = cancel([...desk.store.orders.keys()][0] ?? '');
      await cancelled;
      return capturing(movement);
    };
    const orderId = await bought();
    await cancelled;
    expect(desk.store.orders.get(orderId)).toMatchObject({ state: 'cancelled', paymentState: 'voided' });
    expect(books()).toMatchObject([{ state: 'voided', captured: 0 }]);
  });

  test('gives the money back when the capture was faster', async () => {
    let cancelled: Promise<unknown> = Promise.resolve();
    const capturing = desk.provider.capture.bind(desk.provider);
    desk.provider.capture = async (movement) => {
      const outcome = await capturing(movement);
      cancelled = cancel([...desk.store.orders.keys()][0] ?? '');
      await cancelled;
      return outcome;
    };
    const orderId = await bought();
    await cancelled;
    expect(desk.store.orders.get(orderId)).toMatchObject({ state: 'cancelled', paymentState: 'refunded' });
    expect(books()).toMatchObject([{ captured: books()[0]?.amountMinor, refunded: books()[0]?.amountMinor }]);
  });
});
