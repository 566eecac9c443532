import 'reflect-metadata';
import { ParcelState, ReturnState, type Order } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { Logger } from '@tradepost/observability';
import { testDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { aPurchase, gbp, placedIn } from './testing/builders.ts';
import { runOrder, type RunningOrder, type RunOptions } from './testing/running-order.ts';
import { wireNeighbours, type WireNeighbours } from './testing/wire-neighbours.ts';

vi.setConfig({ testTimeout: 30_000 });

let own: TestDatabase;
let redis: TestRedis;
let neighbours: WireNeighbours;
/** Goes on with what the dead leave behind. */
let survivor: RunningOrder;
let doomed: RunningOrder | undefined;

const run = (change: Partial<RunOptions> = {}) =>
  runOrder({
    databaseUrl: own.url,
    redisUrl: redis.url,
    neighbours,
    env: { SAGA_LEASE_MS: '400' },
    ...change,
  });

beforeAll(async () => {
  [own, redis] = await Promise.all([testDatabase(new URL('../migrations', import.meta.url)), testRedis()]);
  neighbours = await wireNeighbours(new Logger({ service: 'spec', level: 'silent' }));
  survivor = await run();
  survivor.resume();
});

afterAll(async () => {
  await survivor?.close();
  await neighbours?.close();
  await Promise.all([own?.close(), redis?.close()]);
});

beforeEach(() => {
  neighbours.after = () => {};
  neighbours.calls.length = 0;
});

afterEach(async () => {
  await doomed?.close();
  doomed = undefined;
});

const access = { userId: '', token: '', staff: true };
const read = async ({ id }: Order) => (await survivor.order.getOrder({ orderId: id, access })).order!;
const idempotencyKey = '';
const SENT = { orderId: '', tracking: '', idempotencyKey };

/** Two mugs, 1 400 with shipping, paid. */
async function paid(): Promise<Order> {
  const order = placedIn(await survivor.order.placeOrder(aPurchase()));
  await vi.waitFor(async () =>
    expect(await read(order)).toMatchObject({ paymentState: 'PAYMENT_STATE_CAPTURED' }),
  );
  return read(order);
}

const linesOf = (order: Order) => order.lines.map(({ id, quantity }) => ({ lineId: id, quantity }));

async function packed(): Promise<Order> {
  const order = await paid();
  const about = { ...SENT, orderId: order.id };
  const made = await survivor.afterSale.createFulfilment({ ...about, lines: linesOf(order) });
  const fulfilmentId = made.order!.fulfilments[0]!.id;
  await survivor.afterSale.moveFulfilment({ ...about, fulfilmentId, to: ParcelState.PACKED });
  return read(order);
}

const ship = (by: RunningOrder, order: Order) =>
  by.afterSale.moveFulfilment(
    { ...SENT, orderId: order.id, fulfilmentId: order.fulfilments[0]!.id, to: ParcelState.SHIPPED },
    { timeoutMs: 300 },
  );

async function sentBack(): Promise<Order> {
  const order = await packed();
  await ship(survivor, order);
  const asked = await survivor.afterSale.requestReturn({
    ...{ orderId: order.id, access, lines: linesOf(order), reason: 'too blue', idempotencyKey },
  });
  const returnId = asked.order!.returns[0]!.id;
  const about = { orderId: order.id, returnId, idempotencyKey };
  await survivor.afterSale.moveReturn({ ...about, to: ReturnState.APPROVED });
  return read(order);
}

const receive = (by: RunningOrder, order: Order) =>
  by.afterSale.moveReturn(
    { orderId: order.id, returnId: order.returns[0]!.id, to: ReturnState.RECEIVED, idempotencyKey },
    { timeoutMs: 300 },
  );

async function refundAsked(): Promise<Order> {
  const order = await paid();
  const about = { orderId: order.id, reason: 'a scratch', idempotencyKey };
  await survivor.afterSale.requestRefund({ ...about, amount: gbp(400) });
  return read(order);
}

const approve = (by: RunningOrder, order: Order) =>
  by.afterSale.decideRefund(
    { orderId: order.id, refundId: order.refunds[0]!.id, approve: true, idempotencyKey },
    { timeoutMs: 300 },
  );

/** The deed is asked of an instance that dies of it: after so many writes, or once a neighbour has had its effect. */
async function dying(deed: (by: RunningOrder) => Promise<unknown>, death: number | string): Promise<void> {
  const instance = await run(typeof death === 'number' ? { diesAfterWrite: death } : {});
  doomed = instance;
  if (typeof death === 'string')
    neighbours.after = (call) => {
      if (call !== death) return;
      neighbours.after = () => {};
      instance.die();
      return new Promise(() => {});
    };
  // Nobody will answer: the caller is as lost as the instance.
  await deed(instance).catch(() => {});
  await expect.poll(() => instance.isDead(), { timeout: 5_000 }).toBe(true);
}

const sagasOf = (order: Order, name: string) =>
  own.db.query<{ status: string }>(
    sql`SELECT status FROM sagas WHERE name = ${name} AND state ->> 'orderId' = ${order.id}`,
  );
const untilDone = (order: Order, name: string) =>
  expect.poll(() => sagasOf(order, name), { timeout: 20_000, interval: 50 }).toEqual([{ status: 'done' }]);
const eventsOf = async ({ id }: Order, type: string) =>
  own.db.query(sql`SELECT FROM outbox WHERE aggregate_id = ${id} AND type = ${`shop.order.v1.${type}`}`);

describe('an instance killed while it gives money back', () => {
  test.each<[death: number | string, name: string]>([
    [1, 'approved'],
    [2, 'begun'],
    [3, 'given back'],
    ['refund', 'given back, but not answered'],
  ])('at %s (%s): the money goes back, once', async (death) => {
    const order = await refundAsked();
    await dying((by) => approve(by, order), death);
    await untilDone(order, 'refund-money');
    expect(await read(order)).toMatchObject({
      paymentState: 'PAYMENT_STATE_PARTIALLY_REFUNDED',
      refunded: gbp(400),
      refunds: [{ state: 'REFUND_STATE_DONE' }],
    });
    expect(neighbours.provider.books.get(`${order.id}/authorize`)).toMatchObject({ refunded: 400 });
    expect(await eventsOf(order, 'OrderRefunded')).toHaveLength(1);
  });
});

describe('an instance killed while it takes goods back', () => {
  test.each<[death: number | string, name: string]>([
    [1, 'received'],
    [2, 'begun'],
    [3, 'put back'],
    ['returnStock', 'put back, but not answered'],
  ])('at %s (%s): they are in stock, once', async (death) => {
    const order = await sentBack();
    const free = neighbours.stock.free;
    await dying((by) => receive(by, order), death);
    await untilDone(order, 'restock-return');
    expect(await read(order)).toMatchObject({ returns: [{ state: ReturnState.RECEIVED }] });
    expect(neighbours.stock.free).toBe(free + 2);
  });
});

describe('an instance killed while a parcel leaves', () => {
  test.each<[death: number | string, name: string]>([
    [1, 'shipped'],
    [2, 'begun'],
    [3, 'consumed'],
    ['consumeStock', 'consumed, but not answered'],
  ])('at %s (%s): the stock hears of it', async (death) => {
    const order = await packed();
    await dying((by) => ship(by, order), death);
    await untilDone(order, 'ship-parcel');
    expect(await read(order)).toMatchObject({ fulfilments: [{ state: ParcelState.SHIPPED }] });
    expect(neighbours.stock.consumed.get(order.fulfilments[0]!.id)).toBe(2);
  });
});
