import 'reflect-metadata';
import { ParcelState, ReturnState, type Order } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { aPurchase, gbp, placedIn } from './testing/builders.ts';
import { CrashFixture } from './testing/crash-fixture.ts';
import type { RunningOrder } from './testing/running-order.ts';

jest.setTimeout(30_000);

const fixture = new CrashFixture();

const access = { userId: '', token: '', staff: true };
const read = async ({ id }: Order) => (await fixture.survivor.order.getOrder({ orderId: id, access })).order!;
const idempotencyKey = '';
const SENT = { orderId: '', tracking: '', idempotencyKey };

/** Two mugs, 1 400 with shipping, paid. */
async function paid(): Promise<Order> {
  const order = placedIn(await fixture.survivor.order.placeOrder(aPurchase()));
  await waitFor(async () =>
    expect(await read(order)).toMatchObject({ paymentState: 'PAYMENT_STATE_CAPTURED' }),
  );
  return read(order);
}

const linesOf = (order: Order) => order.lines.map(({ id, quantity }) => ({ lineId: id, quantity }));

async function packed(): Promise<Order> {
  const order = await paid();
  const about = { ...SENT, orderId: order.id };
  const made = await fixture.survivor.afterSale.createFulfilment({ ...about, lines: linesOf(order) });
  const fulfilmentId = made.order!.fulfilments[0]!.id;
  await fixture.survivor.afterSale.moveFulfilment({ ...about, fulfilmentId, to: ParcelState.PACKED });
  return read(order);
}

const ship = (by: RunningOrder, order: Order) =>
  by.afterSale.moveFulfilment({
    ...SENT,
    orderId: order.id,
    fulfilmentId: order.fulfilments[0]!.id,
    to: ParcelState.SHIPPED,
  });

async function sentBack(): Promise<Order> {
  const order = await packed();
  await ship(fixture.survivor, order);
  const asked = await fixture.survivor.afterSale.requestReturn({
    ...{ orderId: order.id, access, lines: linesOf(order), reason: 'too blue', idempotencyKey },
  });
  const returnId = asked.order!.returns[0]!.id;
  const about = { orderId: order.id, returnId, idempotencyKey };
  await fixture.survivor.afterSale.moveReturn({ ...about, to: ReturnState.APPROVED });
  return read(order);
}

const receive = (by: RunningOrder, order: Order) =>
  by.afterSale.moveReturn({
    orderId: order.id,
    returnId: order.returns[0]!.id,
    to: ReturnState.RECEIVED,
    idempotencyKey,
  });

async function refundAsked(): Promise<Order> {
  const order = await paid();
  const about = { orderId: order.id, reason: 'a scratch', idempotencyKey };
  await fixture.survivor.afterSale.requestRefund({ ...about, amount: gbp(400) });
  return read(order);
}

const approve = (by: RunningOrder, order: Order) =>
  by.afterSale.decideRefund({
    orderId: order.id,
    refundId: order.refunds[0]!.id,
    approve: true,
    idempotencyKey,
  });

/** Sends the request to an instance that dies of it. */
async function dying(send: (by: RunningOrder) => Promise<unknown>, death: number | string): Promise<void> {
  const instance = await fixture.doomed(death);
  // It is never answered.
  send(instance).catch(() => {});
  await waitFor(async () => expect(instance.isDead()).toBe(true), { timeout: 15_000 });
}

const sagasOf = (order: Order, name: string) =>
  fixture.db.query<{ status: string }>(
    sql`SELECT status FROM sagas WHERE name = ${name} AND state ->> 'orderId' = ${order.id}`,
  );
const untilDone = (order: Order, name: string) =>
  waitFor(async () => expect(await sagasOf(order, name)).toEqual([{ status: 'done' }]), {
    timeout: 20_000,
    interval: 50,
  });
const eventsOf = async ({ id }: Order, type: string) =>
  fixture.db.query(sql`SELECT FROM outbox WHERE aggregate_id = ${id} AND type = ${`shop.order.v1.${type}`}`);

