import 'reflect-metadata';
import { ParcelState, ReturnState, type Order, type OrderAccess } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { Logger } from '@tradepost/observability';
import { serviceDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { OrderDatabase } from './io/order-database.ts';
import { aPurchase, gbp, placedIn } from './testing/builders.ts';
import { runOrder, type RunningOrder } from './testing/running-order.ts';
import { fakeServers, type FakeServers } from './testing/fake-servers.ts';

jest.setTimeout(30_000);

let own: TestDatabase<OrderDatabase>;
let redis: TestRedis;
let services: FakeServers;
let running: RunningOrder;

beforeAll(async () => {
  [own, redis] = await Promise.all([
    serviceDatabase(OrderDatabase, new URL('../prisma/migrations', import.meta.url)),
    testRedis(),
  ]);
  services = await fakeServers(new Logger({ service: 'spec', level: 'silent' }));
  running = await runOrder({ databaseUrl: own.url, redisUrl: redis.url, services });
});

afterAll(async () => {
  await running?.close();
  await services?.close();
  await Promise.all([own?.close(), redis?.close()]);
});

const access: OrderAccess = { userId: '', token: '', staff: true };
const read = async (orderId: string) => (await running.order.getOrder({ orderId, access })).order!;
const at50 = <T>(call: (i: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: 50 }, (_, i) => call(i)));
const won = (answers: PromiseSettledResult<unknown>[]) =>
  answers.filter(({ status }) => status === 'fulfilled').length;
const codes = (answers: PromiseSettledResult<unknown>[]) =>
  new Set(
    answers.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : [])),
  );

/** Two mugs, 1 400 with shipping, paid. */
async function paid(): Promise<Order> {
  const { id } = placedIn(await running.order.placeOrder(aPurchase()));
  await waitFor(async () => expect(await read(id)).toMatchObject({ paymentState: 'PAYMENT_STATE_CAPTURED' }));
  return read(id);
}

const pack = (order: Order, quantity: number, idempotencyKey: string = uuidv7()) =>
  running.afterSale.createFulfilment({
    orderId: order.id,
    lines: [{ lineId: order.lines[0]!.id, quantity }],
    tracking: '',
    idempotencyKey,
  });
const moveParcel = (order: Order, fulfilmentId: string, to: ParcelState) =>
  running.afterSale.moveFulfilment({ orderId: order.id, fulfilmentId, to, tracking: '', idempotencyKey: '' });

async function sent(order: Order, quantity = 2): Promise<Order> {
  const { order: now } = await pack(order, quantity);
  const id = now!.fulfilments.at(-1)!.id;
  for (const to of [ParcelState.PACKED, ParcelState.SHIPPED]) await moveParcel(order, id, to);
  return read(order.id);
}

const sendBack = (order: Order, quantity: number, idempotencyKey: string = uuidv7()) =>
  running.afterSale.requestReturn({
    orderId: order.id,
    access,
    lines: [{ lineId: order.lines[0]!.id, quantity }],
    reason: 'too blue',
    idempotencyKey,
  });
const ask = (order: Order, amountMinor: number, idempotencyKey: string = uuidv7()) =>
  running.afterSale.requestRefund({
    orderId: order.id,
    amount: gbp(amountMinor),
    reason: 'a scratch',
    idempotencyKey,
  });
const approve = (order: Order, refundId: string) =>
  running.afterSale.decideRefund({ orderId: order.id, refundId, approve: true, idempotencyKey: '' });
const authorisationOf = (order: Order) => services.provider.ledger.get(`${order.id}/authorize`)!;

