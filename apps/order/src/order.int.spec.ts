import 'reflect-metadata';
import type { OrderAccess, PlaceOrderRequest } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { Logger } from '@tradepost/observability';
import { serviceDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { OrderDatabase } from './io/order-database.ts';
import { aCheckout, anAddress, aPurchase, gbp, placedIn } from './testing/builders.ts';
import { runOrder, type RunningOrder } from './testing/running-order.ts';
import { fakeServers, type FakeServers } from './testing/fake-servers.ts';

// Two hundred purchases on a busy machine take their time.
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
  services.after = () => {};
  services.provider.ledger.clear();
  services.carts.checkoutIs = () => aCheckout();
  services.stock.free = 1_000;
  services.stock.sells = true;
  running.statements.length = 0;
});

const buy = (change: Partial<PlaceOrderRequest> = {}) => running.order.placeOrder(aPurchase(change));

const asStaff: OrderAccess = { userId: '', token: '', staff: true };
const readOrder = async (orderId: string, access = asStaff) =>
  (await running.order.getOrder({ orderId, access })).order!;

describe('a purchase', () => {
  test('from a cart is bought, paid and announced in three statements and four calls', async () => {
    const placed = placedIn(await buy());
    expect(running.statements).toHaveLength(3);
    expect(services.calls).toEqual(['freezeCart', 'holdStock', 'authorize', 'capture']);
    expect(placed).toMatchObject({
      state: 'ORDER_STATE_CONFIRMED',
      number: expect.stringMatching(/^TP-\d+$/),
    });
    const order = await readOrder(placed.id);
    expect(order).toMatchObject({ paymentState: 'PAYMENT_STATE_CAPTURED', version: 3 });
    expect(order.timeline.map(({ type }) => type)).toEqual([
      'order.placed',
      'order.confirmed',
      'payment.captured',
    ]);
    const events = await own.db.query(
      sql`SELECT type FROM outbox WHERE aggregate_id = ${placed.id} ORDER BY position`,
    );
    expect(events).toEqual([{ type: 'shop.order.v1.OrderConfirmed' }, { type: 'shop.order.v1.OrderPaid' }]);
  });

  test('by lines is priced without a cart, and takes one statement more to keep its prices', async () => {
    const placed = placedIn(
      await buy({ cartId: '', cartToken: '', lines: [{ variantId: uuidv7(), quantity: 2 }] }),
    );
    expect(running.statements).toHaveLength(4);
    expect(services.calls[0]).toBe('quoteCheckout');
    expect(placed).toMatchObject({ cartId: '', totals: { taxIncluded: true } });
  });

  test('stores no secret of the payment once it is settled', async () => {
    const placed = placedIn(await buy());
    const rows = await own.db.query<{ state: object }>(sql`SELECT state FROM sagas WHERE id = ${placed.id}`);
    expect(JSON.stringify(rows)).not.toMatch(/tok_ok|the-cart-token|ada@example/);
  });

  test('with an external reference that was used is refused with the order that has it', async () => {
    const externalReference = uuidv7();
    const { id } = placedIn(await buy({ externalReference }));
    await expect(buy({ externalReference })).rejects.toMatchObject({
      kind: 'duplicate',
      code: 'order.duplicate_reference',
      facts: { orderId: id },
    });
  });

  test('that is declined answers after hold and cart are free', async () => {
    const free = services.stock.free;
    const key = uuidv7();
    const { outcome } = await buy({ paymentToken: 'tok_declined', idempotencyKey: key });
    expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'payment.declined' } });
    expect(services.stock.free).toBe(free);
    expect(services.calls.slice(-3)).toEqual(['void', 'releaseStock', 'unfreezeCart']);
    expect(services.carts.releasedWith).toEqual({ userId: '', token: 'the-cart-token' });
  });

  test('whose price drifted is refused with the difference', async () => {
    services.carts.checkoutIs = () => {
      const lines = [{ previous: 1, current: 2 }];
      throw new DomainError('conflict', 'price.drift', 'The prices changed.', { lines });
    };
    const { outcome } = await buy({ expectedTotal: gbp(1) });
    expect(outcome).toMatchObject({
      $case: 'refused',
      refused: { code: 'price.drift', factsJson: '{"lines":[{"previous":1,"current":2}]}' },
    });
  });

  test('whose payment was authorised though the answer was lost settles by asking', async () => {
    services.after = (call) => (call === 'authorize' ? 'lose' : undefined);
    placedIn(await buy());
    expect(services.calls).toEqual(['freezeCart', 'holdStock', 'authorize', 'status', 'capture']);
    expect([...services.provider.ledger.values()]).toMatchObject([{ state: 'authorized' }]);
  });

  test('that is not settled at the caller’s deadline answers with the pending order, and goes on', async () => {
    let goOn: () => void = () => {};
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    services.after = (call) => (call === 'authorize' ? waiting : undefined);
    const request = aPurchase();
    const { outcome } = await running.order.placeOrder(request, { timeoutMs: 1_000 });
    expect(outcome).toMatchObject({ $case: 'unsettled', unsettled: { state: 'ORDER_STATE_PENDING' } });
    await expect(running.order.placeOrder(request)).rejects.toMatchObject({ code: 'idempotency.in_flight' });
    goOn();
    await waitFor(async () =>
      expect(await running.order.placeOrder(request).catch(() => undefined)).toMatchObject({
        replayed: true,
      }),
    );
  });

  test.each([
    ['a variant id that is no UUID', { cartId: '', lines: [{ variantId: 'x', quantity: 1 }] }],
    ['a quantity of zero', { cartId: '', lines: [{ variantId: uuidv7(), quantity: 0 }] }],
    ['no key', { idempotencyKey: '' }],
    ['a character that can not be stored', { shippingAddress: anAddress({ city: 'Lon\0don' }) }],
    ['a user id that is no UUID', { userId: "'; DROP TABLE orders" }],
  ])('with %s is invalid', async (_, change) => {
    await expect(buy(change)).rejects.toMatchObject({ kind: 'invalid', code: 'request.invalid' });
    expect(running.statements).toEqual([]);
  });
});

