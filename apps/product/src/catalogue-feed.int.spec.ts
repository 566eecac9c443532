import { ProductStatus } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogueIndex } from './domain/catalogue-index.ts';
import { StockStore, SuggestionStore } from './flows/ports.ts';
import { CatalogueFeed } from './io/catalogue-feed.ts';
import { aProduct, aVariant } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
/** As another instance has them, which nobody asks for lists. */
let index: CatalogueIndex;
let feed: CatalogueFeed;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());
beforeEach(async () => {
  index = new CatalogueIndex();
  feed = new CatalogueFeed(running.db, index, {
    readiness: running.app.get(CatalogueFeed)['platform'].readiness,
  });
  await feed.refresh();
});

async function importOne(
  slug: string,
  stock: number | undefined = 1,
  status: ProductStatus = ProductStatus.ACTIVE,
) {
  const { results } = await running.product.importProducts({
    products: [aProduct(slug, { status, variants: [aVariant({ stock, sku: slug })] })],
    dryRun: false,
  });
  return { id: results[0]?.productId ?? '', variantId: results[0]?.variants[0]?.id ?? '' };
}
const changes = () =>
  running.db.query<{ product_id: string }>(sql`SELECT product_id FROM catalogue_changes WHERE NOT is_entry`);
const isAvailable = (id: string) => index.isAvailable[index.slotOf(id) ?? -1];

describe('an index in memory', () => {
  it('follows products that are listed, changed, and taken off the list', async () => {
    const { id } = await importOne('a-mug');
    await feed.refresh();
    expect(index.titleKeys[index.slotOf(id) ?? -1]).toBe('product a mug');
    await running.product.importProducts({ products: [aProduct('a-mug', { title: 'Cup' })], dryRun: false });
    await feed.refresh();
    expect(index.titleKeys[index.slotOf(id) ?? -1]).toBe('cup');
    await importOne('a-mug', 1, ProductStatus.DRAFT);
    await feed.refresh();
    expect(index.slotOf(id)).toBeUndefined();
  });

  it('has what a transaction changed that began before the last read and committed after it', async () => {
    const { id } = await importOne('late');
    await feed.refresh();
    await running.db.tx(async (tx) => {
      await tx.execute(sql`UPDATE product_search SET title_key = 'changed late' WHERE product_id = ${id}`);
      await importOne('earlier');
      await feed.refresh();
      expect(index.titleKeys[index.slotOf(id) ?? -1]).toBe('product late');
    });
    await feed.refresh();
    expect(index.titleKeys[index.slotOf(id) ?? -1]).toBe('changed late');
  });

  it('has what was committed before it was asked for, with two statements for all who ask at once', async () => {
    const { id } = await importOne('asked');
    const early = feed.refresh();
    await running.db.execute(sql`UPDATE product_search SET title_key = 'new' WHERE product_id = ${id}`);
    const asked = feed.refresh();
    await Promise.all([early, asked]);
    expect(index.titleKeys[index.slotOf(id) ?? -1]).toBe('new');
    running.statements.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => feed.refresh()));
    expect(running.statements).toHaveLength(2);
  });

  it('reads more changes than fit into one statement, and removes what is gone', async () => {
    await running.db.execute(sql`
      WITH added AS (
        INSERT INTO products (id, slug, title, status, currency)
        SELECT gen_random_uuid(), 'many-' || i, 'Many', 'active', 'GBP' FROM generate_series(1, 1200) AS i RETURNING id)
      INSERT INTO product_search (product_id, title_key, vendor, price_min, price_max, category_path, facets, option_keys,
        document, words, card) SELECT id, 'many', '', 1, 1, '{}', '{}', '{}', '', '{}', '{}' FROM added`);
    await feed.refresh();
    const many = () => index.titleKeys.filter((key) => key === 'many').length;
    expect(many()).toBe(1_200);
    await running.db.execute(sql`DELETE FROM product_search WHERE title_key = 'many'`);
    await feed.refresh();
    expect(many()).toBe(0);
  });

  it('reads everything again when it read nothing for so long that changes may be swept', async () => {
    const { id } = await importOne('forgotten');
    await feed.refresh();
    const old = feed['last'];
    await running.db.execute(sql`DELETE FROM product_search WHERE product_id = ${id}`);
    await running.db.execute(sql`DELETE FROM catalogue_changes`);
    await feed.refresh();
    expect(index.slotOf(id)).toBeDefined();
    feed['last'] = old && { ...old, readAt: new Date(old.readAt.getTime() - 301_000) };
    await feed.refresh();
    expect(index.slotOf(id)).toBeUndefined();
  });

  it('reads everything again from another server', async () => {
    const { id } = await importOne('restored');
    await feed.refresh();
    await running.db.execute(sql`DELETE FROM product_search WHERE product_id = ${id}`);
    await running.db.execute(sql`DELETE FROM catalogue_changes`);
    feed['last'] = feed['last'] && { ...feed['last'], identity: 'another' };
    await feed.refresh();
    expect(index.slotOf(id)).toBeUndefined();
  });

  it('tries again after a read that failed', async () => {
    const { id } = await importOne('failing');
    const { last } = feed as unknown as { last: { cursor: string } };
    const { cursor } = last;
    last.cursor = 'no snapshot';
    await expect(feed.refresh()).rejects.toThrow();
    last.cursor = cursor;
    await feed.refresh();
    expect(index.slotOf(id)).toBeDefined();
  });
});

