import 'reflect-metadata';
import { Logger } from '@tradepost/observability';
import { serviceDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { DomainError } from '@tradepost/decision';
import { waitFor } from '@tradepost/testing/waiting';
import { OrderDatabase } from './io/order-database.ts';
import { aPurchase, placedIn } from './testing/builders.ts';
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
  running.resume();
});

afterAll(async () => {
  await running?.close();
  await services?.close();
  await Promise.all([own?.close(), redis?.close()]);
});

const get = async (sagaId: string) => (await running.sagas.getSaga({ sagaId })).saga!;
const list = (status = '', pageToken = '', pageSize = 100) =>
  running.sagas.listSagas({ status, pageSize, pageToken });

test('a purchase can be followed step by step, and shows nothing of its request', async () => {
  const { id } = placedIn(await running.order.placeOrder(aPurchase()));
  await waitFor(async () => expect(await get(id)).toMatchObject({ status: 'done', step: '' }));
  const saga = await get(id);
  expect(saga).toMatchObject({
    name: 'place-order',
    orderId: id,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(saga.log.map(({ step, what }) => `${step} ${what}`)).toEqual([
    'freeze and price done',
    'hold stock done',
    'authorise payment done',
    'confirm done',
    'capture done',
  ]);
  const waiting = await running.order.placeOrder(aPurchase({ paymentToken: 'tok_requires_action' }));
  const orderId = waiting.outcome?.$case === 'unsettled' ? waiting.outcome.unsettled.id : '';
  const asleep = await get(orderId);
  expect(asleep).toMatchObject({ status: 'running', step: 'authorise payment', nextRunAt: expect.any(Date) });
  expect(JSON.stringify([asleep, (await list()).items])).not.toMatch(/tok_|cart-token|ada@example/);
});

test('the sagas of an order are listed together, oldest first, without those of others', async () => {
  const { id: orderId } = placedIn(await running.order.placeOrder(aPurchase()));
  await running.order.placeOrder(aPurchase());
  const access = { userId: '', token: '', staff: true };
  await running.order.cancelOrder({
    ...{ orderId, access, reason: '', expectedVersion: undefined, idempotencyKey: '' },
  });
  const done = async () => (await running.sagas.listSagasOfOrder({ orderId })).items;
  await waitFor(async () => expect((await done()).map(({ status }) => status)).toEqual(['done', 'done']));
  const [placing, cancelling] = await done();
  expect(placing).toEqual(await get(orderId));
  expect(cancelling).toMatchObject({ name: 'cancel-order', orderId });
  expect(cancelling?.log.length).toBeGreaterThan(0);
  for (const id of [uuidv7(), 'nonsense', '\0'])
    expect(await running.sagas.listSagasOfOrder({ orderId: id })).toEqual({ items: [] });
  const capitals = await running.sagas.listSagasOfOrder({ orderId: orderId.toUpperCase() });
  expect(capitals.items).toEqual([placing, cancelling]);
});

test('a stuck saga is listed, and goes on when it is retried', async () => {
  services.provider.refusesCapture = true;
  const { id } = placedIn(await running.order.placeOrder(aPurchase()));
  await waitFor(async () => expect((await list('stuck')).items.map((one) => one.id)).toContain(id));
  expect(await get(id)).toMatchObject({ step: 'capture', errorCode: 'payment.capture_refused' });
  services.provider.refusesCapture = false;
  const answers = await Promise.allSettled(
    Array.from({ length: 50 }, () =>
      running.sagas.retrySaga({ sagaId: id, idempotencyKey: '', actorId: '' }),
    ),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await waitFor(async () => expect(await get(id)).toMatchObject({ status: 'done' }), { timeout: 10_000 });
  const access = { userId: '', token: '', staff: true };
  expect((await running.order.getOrder({ orderId: id, access })).order).toMatchObject({
    state: 'ORDER_STATE_CONFIRMED',
    paymentState: 'PAYMENT_STATE_CAPTURED',
  });
});

test('under one key a stuck saga is retried once, with one answer', async () => {
  services.provider.refusesCapture = true;
  const { id } = placedIn(await running.order.placeOrder(aPurchase()));
  const other = placedIn(await running.order.placeOrder(aPurchase()));
  const isStuck = (saga: string) =>
    waitFor(async () => expect(await get(saga)).toMatchObject({ status: 'stuck' }));
  await isStuck(id);
  await isStuck(other.id);
  const request = { sagaId: id, idempotencyKey: 'once', actorId: uuidv7() };
  const answers = await Promise.all(Array.from({ length: 50 }, () => running.sagas.retrySaga(request)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ saga: { id, status: 'running' } });
  await expect(running.sagas.retrySaga({ ...request, sagaId: other.id })).rejects.toMatchObject({
    code: 'idempotency.mismatch',
  });
  services.provider.refusesCapture = false;
});

describe('a refused purchase whose undo is stuck', () => {
  const access = { userId: '', token: '', staff: true };
  const patient = { timeout: 10_000 };

  /** Declined, with a cart that can't be made active again. */
  async function stuckUndo() {
    const unfreeze = services.carts.unfreeze.bind(services.carts);
    services.carts.unfreeze = () =>
      Promise.reject(new DomainError('conflict', 'cart.broken', 'The cart can not be unfrozen.'));
    const request = aPurchase({ paymentToken: 'tok_declined' });
    const before = new Set((await list('stuck')).items.map(({ id }) => id));
    const placing = running.order.placeOrder(request, { timeoutMs: 5_000 });
    const stuck = await waitFor(async () => {
      const found = (await list('stuck')).items.find(({ id }) => !before.has(id));
      expect(found).toBeDefined();
      return found!;
    }, patient);
    expect((await placing).outcome?.$case).toBe('unsettled');
    services.carts.unfreeze = unfreeze;
    return { orderId: stuck.id, request };
  }
  const read = async (orderId: string) => (await running.order.getOrder({ orderId, access })).order!;
  const retry = (sagaId: string) => running.sagas.retrySaga({ sagaId, idempotencyKey: '', actorId: '' });

  test('is in review, and is refused when it is retried', async () => {
    const { orderId, request } = await stuckUndo();
    expect(await read(orderId)).toMatchObject({ state: 'ORDER_STATE_REVIEW' });
    await retry(orderId);
    await waitFor(async () => expect(await get(orderId)).toMatchObject({ status: 'undone' }), patient);
    expect(await read(orderId)).toMatchObject({
      ...{ state: 'ORDER_STATE_REJECTED', paymentState: 'PAYMENT_STATE_FAILED' },
      reason: 'payment.declined',
    });
    expect(await running.order.placeOrder(request)).toMatchObject({
      outcome: { $case: 'refused', refused: { code: 'payment.declined' } },
      replayed: true,
    });
  });

  test('that staff cancelled is tried again with it, stays cancelled, its key is answered, its cart can be bought', async () => {
    const { orderId, request } = await stuckUndo();
    const cancellation = { orderId, access, reason: '', expectedVersion: undefined, idempotencyKey: '' };
    await running.order.cancelOrder(cancellation);
    await waitFor(async () => expect(await get(orderId)).toMatchObject({ status: 'undone' }), patient);
    expect(await read(orderId)).toMatchObject({ state: 'ORDER_STATE_CANCELLED' });
    expect(await running.order.placeOrder(request)).toMatchObject({
      outcome: { $case: 'refused', refused: { code: 'payment.declined' } },
      replayed: true,
    });
    const again = { ...request, idempotencyKey: uuidv7(), paymentToken: 'tok_ok' };
    expect(placedIn(await running.order.placeOrder(again)).cartId).toBe(request.cartId);
  });
});

test('pages go from the newest to the oldest', async () => {
  const first = await list('', '', 1);
  const second = await list('', first.nextPageToken, 1);
  expect(first.items[0]!.id > second.items[0]!.id).toBe(true);
});

test('an unknown saga or status is refused', async () => {
  await expect(get(uuidv7())).rejects.toMatchObject({ code: 'saga.not_found' });
  await expect(get('nonsense')).rejects.toMatchObject({ code: 'saga.not_found' });
  await expect(list('happy')).rejects.toMatchObject({ code: 'request.invalid' });
});