describe('an instance killed while it refunds', () => {
  test.each<[death: number | string, name: string]>([
    [1, 'approved'],
    [2, 'begun'],
    [3, 'refunded'],
    ['refund', 'refunded, but not answered'],
  ])('at %s (%s): the money is refunded, once', async (death) => {
    const order = await refundAsked();
    await dying((by) => approve(by, order), death);
    await untilDone(order, 'refund-money');
    expect(await read(order)).toMatchObject({
      paymentState: 'PAYMENT_STATE_PARTIALLY_REFUNDED',
      refunded: gbp(400),
      refunds: [{ state: 'REFUND_STATE_DONE' }],
    });
    expect(fixture.services.provider.ledger.get(`${order.id}/authorize`)).toMatchObject({ refunded: 400 });
    expect(await eventsOf(order, 'OrderRefunded')).toHaveLength(1);
  });
});

describe('an instance killed while it receives a return', () => {
  test.each<[death: number | string, name: string]>([
    [1, 'received'],
    [2, 'begun'],
    [3, 'restocked'],
    ['returnStock', 'restocked, but not answered'],
  ])('at %s (%s): its items are restocked, once', async (death) => {
    const order = await sentBack();
    const free = fixture.services.stock.free;
    await dying((by) => receive(by, order), death);
    await untilDone(order, 'restock-return');
    expect(await read(order)).toMatchObject({ returns: [{ state: ReturnState.RECEIVED }] });
    expect(fixture.services.stock.free).toBe(free + 2);
  });
});

describe('an instance killed while it ships a parcel', () => {
  test.each<[death: number | string, name: string]>([
    [1, 'shipped'],
    [2, 'begun'],
    [3, 'consumed'],
    ['consumeStock', 'consumed, but not answered'],
  ])('at %s (%s): its stock is consumed', async (death) => {
    const order = await packed();
    await dying((by) => ship(by, order), death);
    await untilDone(order, 'ship-parcel');
    expect(await read(order)).toMatchObject({ fulfilments: [{ state: ParcelState.SHIPPED }] });
    expect(fixture.services.stock.consumed.get(order.fulfilments[0]!.id)).toBe(2);
  });
});

describe('an instance killed while it cancels what is left of a shipped order', () => {
  const cancelRest = (by: RunningOrder, order: Order) =>
    by.afterSale.cancelItems({
      ...{ orderId: order.id, lines: [], reason: '', refundShipping: false, idempotencyKey },
    });

  async function halfSent(): Promise<Order> {
    const order = await paid();
    const lines = linesOf(order).map((line) => ({ ...line, quantity: 1 }));
    const about = { ...SENT, orderId: order.id };
    const made = await fixture.survivor.afterSale.createFulfilment({ ...about, lines });
    const fulfilmentId = made.order!.fulfilments[0]!.id;
    for (const to of [ParcelState.PACKED, ParcelState.SHIPPED])
      await fixture.survivor.afterSale.moveFulfilment({ ...about, fulfilmentId, to });
    return read(order);
  }

  test.each<[death: number | string, name: string]>([
    [1, 'cancelled'],
    [2, 'begun'],
    [3, 'released'],
    ['releaseItems', 'released, but not answered'],
    ['refund', 'refunded, but not answered'],
  ])('at %s (%s): its stock and money are back, once', async (death) => {
    const order = await halfSent();
    const free = fixture.services.stock.free;
    await dying((by) => cancelRest(by, order), death);
    await untilDone(order, 'cancel-items');
    expect(await read(order)).toMatchObject({
      refunded: gbp(500),
      refunds: [{ state: 'REFUND_STATE_DONE' }],
      cancellations: [{ lines: [{ quantity: 1 }] }],
    });
    expect(fixture.services.stock.free).toBe(free + 1);
    expect(fixture.services.provider.ledger.get(`${order.id}/authorize`)).toMatchObject({ refunded: 500 });
    expect(await eventsOf(order, 'OrderItemsCancelled')).toHaveLength(1);
  });
});