describe('changes of stock', () => {
  it('are recorded when a product sells out or comes back, and not when something is left', async () => {
    const { id, variantId } = await importOne('three-left', 3);
    await feed.refresh();
    await running.db.execute(sql`DELETE FROM catalogue_changes`);
    const orders = [v7(), v7(), v7()];
    const hold = (orderId = '') =>
      running.product.holdStock({ orderId, items: [{ variantId, quantity: 1 }], ttlMs: 60_000 });
    await hold(orders[0]);
    await hold(orders[1]);
    expect(await changes()).toEqual([]);
    await hold(orders[2]);
    expect(await changes()).toEqual([{ product_id: id }]);
    await feed.refresh();
    expect(isAvailable(id)).toBe(false);
    await running.app.get(StockStore).release(orders[1] ?? '', 'test', new Date());
    await feed.refresh();
    expect(isAvailable(id)).toBe(true);
  });

  it('of a variant at a new location make it available', async () => {
    const { id, variantId } = await importOne('elsewhere', 0);
    await feed.refresh();
    expect(isAvailable(id)).toBe(false);
    const locationId = v7();
    await running.db.execute(
      sql`INSERT INTO locations (id, code, name) VALUES (${locationId}, ${locationId}, 'Other')`,
    );
    await running.db.execute(sql`INSERT INTO stock (variant_id, location_id, product_id, on_hand, on_sale)
      VALUES (${variantId}, ${locationId}, ${id}, 1, true)`);
    await feed.refresh();
    expect(isAvailable(id)).toBe(true);
  });
});

it('changes are recorded whatever search_path the session has that writes', async () => {
  const { id, variantId } = await importOne('from-psql');
  const categoryId = v7();
  await running.db.execute(sql`
    INSERT INTO categories (id, slug, name, path) VALUES (${categoryId}, 'coats', 'Coats', '{coats}')`);
  await running.db.execute(sql`DELETE FROM catalogue_changes`);
  await running.db.tx(async (tx) => {
    await tx.execute(sql`SET LOCAL search_path = public`);
    await tx.execute(sql`UPDATE product.stock SET on_sale = false WHERE variant_id = ${variantId}`);
    await tx.execute(sql`UPDATE product.categories SET name = 'Warm coats' WHERE id = ${categoryId}`);
    await tx.execute(sql`UPDATE product.product_search SET title_key = 'psql' WHERE product_id = ${id}`);
  });
  expect(await changes()).toEqual([{ product_id: id }, { product_id: null }]);
  await feed.refresh();
  expect(index.titleKeys[index.slotOf(id) ?? -1]).toBe('psql');
});

describe('changes are swept', () => {
  /** As if that long had passed since the sweeps before. */
  const pass = (minutes: number) =>
    (feed['cursors'] = feed['cursors'].map((one) => ({
      ...one,
      readAt: new Date(one.readAt.getTime() - minutes * 60_000),
    })));
  const sweep = async () => {
    await feed.refresh();
    return feed.sweep();
  };

  it('once every instance has read them', async () => {
    await importOne('swept');
    expect(await sweep()).toBe(0);
    const { id } = await importOne('later');
    pass(9);
    expect(await sweep()).toBe(0);
    pass(2);
    expect(await sweep()).toBeGreaterThan(0);
    const left = await running.db.query(sql`SELECT DISTINCT product_id FROM catalogue_changes`);
    expect(left).toEqual([{ product_id: id }]);
    pass(8);
    expect(await sweep()).toBeGreaterThan(0);
  });

  it('only then, however long their transaction took', async () => {
    const { id } = await importOne('slow');
    await sweep();
    pass(11);
    await sweep();
    await running.db.tx(async (tx) => {
      await tx.execute(sql`UPDATE product_search SET title_key = 'slow, at last' WHERE product_id = ${id}`);
      await tx.execute(sql`UPDATE catalogue_changes SET changed_at = now() - interval '1 hour'`);
      await sweep();
      pass(11);
    });
    await feed.sweep();
    await feed.refresh();
    expect(index.titleKeys[index.slotOf(id) ?? -1]).toBe('slow, at last');
  });

  it('not by the cursor of another server', async () => {
    await importOne('elsewhere-swept');
    await sweep();
    pass(11);
    feed['cursors'] = feed['cursors'].map((one) => ({ ...one, identity: 'another' }));
    expect(await sweep()).toBe(0);
  });
});

it('categories are read again only when one changed', async () => {
  const store = running.app.get(SuggestionStore);
  const first = await store.categories();
  running.statements.length = 0;
  expect(await store.categories()).toBe(first);
  expect(running.statements).toHaveLength(1);
  await running.db.execute(sql`
    INSERT INTO categories (id, slug, name, path) VALUES (${v7()}, 'hats', 'Hats', '{hats}')`);
  expect(await store.categories()).toContainEqual({ slug: 'hats', name: 'Hats' });
});

it('words are matched again only when an entry changed', async () => {
  const list = () =>
    running.product.listProducts({
      ...{ query: 'lantern', category: '', vendors: [], inStock: false, options: [], withFacets: false },
      ...{ minPriceMinor: undefined, maxPriceMinor: undefined },
      ...{ sort: 'PRODUCT_SORT_UNSPECIFIED' as const, pageSize: 5, pageToken: '' },
    });
  await importOne('lantern', 1);
  await list();
  running.statements.length = 0;
  const { items } = await list();
  expect(items.map(({ slug }) => slug)).toEqual(['lantern']);
  expect(running.statements).toHaveLength(1);
  await importOne('lantern-2', 1);
  expect((await list()).items).toHaveLength(2);
});