describe('parcels', () => {
  test('take no more than was ordered, by fifty at once', async () => {
    const order = await paid();
    const answers = await at50(() => pack(order, 1));
    expect(won(answers)).toBe(2);
    expect(codes(answers)).toEqual(new Set(['fulfilment.exceeds_ordered']));
  });

  test('are created once for a key, by fifty at once; another body is refused', async () => {
    const order = await paid();
    const key = uuidv7();
    expect(won(await at50(() => pack(order, 1, key)))).toBe(50);
    expect((await read(order.id)).fulfilments).toHaveLength(1);
    await expect(pack(order, 2, key)).rejects.toMatchObject({ code: 'idempotency.mismatch' });
  });

  test('move the order on until all is delivered', async () => {
    const order = await paid();
    const half = await sent(order, 1);
    expect(half).toMatchObject({ fulfilmentState: 'FULFILMENT_STATE_PARTIAL' });
    const whole = await sent(order, 1);
    const parcels = whole.fulfilments.map(({ id }) => services.stock.consumed.get(id));
    expect(parcels).toEqual([1, 1]);
    expect(whole).toMatchObject({
      state: 'ORDER_STATE_CONFIRMED',
      fulfilmentState: 'FULFILMENT_STATE_FULFILLED',
    });
    for (const { id } of whole.fulfilments) await moveParcel(order, id, ParcelState.DELIVERED);
    expect(await read(order.id)).toMatchObject({ state: 'ORDER_STATE_COMPLETED' });
  });

  test('once packed keep the order from being cancelled; of both at once, one wins', async () => {
    const order = await paid();
    const { order: planned } = await pack(order, 1);
    const parcel = planned!.fulfilments[0]!.id;
    const cancel = () =>
      running.order.cancelOrder({
        orderId: order.id,
        access,
        reason: '',
        expectedVersion: undefined,
        idempotencyKey: '',
      });
    const answers = await at50((i) => (i % 2 ? cancel() : moveParcel(order, parcel, ParcelState.PACKED)));
    expect(won(answers)).toBe(25);
    const after = await read(order.id);
    const isCancelled = after.state === 'ORDER_STATE_CANCELLED';
    expect(after.fulfilments[0]?.state).toBe(isCancelled ? ParcelState.CANCELLED : ParcelState.PACKED);
    expect(codes(answers)).toEqual(
      new Set(isCancelled ? ['parcel.illegal_transition'] : ['order.not_cancellable']),
    );
  });
});

describe('returns', () => {
  test('of items that were not shipped are refused', async () => {
    const order = await paid();
    await expect(sendBack(order, 1)).rejects.toMatchObject({ code: 'return.exceeds_shipped' });
    const stranger = { ...order, lines: [{ ...order.lines[0]!, id: uuidv7() }] };
    await expect(sendBack(stranger, 1)).rejects.toMatchObject({ code: 'line.not_found' });
  });

  test('take no more than was shipped, by fifty at once', async () => {
    const order = await sent(await paid());
    expect(won(await at50(() => sendBack(order, 1)))).toBe(2);
  });

  test('that are received are restocked once, by fifty at once', async () => {
    const order = await sent(await paid());
    const { order: asked } = await sendBack(order, 2);
    const returnId = asked!.returns[0]!.id;
    const move = (to: ReturnState) =>
      running.afterSale.moveReturn({ orderId: order.id, returnId, to, idempotencyKey: '' });
    await expect(move(ReturnState.RECEIVED)).rejects.toMatchObject({ code: 'return.illegal_transition' });
    await move(ReturnState.APPROVED);
    const free = services.stock.free;
    expect(won(await at50(() => move(ReturnState.RECEIVED)))).toBe(50);
    await waitFor(() => expect(services.stock.free).toBe(free + 2));
    expect((await move(ReturnState.CLOSED)).order?.returns).toMatchObject([{ state: ReturnState.CLOSED }]);
  });

  test('of someone else’s order do not exist', async () => {
    const order = await sent(await paid());
    const request = { orderId: order.id, access: { userId: uuidv7(), token: '', staff: false } };
    const lines = [{ lineId: order.lines[0]!.id, quantity: 1 }];
    await expect(
      running.afterSale.requestReturn({ ...request, lines, reason: 'mine', idempotencyKey: '' }),
    ).rejects.toMatchObject({ code: 'order.not_found' });
  });
});

