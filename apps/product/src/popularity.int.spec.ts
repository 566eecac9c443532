import { ProductSort } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StockStore } from './flows/ports.ts';
import { SalesCount } from './io/sales-count.ts';
import { aProduct, aVariant } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const now = new Date('2026-06-15T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

let vendor: string;
let things: { slug: string; variantIds: string[] }[];
beforeEach(async () => {
  vendor = `Maker ${v7()}`;
  const products = Array.from({ length: 4 }, () => {
    const slug = `thing-${v7()}`;
    const variant = (size: string) =>
      aVariant({ sku: `${slug}-${size}`, options: [{ name: 'Size', value: size }], stock: 100 });
    const options = [{ name: 'Size', values: ['S', 'M'] }];
    return aProduct(slug, { vendor, options, variants: [variant('S'), variant('M')] });
  });
  const { results } = await running.product.importProducts({ products, dryRun: false });
  things = results.map(({ slug, variants }) => ({ slug, variantIds: variants.map(({ id }) => id) }));
});

/** One order of some of the things, sold at that moment. */
async function sell(which: number[], at: Date, quantity = 1): Promise<string> {
  const orderId = v7();
  const variantIds = which.flatMap((i) => things[i]?.variantIds ?? []);
  const items = variantIds.toSorted().map((variantId) => ({ variantId, quantity }));
  const store = running.app.get(StockStore);
  const expiresAt = new Date(at.getTime() + 60_000);
  const request = { orderId, items, customer: '', sells: true, now: at, expiresAt };
  expect(await store.hold(request)).toEqual({ kind: 'committed' });
  return orderId;
}

const list = (pageToken = '', pageSize = 100) =>
  running.product.listProducts({
    ...{ query: '', category: '', vendors: [vendor], inStock: false, options: [], withFacets: false },
    ...{ minPriceMinor: undefined, maxPriceMinor: undefined },
    ...{ sort: ProductSort.POPULAR, pageSize, pageToken },
  });
/** The things in the order of the list, by number. */
async function order(at: Date = now): Promise<number[]> {
  await running.app.get(SalesCount).count(at);
  return (await list()).items.map(({ slug }) => things.findIndex((one) => one.slug === slug));
}
const ordersOf = async (which: number): Promise<number> => {
  const row = await running.db.maybeOne<{ orders: number }>(sql`
    SELECT orders FROM product_popularity JOIN products ON id = product_id WHERE slug = ${things[which]?.slug ?? ''}`);
  return row?.orders ?? 0;
};

describe('popularity', () => {
  it('counts orders, not pieces', async () => {
    await sell([2], now);
    await sell([2, 1], now);
    await sell([0], now, 40);
    const found = await order();
    expect(found[0]).toBe(2);
    expect(found.slice(1, 3).toSorted()).toEqual([0, 1]);
    expect(found[3]).toBe(3);
    expect(await ordersOf(2)).toBe(2);
  });

  it('has a stable sequence while nothing is sold', async () => {
    const first = await order();
    expect(first.toSorted()).toEqual([0, 1, 2, 3]);
    expect(await order()).toEqual(first);
  });

  it('lists each product once over all pages', async () => {
    await sell([3], now);
    const whole = await order();
    const paged: string[] = [];
    for (let token = ''; ;) {
      const page = await list(token, 1);
      paged.push(...page.items.map(({ slug }) => slug));
      if (!(token = page.nextPageToken)) break;
    }
    expect(paged).toEqual(whole.map((i) => things[i]?.slug));
  });

  it('counts a sale once, however often it is committed and counted', async () => {
    const orderId = await sell([1], now);
    const again = Array.from({ length: 20 }, () => running.product.commitStock({ orderId }));
    await Promise.all([...again, ...Array.from({ length: 5 }, () => running.app.get(SalesCount).count(now))]);
    await order();
    await order();
    expect(await ordersOf(1)).toBe(1);
  });

  it('leaves products that were not sold since the last count', async () => {
    await sell([1], now);
    await order();
    await sell([2], now);
    await order();
    expect([await ordersOf(1), await ordersOf(2)]).toEqual([1, 1]);
  });

  it('takes a released order out of the day it was sold on, once', async () => {
    await sell([1], daysAgo(3));
    const given = await sell([1], daysAgo(29));
    expect((await order())[0]).toBe(1);
    for (const reason of ['cancelled', 'delivered again'])
      await running.product.releaseStock({ orderId: given, reason });
    await order();
    expect(await ordersOf(1)).toBe(1);
    await order(daysAgo(-1));
    expect(await ordersOf(1)).toBe(1);
  });

  it('does not count what is only held', async () => {
    const orderId = v7();
    const items = [{ variantId: things[0]?.variantIds[0] ?? '', quantity: 1 }];
    await running.product.holdStock({ orderId, items, ttlMs: 60_000 });
    await running.product.releaseStock({ orderId, reason: 'declined' });
    await order();
    expect(await ordersOf(0)).toBe(0);
  });

  it('covers the last 30 days: a day later, the oldest one drops out', async () => {
    await sell([3], daysAgo(29));
    await sell([3], daysAgo(29));
    await sell([0], daysAgo(28));
    expect((await order()).slice(0, 2)).toEqual([3, 0]);
    expect((await order(daysAgo(-1)))[0]).toBe(0);
    expect(await ordersOf(3)).toBe(0);
  });

  it('does not count a sale whose day dropped out before it was counted', async () => {
    await sell([2], daysAgo(31));
    await order();
    expect(await ordersOf(2)).toBe(0);
  });
});
