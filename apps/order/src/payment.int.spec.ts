import 'reflect-metadata';
import { createHmac } from 'node:crypto';
import type { OrderAccess } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { Logger } from '@tradepost/observability';
import { serviceDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { OrderDatabase } from './io/order-database.ts';
import { aPurchase } from './testing/builders.ts';
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

beforeEach(() => {
  services.calls.length = 0;
});

const access: OrderAccess = { userId: '', token: '', staff: true };
const read = async (orderId: string) => (await running.order.getOrder({ orderId, access })).order!;
const complete = (orderId: string, idempotencyKey = '') =>
  running.payment.completePayment({ orderId, access, idempotencyKey });

async function challenged(): Promise<string> {
  const { outcome } = await running.order.placeOrder(aPurchase({ paymentToken: 'tok_requires_action' }));
  if (outcome?.$case !== 'unsettled') throw new Error(`the payer was not asked but ${outcome?.$case}`);
  expect(outcome.unsettled).toMatchObject({
    paymentState: 'PAYMENT_STATE_REQUIRES_ACTION',
    challenge: { url: 'http://bank.example/challenge' },
  });
  return outcome.unsettled.id;
}

/** As the sandbox sends it. */
function webhook(
  orderId: string,
  { id = uuidv7(), type = 'authorization.authorized', at = new Date() } = {},
) {
  const body = JSON.stringify({ id, type, authorization: { key: `${orderId}/authorize` } });
  const seconds = Math.floor(at.getTime() / 1_000);
  const mac = createHmac('sha256', 'only-for-development-change-me')
    .update(`${seconds}.${body}`)
    .digest('hex');
  const headers = [{ name: 'sandbox-signature', value: `t=${seconds},v1=${mac}` }];
  return { provider: 'sandbox', headers, body: Buffer.from(body) };
}

const untilSettled = (orderId: string) =>
  waitFor(async () => expect(await read(orderId)).not.toMatchObject({ state: 'ORDER_STATE_PENDING' }));

const send = (request: ReturnType<typeof webhook>) => running.payment.handlePaymentWebhook(request);
const codesOf = (answers: PromiseSettledResult<unknown>[]) =>
  answers.map((one) => (one.status === 'fulfilled' ? 'ok' : (one.reason as { code: string }).code));

describe('a payer who must act', () => {
  test('is waited for in the database, with the stock sold', async () => {
    const orderId = await challenged();
    const saga = await own.db
      .one(sql`SELECT status, lease, deadline_at > now() + interval '14 minutes' AS is_patient
      FROM sagas WHERE id = ${orderId}`);
    expect(saga).toEqual({ status: 'running', lease: null, is_patient: true });
    expect(services.stock.committed.has(orderId)).toBe(true);
    expect(services.stock.extended.size).toBe(0);
  });

  test('of an order whose stock is only held has it held for as long', async () => {
    services.stock.sells = false;
    const orderId = await challenged();
    services.stock.sells = true;
    // The payer's fifteen minutes, and some to commit the stock afterwards.
    const leftMs = (services.stock.extended.get(orderId)?.getTime() ?? 0) - Date.now();
    expect(leftMs).toBeGreaterThan(19 * 60_000);
    expect(leftMs).toBeLessThan(20 * 60_000 + 1);
  });

  test('gets the challenge again when the first answer got lost', async () => {
    const purchase = aPurchase({ paymentToken: 'tok_requires_action' });
    const { outcome: first } = await running.order.placeOrder(purchase);
    const again = await Promise.all(Array.from({ length: 20 }, () => running.order.placeOrder(purchase)));
    if (first?.$case !== 'unsettled') throw new Error('the payer was not asked');
    for (const { outcome } of again)
      expect(outcome).toMatchObject({
        $case: 'unsettled',
        unsettled: { id: first.unsettled.id, challenge: { url: 'http://bank.example/challenge' } },
      });
    expect(first.unsettled.token).not.toBe('');
    const other = { ...purchase, email: 'eve@example.com' };
    await expect(running.order.placeOrder(other)).rejects.toMatchObject({ code: 'idempotency.mismatch' });
  });

  test('buys once, however often the purchase is completed at once', async () => {
    const orderId = await challenged();
    services.provider.act(orderId, 'authorized');
    const answers = await Promise.all(Array.from({ length: 50 }, () => complete(orderId)));
    expect(answers.every(({ order }) => order?.state === 'ORDER_STATE_CONFIRMED')).toBe(true);
    expect(services.calls.filter((call) => call === 'capture')).toHaveLength(1);
    await waitFor(async () =>
      expect(await read(orderId)).toMatchObject({ paymentState: 'PAYMENT_STATE_CAPTURED' }),
    );
    const events = await own.db.query(sql`SELECT type FROM outbox WHERE aggregate_id = ${orderId}`);
    expect(events).toHaveLength(2);
  });

  test('who is not the customer gets no answer', async () => {
    const orderId = await challenged();
    const stranger = { userId: uuidv7(), token: 'guess', staff: false };
    await expect(
      running.payment.completePayment({ orderId, access: stranger, idempotencyKey: '' }),
    ).rejects.toMatchObject({
      code: 'order.not_found',
    });
  });

  test('gets one answer for one key, whatever happened to the order since', async () => {
    const user: OrderAccess = { userId: uuidv7(), token: '', staff: false };
    const mine = async () => {
      const { outcome } = await running.order.placeOrder(
        aPurchase({ paymentToken: 'tok_requires_action', userId: user.userId }),
      );
      return outcome?.$case === 'unsettled' ? outcome.unsettled.id : '';
    };
    const [orderId, other] = [await mine(), await mine()];
    const idempotencyKey = uuidv7();
    const ask = (id: string, who = user) =>
      running.payment.completePayment({ orderId: id, access: who, idempotencyKey });
    await expect(ask(orderId)).rejects.toMatchObject({ code: 'payment.action_pending' });
    services.provider.act(orderId, 'authorized');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(orderId)));
    expect(answers[0]).toMatchObject({ settled: true, order: { state: 'ORDER_STATE_CONFIRMED' } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    await waitFor(async () =>
      expect(await read(orderId)).toMatchObject({ paymentState: 'PAYMENT_STATE_CAPTURED' }),
    );
    await running.order.cancelOrder({
      ...{ orderId, access: user, reason: '', idempotencyKey: '', expectedVersion: undefined },
    });
    expect(await ask(orderId)).toEqual(answers[0]);
    await expect(ask(other)).rejects.toMatchObject({ code: 'idempotency.mismatch' });
    await expect(ask(orderId, { ...user, userId: uuidv7() })).rejects.toMatchObject({
      code: 'order.not_found',
    });
  });

  test('who comes too late finds the order expired', async () => {
    const hasty = await runOrder({
      databaseUrl: own.url,
      redisUrl: redis.url,
      services,
      env: { PAYMENT_CHALLENGE_MS: '1000', SAGA_LEASE_MS: '400' },
    });
    hasty.resume();
    try {
      const { outcome } = await hasty.order.placeOrder(aPurchase({ paymentToken: 'tok_requires_action' }));
      const orderId = outcome?.$case === 'unsettled' ? outcome.unsettled.id : '';
      await waitFor(
        async () =>
          expect(await read(orderId)).toMatchObject({
            state: 'ORDER_STATE_EXPIRED',
            paymentState: 'PAYMENT_STATE_EXPIRED',
          }),
        { timeout: 20_000 },
      );
      expect(services.stock.held.has(orderId)).toBe(false);
    } finally {
      await hasty.close();
    }
  });
});

describe('a payer who abandons the payment', () => {
  const abandon = (orderId: string, idempotencyKey = '', who = access) =>
    running.payment.abandonPayment({ orderId, access: who, idempotencyKey });
  const authorisationOf = (orderId: string) => services.provider.ledger.get(`${orderId}/authorize`);

  test('frees stock, authorisation and cart, once, however often it is repeated', async () => {
    const free = services.stock.free;
    const orderId = await challenged();
    const key = uuidv7();
    const answers = await Promise.all(Array.from({ length: 50 }, () => abandon(orderId, key)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({
      settled: true,
      order: {
        state: 'ORDER_STATE_REJECTED',
        paymentState: 'PAYMENT_STATE_VOIDED',
        reason: 'payment.abandoned',
      },
    });
    expect(services.calls.filter((call) => call === 'void')).toHaveLength(1);
    expect(services.stock.free).toBe(free);
    expect(services.carts.frozen.has(orderId)).toBe(false);
    expect(authorisationOf(orderId)).toMatchObject({ state: 'voided' });
    const events = await own.db.query(sql`SELECT type FROM outbox WHERE aggregate_id = ${orderId}`);
    expect(events).toEqual([{ type: 'shop.order.v1.OrderRejected' }]);
  });

  test('who is not the customer gets no answer, and nothing changes', async () => {
    const orderId = await challenged();
    const stranger = { userId: uuidv7(), token: 'guess', staff: false };
    await expect(abandon(orderId, '', stranger)).rejects.toMatchObject({ code: 'order.not_found' });
    expect(await read(orderId)).toMatchObject({ state: 'ORDER_STATE_PENDING' });
  });

  test('against whoever confirms, fifty times: one of them wins, and stock, money and cart follow', async () => {
    const won = { abandoned: 0, confirmed: 0 };
    for (let round = 0; round < 50; round++) {
      const free = services.stock.free;
      const orderId = await challenged();
      services.provider.act(orderId, 'authorized');
      const hands = [
        () => abandon(orderId),
        () => complete(orderId),
        () => send(webhook(orderId)),
        () => abandon(orderId),
      ];
      // Each of them is first in some rounds.
      const turned = hands.map((_, at) => hands[(at + round) % hands.length]!());
      const codes = codesOf(await Promise.allSettled(turned));
      await untilSettled(orderId);
      const { state } = await read(orderId);
      const isBought = state === 'ORDER_STATE_CONFIRMED';
      won[isBought ? 'confirmed' : 'abandoned']++;
      expect(isBought || state === 'ORDER_STATE_REJECTED').toBe(true);
      const loser = isBought ? 'payment.already_confirmed' : 'payment.abandoned';
      expect(codes.every((code) => code === 'ok' || code === loser)).toBe(true);
      expect(services.stock.free).toBe(isBought ? free - 2 : free);
      expect(services.stock.committed.has(orderId)).toBe(isBought);
      expect(services.carts.frozen.has(orderId)).toBe(isBought);
      expect(authorisationOf(orderId)).toMatchObject({ state: isBought ? 'authorized' : 'voided' });
      if (isBought) await waitFor(() => expect(authorisationOf(orderId)?.captured).toBeGreaterThan(0));
      else expect(authorisationOf(orderId)?.captured).toBe(0);
    }
    expect(won.abandoned).toBeGreaterThan(0);
    expect(won.confirmed).toBeGreaterThan(0);
  });
});

describe('a webhook', () => {
  test('makes the purchase go on; fifty of the same have one effect', async () => {
    const orderId = await challenged();
    services.provider.act(orderId, 'authorized');
    const request = webhook(orderId);
    const codes = codesOf(await Promise.allSettled(Array.from({ length: 50 }, () => send(request))));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.filter((code) => code === 'webhook.duplicate')).toHaveLength(49);
    await waitFor(async () =>
      expect(await read(orderId)).toMatchObject({ paymentState: 'PAYMENT_STATE_CAPTURED' }),
    );
  });

  test('that is unsigned, forged, old or of an unknown provider changes nothing', async () => {
    const orderId = await challenged();
    services.provider.act(orderId, 'authorized');
    const good = webhook(orderId);
    const [signature] = good.headers;
    const bad = [
      { ...good, headers: [] },
      { ...good, headers: [{ name: 'sandbox-signature', value: signature!.value.replace(/.{4}$/, '0000') }] },
      webhook(orderId, { at: new Date(Date.now() - 600_000) }),
      { ...good, provider: 'nobody' },
    ];
    expect(codesOf(await Promise.allSettled(bad.map(send)))).toEqual([
      'webhook.signature_missing',
      'webhook.signature_invalid',
      'webhook.stale',
      'webhook.provider_unknown',
    ]);
    expect(await read(orderId)).toMatchObject({ paymentState: 'PAYMENT_STATE_REQUIRES_ACTION' });
  });

  test('about an expired authorisation puts the order to review', async () => {
    const { outcome } = await running.order.placeOrder(aPurchase());
    const orderId = outcome?.$case === 'placed' ? outcome.placed.id : '';
    await waitFor(async () =>
      expect(await read(orderId)).toMatchObject({ paymentState: 'PAYMENT_STATE_CAPTURED' }),
    );
    await own.db.execute(sql`UPDATE orders SET payment_state = 'authorized' WHERE id = ${orderId}`);
    await send(webhook(orderId, { type: 'authorization.expired' }));
    // A false claim: at the provider the authorisation is valid.
    expect(await read(orderId)).toMatchObject({ state: 'ORDER_STATE_CONFIRMED' });
    services.provider.ledger.get(`${orderId}/authorize`)!.state = 'expired';
    await send(webhook(orderId, { type: 'authorization.expired' }));
    expect(await read(orderId)).toMatchObject({
      state: 'ORDER_STATE_REVIEW',
      paymentState: 'PAYMENT_STATE_EXPIRED',
      reason: 'payment.expired',
    });
  });
});