describe('one key', () => {
  test('fifty times at once is one order', async () => {
    const request = aPurchase();
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, () => running.order.placeOrder(request)),
    );
    const placed = answers
      .filter((answer) => answer.status === 'fulfilled')
      .map(({ value }) => placedIn(value).id);
    expect(new Set(placed).size).toBe(1);
    const others = answers.filter((answer) => answer.status === 'rejected');
    expect(others.every(({ reason }) => reason.code === 'idempotency.in_flight')).toBe(true);
    expect([...services.provider.ledger.values()]).toHaveLength(1);
  });

  test('gives the first answer again, byte for byte', async () => {
    const request = aPurchase();
    const first = await running.order.placeOrder(request);
    const again = await running.order.placeOrder(request);
    expect(again).toEqual({ ...first, replayed: true });
  });

  test('with another body is a mismatch', async () => {
    const request = aPurchase();
    await running.order.placeOrder(request);
    await expect(
      running.order.placeOrder({ ...request, paymentToken: 'tok_declined' }),
    ).rejects.toMatchObject({
      kind: 'mismatch',
      code: 'idempotency.mismatch',
    });
  });

  test('of an invalid request is free again and nothing is left', async () => {
    services.carts.checkoutIs = () => {
      throw new DomainError('missing', 'variant.not_found', 'No such variant.');
    };
    const request = aPurchase();
    await expect(running.order.placeOrder(request)).rejects.toMatchObject({ code: 'variant.not_found' });
    services.carts.checkoutIs = () => aCheckout();
    const [orders] = await own.db.query(
      sql`SELECT count(*) AS n FROM orders WHERE cart_id = ${request.cartId}`,
    );
    expect(orders).toEqual({ n: 0 });
    placedIn(await running.order.placeOrder(request));
  });
});

describe('two hundred purchases at once', () => {
  test('are all answered: as many as there is, the rest refused', async () => {
    const { stock } = services;
    stock.free = 200;
    const answers = await Promise.all(Array.from({ length: 200 }, () => buy()));
    const placed = answers.filter(({ outcome }) => outcome?.$case === 'placed');
    const refused = answers.filter(({ outcome }) => outcome?.$case === 'refused');
    expect([placed.length, refused.length, stock.free]).toEqual([100, 100, 0]);
  });
});

