import { ProductChanged } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { waitFor } from '@tradepost/testing/waiting';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StockStore } from './flows/ports.ts';
import { AvailabilityChanges } from './io/availability-changes.ts';
import { MAIN_LOCATION } from './domain/stock.ts';
import { aProduct, aVariant } from './testing/inputs.ts';
import { aStockedVariant } from './testing/stock-rows.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

let product: { productId: string; variantId: string };
const stock = (slug: string, quantity: number) =>
  aProduct(slug, { variants: [aVariant({ stock: quantity })] });
beforeEach(async () => {
  const { results } = await running.product.importProducts({
    products: [stock(`product-${v7()}`, 200)],
    dryRun: false,
  });
  product = { productId: results[0]?.productId ?? '', variantId: results[0]?.variants[0]?.id ?? '' };
  await running.db.execute(sql`DELETE FROM outbox`);
  await running.db.execute(sql`DELETE FROM availability_changes`);
});

const hold = (orderId: string, quantity: number, ttlMs = 60_000) =>
  running.product.holdStock({ orderId, items: [{ variantId: product.variantId, quantity }], ttlMs });
const left = async () =>
  (await running.product.quoteVariants({ items: [{ variantId: product.variantId, quantity: 1 }] })).offers[0]
    ?.quantityAvailable;
const events = () =>
  running.db.query<{ aggregateId: string; payload: Uint8Array }>(
    sql`SELECT aggregate_id AS "aggregateId", payload FROM outbox ORDER BY position`,
  );

