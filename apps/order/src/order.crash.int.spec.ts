import 'reflect-metadata';
import type { PlaceOrderRequest, PlaceOrderResponse } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { v7 as uuidv7 } from 'uuid';
import { aCheckout, aLine, aPurchase, gbp, placedIn, someTotals } from './testing/builders.ts';
import { CrashFixture } from './testing/crash-fixture.ts';

jest.setTimeout(30_000);

const fixture = new CrashFixture();

beforeEach(() => {
  fixture.services.provider.ledger.clear();
  fixture.services.stock.free = 1_000;
  fixture.services.carts.checkoutIs = () => aCheckout();
});

/** Sends the purchase to an instance that dies of it. */
async function dyingBuy(request: PlaceOrderRequest, death: number | string): Promise<void> {
  const instance = await fixture.doomed(death);
  // It is never answered.
  instance.order.placeOrder(request).catch(() => {});
}

/** The answer to a caller that repeats the request until there is a final answer. */
async function answerFromSurvivor(request: PlaceOrderRequest): Promise<PlaceOrderResponse> {
  let answer: PlaceOrderResponse | undefined;
  await waitFor(
    async () =>
      expect(
        await (async () => {
          const [known] = await fixture.db.query(
            sql`SELECT key FROM idempotency_keys WHERE key = ${request.idempotencyKey} AND response IS NOT NULL`,
          );
          if (known) answer = await fixture.survivor.order.placeOrder(request);
          return answer?.replayed;
        })(),
      ).toBe(true),
    { timeout: 15_000, interval: 50 },
  );
  return answer!;
}

const ledger = () => [...fixture.services.provider.ledger.values()];
const openSagas = () =>
  fixture.db.query(
    sql`SELECT name, status FROM sagas WHERE status NOT IN ('done', 'undone') AND created_at < now()`,
  );
const untilAllSagasEnd = () =>
  waitFor(async () => expect(await openSagas()).toEqual([]), { timeout: 15_000, interval: 50 });

async function orderOf(request: PlaceOrderRequest) {
  const rows = await fixture.db.query<{ id: string; state: string; payment_state: string }>(
    sql`SELECT id, state, payment_state FROM orders WHERE cart_id = ${request.cartId}`,
  );
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

const eventsOf = async (orderId: string) =>
  (
    await fixture.db.query<{ type: string }>(
      sql`SELECT type FROM outbox WHERE aggregate_id = ${orderId} ORDER BY position`,
    )
  ).map(({ type }) => type.replace('shop.order.v1.', ''));

describe('an instance killed while it places an order', () => {
  test.each([
    [1, 'claimed'],
    [2, 'confirmed'],
    [3, 'captured'],
  ])('after write %i (%s): another one completes the purchase, once', async (diesAfterWrite) => {
    const request = aPurchase();
    await dyingBuy(request, diesAfterWrite);
    const placed = placedIn(await answerFromSurvivor(request));
    await untilAllSagasEnd();
    const order = await orderOf(request);
    expect(order).toEqual({ id: placed.id, state: 'confirmed', payment_state: 'captured' });
    expect(await eventsOf(order.id)).toEqual(['OrderConfirmed', 'OrderPaid']);
    expect(ledger()).toMatchObject([{ state: 'authorized', captured: placed.totals?.grand?.amountMinor }]);
    expect(fixture.services.stock.free).toBe(998);
    expect(fixture.services.stock.committed.has(order.id)).toBe(true);
  });

  test.each([
    ['freezeCart', 'sells'],
    ['holdStock', 'sells'],
    ['authorize', 'sells'],
    ['capture', 'sells'],
    ['holdStock', 'only holds'],
    ['commitStock', 'only holds'],
  ])(
    'with %s done but not answered, by a product service that %s: another one completes the purchase, once',
    async (lastCall, how) => {
      fixture.services.stock.sells = how === 'sells';
      const request = aPurchase();
      await dyingBuy(request, lastCall);
      const placed = placedIn(await answerFromSurvivor(request));
      await untilAllSagasEnd();
      expect(await orderOf(request)).toMatchObject({ state: 'confirmed', payment_state: 'captured' });
      expect(ledger()).toMatchObject([{ state: 'authorized', captured: placed.totals?.grand?.amountMinor }]);
      expect(fixture.services.stock.free).toBe(998);
    },
  );

  test.each([
    ['dearer', 1_100],
    ['free', 0],
  ])(
    'when a purchase by lines is authorised: it is confirmed at that price, though it is %s by then, and authorised once',
    async (_, laterPrice) => {
      fixture.services.carts.checkoutIs = () => {
        const unitPrice = gbp(ledger().length === 0 ? 1_000 : laterPrice);
        const items = 2 * unitPrice.amountMinor;
        const totals = someTotals(items, { shipping: gbp(0), grand: gbp(items) });
        return aCheckout({ lines: [aLine({ unitPrice })], totals });
      };
      const request = aPurchase({ cartId: '', cartToken: '', lines: [{ variantId: uuidv7(), quantity: 2 }] });
      await dyingBuy(request, 'authorize');
      const placed = placedIn(await answerFromSurvivor(request));
      await untilAllSagasEnd();
      expect(placed).toMatchObject({ state: 'ORDER_STATE_CONFIRMED', totals: { grand: gbp(2_000) } });
      expect(ledger()).toMatchObject([{ amountMinor: 2_000, state: 'authorized', captured: 2_000 }]);
    },
  );

  test.each([
    [2, 'turned back'],
    [3, 'rejected'],
  ])(
    'after write %i (%s) of a declined one: hold and cart are free, once refused',
    async (diesAfterWrite) => {
      const request = aPurchase({ paymentToken: 'tok_declined' });
      await dyingBuy(request, diesAfterWrite);
      const { outcome } = await answerFromSurvivor(request);
      expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'payment.declined' } });
      await untilAllSagasEnd();
      const order = await orderOf(request);
      expect(order).toMatchObject({ state: 'rejected', payment_state: 'failed' });
      expect(await eventsOf(order.id)).toEqual(['OrderRejected']);
      expect(fixture.services.stock.free).toBe(1_000);
      expect(fixture.services.carts.frozen.has(order.id)).toBe(false);
    },
  );
});