describe('an order', () => {
  test('shows its token only to the guest who has it', async () => {
    const userId = uuidv7();
    const [guests, users] = [placedIn(await buy()), placedIn(await buy({ userId }))];
    expect(users.token).toBe('');
    expect((await readOrder(guests.id, { userId: '', token: guests.token, staff: false })).token).toBe(
      guests.token,
    );
    expect((await readOrder(guests.id)).token).toBe('');
    const rows = await own.db.query<{ response: Buffer }>(sql`SELECT response FROM idempotency_keys`);
    expect(rows.some(({ response }) => response.includes(guests.token))).toBe(false);
  });

  test('does not exist for others', async () => {
    const placed = placedIn(await buy());
    const guest = { userId: '', token: placed.token, staff: false };
    expect((await readOrder(placed.id, guest)).id).toBe(placed.id);
    for (const access of [
      { ...guest, token: '' },
      { ...guest, token: 'x'.repeat(43) },
      { ...guest, token: '', userId: uuidv7() },
    ])
      await expect(readOrder(placed.id, access)).rejects.toMatchObject({ code: 'order.not_found' });
    await expect(readOrder('nonsense')).rejects.toMatchObject({ code: 'order.not_found' });
  });

  test('is listed page by page', async () => {
    const userId = uuidv7();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift(placedIn(await buy({ userId })).id);
    const ask = {
      userId,
      state: 'ORDER_STATE_UNSPECIFIED',
      paymentState: 'PAYMENT_STATE_UNSPECIFIED',
      query: '',
    } as const;
    const first = await running.order.listOrders({ ...ask, pageSize: 2, pageToken: '' });
    const second = await running.order.listOrders({ ...ask, pageSize: 2, pageToken: first.nextPageToken });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextPageToken).toBe('');
    await expect(running.order.listOrders({ ...ask, pageSize: 101, pageToken: '' })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    for (const wrong of [{ userId: 'x' }, { query: '\0' }])
      await expect(
        running.order.listOrders({ ...ask, ...wrong, pageSize: 1, pageToken: '' }),
      ).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(running.order.listOrders({ ...ask, pageSize: 1, pageToken: 'x' })).rejects.toMatchObject({
      code: 'cursor.invalid',
    });
  });

  test('is cancelled once, and stock and money are given back', async () => {
    const free = services.stock.free;
    const { id: orderId, token } = placedIn(await buy());
    const request = {
      orderId,
      access: { userId: '', token, staff: false },
      reason: 'changed my mind',
      expectedVersion: undefined,
      idempotencyKey: '',
    };
    const answers = await Promise.all(Array.from({ length: 10 }, () => running.order.cancelOrder(request)));
    expect(answers.every(({ order }) => order?.state === 'ORDER_STATE_CANCELLED')).toBe(true);
    await waitFor(async () => expect((await readOrder(orderId)).paymentState).toBe('PAYMENT_STATE_REFUNDED'));
    expect(services.calls.filter((call) => call === 'refund')).toHaveLength(1);
    expect(services.stock.free).toBe(free);
    const again = await running.order.cancelOrder({ ...request, expectedVersion: 3 });
    expect(again.order).toEqual(await readOrder(orderId, request.access));
  });

  test('is cancelled under a key: one answer for all, none for another body or for strangers', async () => {
    const { id: orderId, token } = placedIn(await buy());
    const request = {
      ...{ orderId, access: { userId: '', token, staff: false }, reason: 'changed my mind' },
      ...{ expectedVersion: undefined, idempotencyKey: uuidv7() },
    };
    const answers = await Promise.all(Array.from({ length: 20 }, () => running.order.cancelOrder(request)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    await waitFor(async () => expect((await readOrder(orderId)).paymentState).toBe('PAYMENT_STATE_REFUNDED'));
    expect(await running.order.cancelOrder(request)).toEqual(answers[0]);
    await expect(running.order.cancelOrder({ ...request, reason: 'other' })).rejects.toMatchObject({
      code: 'idempotency.mismatch',
    });
    await expect(running.order.cancelOrder({ ...request, access: undefined })).rejects.toMatchObject({
      code: 'order.not_found',
    });
  });

  test('is not cancelled on a stale version, or by a stranger', async () => {
    const { id: orderId } = placedIn(await buy());
    const request = { orderId, access: asStaff, reason: '', expectedVersion: 1, idempotencyKey: '' };
    await expect(running.order.cancelOrder(request)).rejects.toMatchObject({ code: 'version.stale' });
    const stranger = { ...request, expectedVersion: undefined, access: { ...asStaff, staff: false } };
    for (const reason of ['x'.repeat(501), 'a\0b'])
      await expect(
        running.order.cancelOrder({ ...request, expectedVersion: undefined, reason }),
      ).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(running.order.cancelOrder(stranger)).rejects.toMatchObject({ code: 'order.not_found' });
  });
});
