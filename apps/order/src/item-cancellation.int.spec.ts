import 'reflect-metadata';
import { ParcelState, type Order } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { access, AfterSaleFixture, at50, codes, won } from './testing/after-sale-fixture.ts';
import { gbp } from './testing/builders.ts';

jest.setTimeout(30_000);

const fixture = new AfterSaleFixture();
const { read, paid, pack, moveParcel, sent, ask, approve, authorisationOf } = fixture;

const cancel = (order: Order) =>
  fixture.running.order.cancelOrder({
    ...{ orderId: order.id, access, reason: '', expectedVersion: undefined, idempotencyKey: '' },
  });
const cancelItems = (order: Order, quantity?: number, idempotencyKey = '') => {
  const lines = quantity ? [{ lineId: order.lines[0]!.id, quantity }] : [];
  const about = { orderId: order.id, reason: '', refundShipping: false, idempotencyKey };
  return fixture.running.afterSale.cancelItems({ ...about, lines });
};
const noOpenSagas = (order: Order) =>
  waitFor(
    async () =>
      expect(
        await fixture.own.db.query(sql`SELECT name, status FROM sagas
          WHERE state ->> 'orderId' = ${order.id} AND status NOT IN ('done', 'undone')`),
      ).toEqual([]),
    { timeout: 10_000, interval: 50 },
  );

describe('cancelled items', () => {
  test('of a partly shipped order: their stock and money are back, and the order completes', async () => {
    const free = fixture.services.stock.free;
    const order = await sent(await paid(), 1);
    const { order: rest } = await cancelItems(order);
    expect(rest).toMatchObject({
      fulfilmentState: 'FULFILMENT_STATE_FULFILLED',
      cancellations: [{ lines: [{ quantity: 1 }], refundsShipping: false }],
      refunds: [{ amount: gbp(500) }],
    });
    await noOpenSagas(order);
    expect(fixture.services.stock.free).toBe(free - 1);
    expect(authorisationOf(order)).toMatchObject({ captured: 1400, refunded: 500 });
    await moveParcel(order, order.fulfilments[0]!.id, ParcelState.DELIVERED);
    expect(await read(order.id)).toMatchObject({
      ...{ state: 'ORDER_STATE_COMPLETED', paymentState: 'PAYMENT_STATE_PARTIALLY_REFUNDED' },
      refunds: [{ state: 'REFUND_STATE_DONE' }],
    });
  });

  test('by fifty at once, of a whole rest or a piece, are given back once', async () => {
    const order = await sent(await paid(), 1);
    const free = fixture.services.stock.free;
    const answers = await at50((i) => (i % 3 ? cancelItems(order) : cancel(order)));
    expect(won(answers)).toBe(50);
    await noOpenSagas(order);
    expect(fixture.services.stock.free).toBe(free + 1);
    expect(authorisationOf(order)).toMatchObject({ refunded: 500 });
    expect((await read(order.id)).cancellations).toHaveLength(1);
  });

  test('under one key are cancelled once, by fifty at once; another body is refused', async () => {
    const order = await paid();
    const key = uuidv7();
    expect(won(await at50(() => cancelItems(order, 1, key)))).toBe(50);
    await noOpenSagas(order);
    expect(authorisationOf(order)).toMatchObject({ refunded: 500 });
    await expect(cancelItems(order, 2, key)).rejects.toMatchObject({ code: 'idempotency.mismatch' });
  });

  test('are not packed, and what is packed is not cancelled; of both at once, one wins', async () => {
    const order = await sent(await paid(), 1);
    const parcel = (await pack(order, 1)).order!.fulfilments.at(-1)!.id;
    const free = fixture.services.stock.free;
    const answers = await at50((i) =>
      i % 2 ? cancelItems(order) : moveParcel(order, parcel, ParcelState.PACKED),
    );
    expect(won(answers)).toBe(25);
    await noOpenSagas(order);
    const after = await read(order.id);
    const isCancelled = after.cancellations.length > 0;
    expect(after.fulfilments[1]?.state).toBe(isCancelled ? ParcelState.CANCELLED : ParcelState.PACKED);
    expect(fixture.services.stock.free).toBe(free + (isCancelled ? 1 : 0));
    expect(authorisationOf(order)).toMatchObject({ refunded: isCancelled ? 500 : 0 });
  });
});

describe('the money of an order', () => {
  test('that is cancelled while refunds of it are approved goes back once', async () => {
    const order = await paid();
    const refunds = [await ask(order, 400), await ask(order, 300)].map(
      (one) => one.order!.refunds.at(-1)!.id,
    );
    const answers = await at50((i) => (i % 2 ? cancel(order) : approve(order, refunds[i % 4 ? 1 : 0]!)));
    expect([...codes(answers)].filter((code) => code !== 'refund.not_possible')).toEqual([]);
    await noOpenSagas(order);
    expect(await read(order.id)).toMatchObject({
      ...{ state: 'ORDER_STATE_CANCELLED', paymentState: 'PAYMENT_STATE_REFUNDED' },
    });
    expect(authorisationOf(order)).toMatchObject({ captured: 1400, refunded: 1400 });
  });

  test('that is refunded in full, and cancelled afterwards, goes back once, and no saga is left', async () => {
    const order = await paid();
    await approve(order, (await ask(order, 1400)).order!.refunds[0]!.id);
    expect(won(await at50(() => cancel(order)))).toBe(50);
    await noOpenSagas(order);
    expect(await read(order.id)).toMatchObject({ state: 'ORDER_STATE_CANCELLED' });
    expect(authorisationOf(order)).toMatchObject({ captured: 1400, refunded: 1400 });
  });

  test('is not given back in full for what leaves at the same time', async () => {
    const order = await paid();
    const parcel = (await pack(order, 2)).order!.fulfilments[0]!.id;
    await moveParcel(order, parcel, ParcelState.PACKED);
    const refund = (await ask(order, 1400)).order!.refunds[0]!.id;
    const answers = await at50((i) =>
      i % 2 ? moveParcel(order, parcel, ParcelState.SHIPPED) : approve(order, refund),
    );
    await noOpenSagas(order);
    // Shipped first, it may still be refunded; refunded first, nothing is shipped.
    const hasLeft = (await read(order.id)).fulfilments[0]?.state === ParcelState.SHIPPED;
    expect([...codes(answers)]).toEqual(hasLeft ? [] : ['fulfilment.refunded']);
    expect(authorisationOf(order)).toMatchObject({ refunded: 1400 });
  });
});