describe('refunds', () => {
  test('are requested within what was captured, by fifty at once', async () => {
    const order = await paid();
    const answers = await at50(() => ask(order, 400));
    expect(won(answers)).toBe(3);
    expect(codes(answers)).toEqual(new Set(['refund.exceeds_captured']));
    expect(authorisationOf(order)).toMatchObject({ captured: 1400, refunded: 0 });
  });

  test('move the money once, approved by fifty at once', async () => {
    const order = await paid();
    const { order: asked } = await ask(order, 400);
    const refundId = asked!.refunds[0]!.id;
    expect(won(await at50(() => approve(order, refundId)))).toBe(50);
    await waitFor(async () =>
      expect(await read(order.id)).toMatchObject({
        paymentState: 'PAYMENT_STATE_PARTIALLY_REFUNDED',
        refunded: gbp(400),
        refunds: [{ state: 'REFUND_STATE_DONE' }],
      }),
    );
    expect(authorisationOf(order)).toMatchObject({ refunded: 400 });
    const rest = (await ask(order, 1000)).order!.refunds[1]!.id;
    await approve(order, rest);
    expect(await read(order.id)).toMatchObject({ paymentState: 'PAYMENT_STATE_REFUNDED' });
    await expect(ask(order, 1)).rejects.toMatchObject({ code: 'refund.exceeds_captured' });
  });

  test('whose answer was lost are repeated, not guessed', async () => {
    const order = await paid();
    const refundId = (await ask(order, 400)).order!.refunds[0]!.id;
    let lost = 0;
    services.after = (call) => (call === 'refund' && lost++ < 2 ? 'lose' : undefined);
    await approve(order, refundId);
    services.after = () => {};
    await waitFor(async () =>
      expect(await read(order.id)).toMatchObject({ refunds: [{ state: 'REFUND_STATE_DONE' }] }),
    );
    expect(lost).toBeGreaterThan(2);
    expect(authorisationOf(order)).toMatchObject({ refunded: 400 });
  });

  test('that the provider refuses release their amount', async () => {
    const order = await paid();
    const refundId = (await ask(order, 1400)).order!.refunds[0]!.id;
    authorisationOf(order).captured = 0;
    await approve(order, refundId);
    expect(await read(order.id)).toMatchObject({
      paymentState: 'PAYMENT_STATE_CAPTURED',
      refunds: [{ state: 'REFUND_STATE_FAILED' }],
    });
    authorisationOf(order).captured = 1400;
    await approve(order, (await ask(order, 1400)).order!.refunds[1]!.id);
    expect(await read(order.id)).toMatchObject({ paymentState: 'PAYMENT_STATE_REFUNDED' });
  });

  test('of a part leave the rest to a cancellation', async () => {
    const order = await paid();
    await approve(order, (await ask(order, 400)).order!.refunds[0]!.id);
    const request = { orderId: order.id, access, reason: '', expectedVersion: undefined, idempotencyKey: '' };
    const { order: cancelled } = await running.order.cancelOrder(request);
    expect(cancelled).toMatchObject({
      state: 'ORDER_STATE_CANCELLED',
      paymentState: 'PAYMENT_STATE_REFUNDED',
    });
    expect(authorisationOf(order)).toMatchObject({ captured: 1400, refunded: 1400 });
  });
});

const cancel = (order: Order) =>
  running.order.cancelOrder({
    ...{ orderId: order.id, access, reason: '', expectedVersion: undefined, idempotencyKey: '' },
  });
const cancelItems = (order: Order, quantity?: number, idempotencyKey = '') => {
  const lines = quantity ? [{ lineId: order.lines[0]!.id, quantity }] : [];
  const about = { orderId: order.id, reason: '', refundShipping: false, idempotencyKey };
  return running.afterSale.cancelItems({ ...about, lines });
};
const noOpenSagas = (order: Order) =>
  waitFor(
    async () =>
      expect(
        await own.db.query(sql`SELECT name, status FROM sagas
          WHERE state ->> 'orderId' = ${order.id} AND status NOT IN ('done', 'undone')`),
      ).toEqual([]),
    { timeout: 10_000, interval: 50 },
  );

describe('cancelled items', () => {
  test('of a partly shipped order: their stock and money are back, and the order completes', async () => {
    const free = services.stock.free;
    const order = await sent(await paid(), 1);
    const { order: rest } = await cancelItems(order);
    expect(rest).toMatchObject({
      fulfilmentState: 'FULFILMENT_STATE_FULFILLED',
      cancellations: [{ lines: [{ quantity: 1 }], refundsShipping: false }],
      refunds: [{ amount: gbp(500) }],
    });
    await noOpenSagas(order);
    expect(services.stock.free).toBe(free - 1);
    expect(authorisationOf(order)).toMatchObject({ captured: 1400, refunded: 500 });
    await moveParcel(order, order.fulfilments[0]!.id, ParcelState.DELIVERED);
    expect(await read(order.id)).toMatchObject({
      ...{ state: 'ORDER_STATE_COMPLETED', paymentState: 'PAYMENT_STATE_PARTIALLY_REFUNDED' },
      refunds: [{ state: 'REFUND_STATE_DONE' }],
    });
  });

  test('by fifty at once, of a whole rest or a piece, are given back once', async () => {
    const order = await sent(await paid(), 1);
    const free = services.stock.free;
    const answers = await at50((i) => (i % 3 ? cancelItems(order) : cancel(order)));
    expect(won(answers)).toBe(50);
    await noOpenSagas(order);
    expect(services.stock.free).toBe(free + 1);
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
    const free = services.stock.free;
    const answers = await at50((i) =>
      i % 2 ? cancelItems(order) : moveParcel(order, parcel, ParcelState.PACKED),
    );
    expect(won(answers)).toBe(25);
    await noOpenSagas(order);
    const after = await read(order.id);
    const isCancelled = after.cancellations.length > 0;
    expect(after.fulfilments[1]?.state).toBe(isCancelled ? ParcelState.CANCELLED : ParcelState.PACKED);
    expect(services.stock.free).toBe(free + (isCancelled ? 1 : 0));
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