describe('an instance killed while it cancels an order', () => {
  test.each([
    [1, 'cancelled'],
    [2, 'begun'],
    [3, 'refunded'],
  ])('after write %i (%s): stock and money are given back, once', async (diesAfterWrite) => {
    const request = aPurchase();
    const { id: orderId } = placedIn(await fixture.survivor.order.placeOrder(request));
    const instance = await fixture.doomed(diesAfterWrite);
    const access = { userId: '', token: '', staff: true };
    const cancel = { orderId, access, reason: '', expectedVersion: undefined, idempotencyKey: '' };
    instance.order.cancelOrder(cancel).catch(() => {});
    await waitFor(async () => expect((await orderOf(request)).state).toBe('cancelled'), {
      timeout: 5_000,
    });
    await untilAllSagasEnd();
    expect(await orderOf(request)).toMatchObject({ state: 'cancelled', payment_state: 'refunded' });
    expect(await eventsOf(orderId)).toEqual([
      'OrderConfirmed',
      'OrderPaid',
      'OrderCancelled',
      'OrderRefunded',
    ]);
    expect(ledger()).toMatchObject([{ refunded: ledger()[0]?.captured }]);
    expect(fixture.services.stock.free).toBe(1_000);
  });
});

describe('an instance killed while a payer abandons the payment', () => {
  /** Abandons at an instance that dies of it. */
  async function dyingAbandon(request: PlaceOrderRequest, death: number | string): Promise<void> {
    const { outcome } = await fixture.survivor.order.placeOrder(request);
    if (outcome?.$case !== 'unsettled') throw new Error('the payer was not asked');
    const instance = await fixture.doomed(death);
    const access = { userId: '', token: '', staff: true };
    const asked = { orderId: outcome.unsettled.id, access, idempotencyKey: '' };
    instance.payment.abandonPayment(asked).catch(() => {});
  }

  async function expectAbandoned(request: PlaceOrderRequest): Promise<void> {
    await waitFor(async () => expect((await orderOf(request)).state).toBe('rejected'), {
      timeout: 15_000,
    });
    await untilAllSagasEnd();
    const order = await orderOf(request);
    expect(order).toMatchObject({ state: 'rejected', payment_state: 'voided' });
    expect(await eventsOf(order.id)).toEqual(['OrderRejected']);
    expect(ledger()).toMatchObject([{ state: 'voided', captured: 0 }]);
    expect(fixture.services.stock.free).toBe(1_000);
    expect(fixture.services.carts.frozen.has(order.id)).toBe(false);
    const answer = await answerFromSurvivor(request);
    expect(answer.outcome).toMatchObject({ $case: 'refused', refused: { code: 'payment.abandoned' } });
  }

  test.each([
    [1, 'turned back'],
    [2, 'rejected'],
  ])('after write %i (%s): stock, authorisation and cart are free, once', async (diesAfterWrite) => {
    const request = aPurchase({ paymentToken: 'tok_requires_action' });
    await dyingAbandon(request, diesAfterWrite);
    await expectAbandoned(request);
  });

  test.each(['void', 'releaseStock', 'unfreezeCart'])(
    'with %s done but not answered: stock, authorisation and cart are free, once',
    async (lastCall) => {
      const request = aPurchase({ paymentToken: 'tok_requires_action' });
      await dyingAbandon(request, lastCall);
      await expectAbandoned(request);
    },
  );
});

describe('two instances', () => {
  test('with one key fifty times between them make one order', async () => {
    const other = await fixture.another();
    const request = aPurchase();
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? fixture.survivor : other).order.placeOrder(request)),
    );
    const placed = answers
      .filter((answer) => answer.status === 'fulfilled')
      .map(({ value }) => placedIn(value).id);
    expect(new Set(placed).size).toBe(1);
    expect(ledger()).toHaveLength(1);
    expect(await orderOf(request)).toMatchObject({ state: 'confirmed' });
  });
});