describe('holding', () => {
  it('takes one statement, and so does committing', async () => {
    const orderId = v7();
    running.statements.length = 0;
    await hold(orderId, 2);
    await running.product.commitStock({ orderId });
    expect(running.statements).toHaveLength(2);
    expect(await left()).toBe(198);
  });

  it('sells exactly 200 to 400 concurrent buyers, and refuses the others cleanly', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 400 }, async () => {
        const orderId = v7();
        await hold(orderId, 1);
        await running.product.commitStock({ orderId });
      }),
    );
    const refusals = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refusals).toHaveLength(200);
    for (const reason of refusals)
      expect(reason).toMatchObject({ kind: 'conflict', code: 'stock.insufficient' });
    expect(await left()).toBe(0);
    const [sums] = await running.db.query(sql`
      SELECT on_hand::int AS "onHand", held::int AS held,
        (SELECT sum(quantity)::int FROM stock_movements WHERE variant_id = ${product.variantId}) AS moved
      FROM stock WHERE variant_id = ${product.variantId}`);
    expect(sums).toEqual({ onHand: 0, held: 0, moved: 0 });
  }, 30_000);

  it.each([
    ['nothing', { items: [] }],
    ['a quantity of 0', { items: [{ variantId: v7(), quantity: 0 }] }],
    ['a variant whose id is none', { items: [{ variantId: 'x', quantity: 1 }] }],
    ['an order whose id is none', { orderId: 'x' }],
    ['for too short', { ttlMs: 999 }],
    ['for too long', { ttlMs: 3_600_001 }],
  ])('is refused: %s', async (_, changes) => {
    const request = { orderId: v7(), items: [{ variantId: product.variantId, quantity: 1 }], ttlMs: 60_000 };
    await expect(running.product.holdStock({ ...request, ...changes })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  it('is refused after a release, also of an order without a hold', async () => {
    const [never, released] = [v7(), v7()];
    await running.product.releaseStock({ orderId: never, reason: 'gave up' });
    await hold(released, 5);
    await running.product.releaseStock({ orderId: released, reason: 'payment declined' });
    for (const orderId of [never, released]) {
      await expect(hold(orderId, 1)).rejects.toMatchObject({ code: 'stock.hold_gone' });
      await expect(running.product.commitStock({ orderId })).rejects.toMatchObject({
        code: 'stock.hold_gone',
      });
    }
    expect(await left()).toBe(200);
  });

  it('counts its outcomes', async () => {
    await hold(v7(), 1);
    await expect(hold(v7(), 999)).rejects.toMatchObject({ code: 'stock.insufficient' });
    const text = await running.metrics.export();
    expect(text).toMatch(/stock_holds_total\{outcome="held",service_name="product"\} [1-9]/);
    expect(text).toMatch(/stock_holds_total\{outcome="short",service_name="product"\} [1-9]/);
  });
});

describe('the sweeper', () => {
  it('ends each expired hold once, with any number of sweepers', async () => {
    for (let i = 0; i < 20; i++) await hold(v7(), 2, 1_000);
    await hold(v7(), 7, 600_000);
    const store = running.app.get(StockStore);
    const soon = new Date(Date.now() + 2_000);
    const swept = await Promise.all(Array.from({ length: 8 }, () => store.expire(soon, 6)));
    for (let more = 1; more > 0;) more = await store.expire(soon, 6);
    expect(Math.max(...swept)).toBeLessThanOrEqual(6);
    expect(await left()).toBe(193);
  });

  it('runs in the background of the service', async () => {
    const own = await runProduct({ hasWorkers: true, env: { HOLD_SWEEP_MS: '50' } });
    try {
      const { variantId } = await aStockedVariant(own.db, [{ locationId: MAIN_LOCATION, onHand: 3 }]);
      const items = [{ variantId, quantity: 3 }];
      const available = async () => {
        const { offers } = await own.product.quoteVariants({ items });
        return offers[0]?.quantityAvailable;
      };
      await own.product.holdStock({ orderId: v7(), items, ttlMs: 1_000 });
      expect(await available()).toBe(0);
      // The hold lives for a second before the sweeper may end it.
      await waitFor(async () => expect(await available()).toBe(3), 15_000);
    } finally {
      await own.close();
    }
  }, 60_000);
});

describe('changes of availability', () => {
  const publish = () => running.app.get(AvailabilityChanges).publish();

  it('become one event per product, however many holds there were', async () => {
    for (let i = 0; i < 10; i++) await hold(v7(), 1);
    expect(await publish()).toBe(10);
    const published = await events();
    expect(published.map(({ aggregateId }) => aggregateId)).toEqual([product.productId]);
    expect(ProductChanged.decode(published[0]?.payload ?? new Uint8Array())).toMatchObject({
      ...{ productId: product.productId, slug: expect.stringMatching(/^product-/), version: 1 },
    });
    expect(await publish()).toBe(0);
  });

  it('follow a hold, a release and an expiry, not a commit or a refusal', async () => {
    const [sold, dropped] = [v7(), v7()];
    await hold(sold, 1);
    await hold(dropped, 1);
    await hold(v7(), 1, 1_000);
    await publish();
    await running.product.commitStock({ orderId: sold });
    await expect(hold(v7(), 999)).rejects.toMatchObject({ code: 'stock.insufficient' });
    expect(await publish()).toBe(0);
    await running.product.releaseStock({ orderId: dropped, reason: '' });
    expect(await publish()).toBe(1);
    await running.app.get(StockStore).expire(new Date(Date.now() + 2_000), 10);
    expect(await publish()).toBe(1);
  });

  it('are none where stock is not counted', async () => {
    const { variantId } = await aStockedVariant(running.db, [{ locationId: MAIN_LOCATION, onHand: null }]);
    const items = [{ variantId, quantity: 2 }];
    const [sold, dropped, expired] = [v7(), v7(), v7()];
    await running.product.holdStock({ orderId: sold, items, ttlMs: 60_000, sell: true });
    await running.product.holdStock({ orderId: dropped, items, ttlMs: 60_000 });
    await running.product.holdStock({ orderId: expired, items, ttlMs: 1_000 });
    await running.product.releaseStock({ orderId: dropped, reason: '' });
    await running.app.get(StockStore).expire(new Date(Date.now() + 2_000), 10);
    const back = [{ variantId, quantity: 1 }];
    await running.product.releaseItems({ releaseId: v7(), orderId: sold, items: back });
    await running.product.returnStock({ returnId: v7(), orderId: sold, items: back });
    expect(await publish()).toBe(0);
  });

  it('are published once by any number of publishers', async () => {
    for (let i = 0; i < 5; i++) await hold(v7(), 1);
    const published = await Promise.all(Array.from({ length: 8 }, publish));
    expect(published.reduce((all, one) => all + one)).toBe(5);
  });
});

it('holds are listed in pages, by order id', async () => {
  const orderIds = [v7(), v7(), v7()];
  for (const orderId of orderIds) await hold(orderId, 1);
  await running.product.commitStock({ orderId: orderIds[0] ?? '' });
  await running.product.releaseStock({ orderId: orderIds[1] ?? '', reason: 'spec' });
  const list = (afterOrderId: string, pageSize: number) =>
    running.product.listHolds({ afterOrderId, pageSize }).then(({ items }) => items);
  const [first, ...rest] = await list(orderIds[0] ?? '', 2);
  expect(first).toMatchObject({ orderId: orderIds[1], state: 'released' });
  expect(rest).toMatchObject([
    { orderId: orderIds[2], state: 'held', expiresAt: expect.any(Date) as unknown as Date },
  ]);
  expect(await list(orderIds[2] ?? '', 1_000)).toEqual([]);
  await expect(list('nonsense', 1)).rejects.toMatchObject({ code: 'request.invalid' });
  await expect(list(orderIds[0] ?? '', 1_001)).rejects.toMatchObject({ code: 'request.invalid' });
});
