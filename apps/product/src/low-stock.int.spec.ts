import { StockLow, type SetVariantStockRequest } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { MAIN_LOCATION } from './domain/stock.ts';
import { StockStore } from './flows/ports.ts';
import { AvailabilityChanges } from './io/availability-changes.ts';
import { aProduct, aVariant } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
let variantId: string;
const slug = () => `product-${v7()}`;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const stocked = async (name: string, stock: number) =>
  (
    await running.product.importProducts({
      products: [aProduct(name, { variants: [aVariant({ stock })] })],
      dryRun: false,
    })
  ).results[0]?.variants[0]?.id ?? '';
beforeEach(async () => {
  variantId = await stocked(slug(), 10);
  await set({ lowThreshold: 3 });
});

const set = (changes: Partial<SetVariantStockRequest>) =>
  running.product.setVariantStock({ variantId, change: undefined, idempotencyKey: '', ...changes });
const hold = async (quantity: number, orderId: string = v7()) => {
  await running.product.holdStock({ orderId, items: [{ variantId, quantity }], ttlMs: 60_000 });
  return orderId;
};
/** Events about the variant, once all pending ones are published. */
async function reported(): Promise<StockLow[]> {
  await running.app.get(AvailabilityChanges).publish();
  const rows = await running.db.query<{ payload: Uint8Array }>(
    sql`SELECT payload FROM outbox WHERE type = 'shop.product.v1.StockLow' ORDER BY position`,
  );
  return rows.map(({ payload }) => StockLow.decode(payload)).filter((one) => one.variantId === variantId);
}
const counts = async () => (await reported()).map(({ available }) => available);

describe('low stock', () => {
  it('is published once, with location and quantity, when the threshold is reached', async () => {
    await hold(6);
    expect(await reported()).toEqual([]);
    await hold(1);
    expect(await reported()).toMatchObject([
      { variantId, locationId: MAIN_LOCATION, sku: expect.stringMatching(/./), available: 3, threshold: 3 },
    ]);
    await running.product.commitStock({ orderId: await hold(1) });
    expect(await counts()).toEqual([3]);
  });

  it('is published again after there was more', async () => {
    const orderId = await hold(8);
    expect(await counts()).toEqual([2]);
    await running.product.releaseStock({ orderId, reason: 'spec' });
    await reported();
    await hold(9);
    expect(await counts()).toEqual([2, 1]);
  });

  it('is published when staff adjust the stock or the threshold', async () => {
    await set({ change: { $case: 'onHand', onHand: 1 } });
    expect(await counts()).toEqual([1]);
    await set({ change: { $case: 'onHand', onHand: 5 } });
    await set({ lowThreshold: 5 });
    expect(await counts()).toEqual([1, 5]);
    await set({ lowThreshold: -1 });
    await set({ change: { $case: 'onHand', onHand: 0 } });
    expect(await counts()).toEqual([1, 5]);
    await set({ lowThreshold: 0 });
    expect(await counts()).toEqual([1, 5, 0]);
  });

  it('is published when an import sets the stock', async () => {
    const name = slug();
    variantId = await stocked(name, 10);
    await set({ lowThreshold: 3 });
    await stocked(name, 2);
    expect(await counts()).toEqual([2]);
  });

  it('is published once during fifty sales, expiries and publications at once', async () => {
    const store = running.app.get(StockStore);
    const announcer = running.app.get(AvailabilityChanges);
    await Promise.allSettled(
      Array.from({ length: 50 }, async (_, i) => {
        await hold(1);
        await (i % 2 ? announcer.publish() : store.expire(new Date(0), 10));
      }),
    );
    expect(await reported()).toHaveLength(1);
  });

  it('is published once by two publications that waited for the same stock', async () => {
    const announcer = running.app.get(AvailabilityChanges);
    await hold(7);
    const waiting = sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    const { both } = await running.db.tx(async (tx) => {
      const [place] = await tx.query<{ productId: string }>(
        sql`SELECT product_id AS "productId" FROM stock WHERE variant_id = ${variantId} FOR UPDATE`,
      );
      const first = announcer.publish();
      await waitFor(async () => expect(await running.db.query(waiting)).toHaveLength(1));
      await running.db.execute(
        sql`INSERT INTO availability_changes (product_id) VALUES (${place?.productId})`,
      );
      const second = announcer.publish();
      await waitFor(async () => expect(await running.db.query(waiting)).toHaveLength(2));
      return { both: Promise.all([first, second]) };
    });
    await both;
    expect(await reported()).toHaveLength(1);
  });
});
