import { ProductStatus, TaxClass } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aProduct, aVariant, sized } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const made = async (slug: string, changes = {}) => {
  const { results } = await running.product.importProducts({
    products: [aProduct(slug, changes)],
    dryRun: false,
  });
  return {
    productId: results[0]?.productId ?? '',
    variantIds: results[0]?.variants.map(({ id }) => id) ?? [],
  };
};
const priced = (variantId: string, amountMinor: number, changes = {}) =>
  running.product.setVariantPrices({
    ...{ variantId, price: gbp(amountMinor), compareAtPrice: undefined, tiers: [] },
    ...{ expectedVersion: undefined, idempotencyKey: '' },
    ...changes,
  });
const stocked = (variantId: string, onHand: number, changes = {}) =>
  running.product.setVariantStock({
    ...{ variantId, change: { $case: 'onHand', onHand }, expectedVersion: undefined, idempotencyKey: '' },
    ...changes,
  });
const eventsOf = async (id: string) =>
  (await running.db.query(sql`SELECT id FROM outbox WHERE aggregate_id = ${id}`)).length;
const summaryOf = async (query: string) => (await running.product.suggest({ query, limit: 1 })).products[0];

describe('how a variant is taxed and shipped', () => {
  it('changes what is said, once per key, with a version and an event', async () => {
    const { productId, variantIds } = await made('annual', {});
    const [variantId = ''] = variantIds;
    const before = await eventsOf(productId);
    const change = (changes: object) =>
      running.product.changeVariant({
        ...{ variantId, taxClass: TaxClass.UNSPECIFIED, idempotencyKey: '' },
        ...changes,
      });
    const { variant } = await change({ taxClass: TaxClass.ZERO, idempotencyKey: 'zero' });
    expect(variant).toMatchObject({ taxClass: TaxClass.ZERO, requiresShipping: true, version: 2 });
    expect(await change({ taxClass: TaxClass.ZERO, idempotencyKey: 'zero' })).toEqual({ variant });
    expect((await change({})).variant).toEqual(variant);
    const download = (await change({ requiresShipping: false, expectedVersion: 2 })).variant;
    expect(download).toMatchObject({ taxClass: TaxClass.ZERO, requiresShipping: false, version: 3 });
    await expect(change({ requiresShipping: true, expectedVersion: 2 })).rejects.toMatchObject({
      code: 'version.stale',
    });
    expect(await eventsOf(productId)).toBe(before + 2);
    const { items } = await running.product.listProductsForStaff({
      ...{ query: 'annual', status: ProductStatus.UNSPECIFIED, pageSize: 1, pageToken: '' },
    });
    expect(items[0]?.variants[0]).toEqual(download);
  });

  it('has a barcode that staff find, with or without leading zeros', async () => {
    const { variantIds } = await made('scanned', {});
    const change = { variantId: variantIds[0] ?? '', taxClass: TaxClass.UNSPECIFIED, idempotencyKey: '' };
    const { variant } = await running.product.changeVariant({ ...change, barcode: '0 36000 29145 2' });
    expect(variant).toMatchObject({ barcode: '036000291452', gtin: '036000291452', version: 2 });
    for (const query of ['036000291452', '00036000291452', '0036000291452']) {
      const { items } = await running.product.listProductsForStaff({
        ...{ query, status: ProductStatus.UNSPECIFIED, pageSize: 5, pageToken: '' },
      });
      expect(items.map(({ slug }) => slug)).toEqual(['scanned']);
    }
    await running.db.execute(
      sql`UPDATE variants SET barcode = '036000291453' WHERE id = ANY (${variantIds}::uuid[])`,
    );
    const { product } = await running.product.getProduct({ slug: 'scanned', anyStatus: false });
    expect(product?.variants[0]).toMatchObject({ barcode: '036000291453', gtin: '' });
  });

  it('is guarded by the database', async () => {
    const { variantIds } = await made('odd', {});
    const wrong = running.db.execute(
      sql`UPDATE variants SET tax_class = 'none' WHERE id = ANY (${variantIds}::uuid[])`,
    );
    await expect(wrong).rejects.toMatchObject({ constraint: 'variants_tax_class' });
  });
});

describe('prices', () => {
  it('change with their tiers, in lists, pages and quotes alike', async () => {
    const { productId, variantIds } = await made('pricedthing', {
      title: 'Pricedthing',
      ...sized(['S'], ['L']),
    });
    const [small = '', large = ''] = variantIds;
    const tiers = [
      { minQuantity: 12, price: gbp(700) },
      { minQuantity: 6, price: gbp(800) },
    ];
    const { variant } = await priced(small, 900, { tiers, compareAtPrice: gbp(1_200) });
    expect(variant).toMatchObject({
      price: gbp(900),
      version: 2,
      tiers: [{ minQuantity: 6 }, { minQuantity: 12 }],
    });
    await priced(large, 1_500);
    const quote = (quantity: number) =>
      running.product.quoteVariants({
        items: [
          { variantId: small, quantity },
          { variantId: small, quantity: 1 },
        ],
      });
    expect((await quote(4)).offers).toMatchObject([{ unitPrice: gbp(900) }]);
    expect((await quote(5)).offers).toMatchObject([{ unitPrice: gbp(800) }]);
    expect((await quote(11)).offers).toMatchObject([{ unitPrice: gbp(700) }]);
    expect(await summaryOf('pricedthing')).toMatchObject({
      ...{ priceMin: gbp(900), priceMax: gbp(1_500), compareAtPrice: gbp(1_200) },
    });
    expect(await eventsOf(productId)).toBe(3);
  });

  it('that are the same change nothing', async () => {
    const { productId, variantIds } = await made('same-price');
    const { variant } = await priced(variantIds[0] ?? '', 1_000);
    expect(variant?.version).toBe(1);
    expect(await eventsOf(productId)).toBe(1);
  });

  it('are set once per key', async () => {
    const variantId = (await made('keyed-price')).variantIds[0] ?? '';
    const key = { idempotencyKey: v7() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => priced(variantId, 1_100, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await priced(variantId, 1_300);
    expect((await priced(variantId, 1_100, key)).variant?.price).toEqual(gbp(1_100));
    await expect(priced(variantId, 1_200, key)).rejects.toMatchObject({ code: 'idempotency.mismatch' });
  });

  it.each([
    ['a stale version', { expectedVersion: 7 }, 'version.stale'],
    ['an unknown currency', { price: { amountMinor: 1, currency: 'XXY' } }, 'request.invalid'],
    ['another currency', { price: { amountMinor: 1, currency: 'EUR' } }, 'currency.mixed'],
    ['a negative price', { price: gbp(-1) }, 'request.invalid'],
    ['an unknown variant', { variantId: v7() }, 'variant.not_found'],
    ['an id that is none', { variantId: 'x' }, 'variant.not_found'],
  ])('refuse %s', async (name, changes, code) => {
    const variantId =
      (await made(`refused-${name.replaceAll(/\W+/g, '-').toLowerCase()}`)).variantIds[0] ?? '';
    await expect(priced(variantId, 1_100, changes)).rejects.toMatchObject({ code });
  });

  it('are changed by one of fifty writers that saw the same version', async () => {
    const variantId = (await made('contested-price')).variantIds[0] ?? '';
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => priced(variantId, 2_000 + i, { expectedVersion: 1 })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  }, 20_000);
});

describe('stock', () => {
  it('is set, adjusted and no longer counted, each with its movement', async () => {
    const { productId, variantIds } = await made('counted', { variants: [aVariant({ stock: 5 })] });
    const id = variantIds[0] ?? '';
    expect((await stocked(id, 8)).variant).toMatchObject({ quantityAvailable: 8, version: 2 });
    const adjusted = await stocked(id, 0, { change: { $case: 'adjustBy', adjustBy: -3 } });
    expect(adjusted.variant?.quantityAvailable).toBe(5);
    const unlimited = await stocked(id, 0, { change: { $case: 'unlimited', unlimited: true } });
    expect(unlimited.variant).toMatchObject({ available: true, quantityAvailable: undefined });
    const moved = await running.db.query(
      sql`SELECT quantity, reason FROM stock_movements WHERE variant_id = ${id} ORDER BY created_at, id`,
    );
    expect(moved).toEqual([
      { quantity: 5, reason: 'import' },
      { quantity: 3, reason: 'set' },
      { quantity: -3, reason: 'adjust' },
    ]);
    expect(await eventsOf(productId)).toBe(4);
  });

  it('never goes below what is held', async () => {
    const id = (await made('half-held', { variants: [aVariant({ stock: 5 })] })).variantIds[0] ?? '';
    await running.product.holdStock({
      orderId: v7(),
      items: [{ variantId: id, quantity: 4 }],
      ttlMs: 60_000,
    });
    await expect(stocked(id, 3)).rejects.toMatchObject({ code: 'stock.below_held', facts: { held: 4 } });
    expect((await stocked(id, 4)).variant?.quantityAvailable).toBe(0);
  });

  it('is adjusted once per key', async () => {
    const id = (await made('keyed-stock', { variants: [aVariant({ stock: 5 })] })).variantIds[0] ?? '';
    const key = { idempotencyKey: v7(), change: { $case: 'adjustBy', adjustBy: 2 } };
    await Promise.all(Array.from({ length: 20 }, () => stocked(id, 0, key)));
    const { offers } = await running.product.quoteVariants({ items: [{ variantId: id, quantity: 1 }] });
    expect(offers[0]?.quantityAvailable).toBe(7);
  });

  it('adds up when fifty requests adjust it during sales', async () => {
    const id = (await made('busy-stock', { variants: [aVariant({ stock: 100 })] })).variantIds[0] ?? '';
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        if (i % 2) return stocked(id, 0, { change: { $case: 'adjustBy', adjustBy: 1 } });
        const orderId = v7();
        await running.product.holdStock({ orderId, items: [{ variantId: id, quantity: 2 }], ttlMs: 60_000 });
        return i % 4
          ? running.product.commitStock({ orderId })
          : running.product.releaseStock({ orderId, reason: '' });
      }),
    );
    const { offers } = await running.product.quoteVariants({ items: [{ variantId: id, quantity: 1 }] });
    expect(offers[0]?.quantityAvailable).toBe(100 + 25 - 12 * 2);
  }, 20_000);
});

describe('a status', () => {
  it('takes a product off sale and puts it on sale again', async () => {
    const { productId, variantIds } = await made('shelved', { title: 'Shelvedthing' });
    const set = (status: ProductStatus, expectedVersion?: number) =>
      running.product.setProductStatus({ productId, status, expectedVersion, idempotencyKey: '' });
    const items = [{ variantId: variantIds[0] ?? '', quantity: 1 }];
    expect((await set(ProductStatus.ARCHIVED, 1)).product).toMatchObject({
      status: ProductStatus.ARCHIVED,
      version: 2,
    });
    await expect(set(ProductStatus.ACTIVE, 1)).rejects.toMatchObject({
      kind: 'stale',
      code: 'version.stale',
    });
    await expect(running.product.getProduct({ slug: 'shelved', anyStatus: false })).rejects.toMatchObject({
      code: 'product.not_found',
    });
    expect(await summaryOf('shelvedthing')).toBeUndefined();
    expect((await running.product.quoteVariants({ items })).offers[0]?.onSale).toBe(false);
    await expect(running.product.holdStock({ orderId: v7(), items, ttlMs: 9_000 })).rejects.toMatchObject({
      code: 'stock.insufficient',
    });
    await set(ProductStatus.ACTIVE);
    expect(await summaryOf('shelvedthing')).toMatchObject({ slug: 'shelved', available: true });
    await running.product.holdStock({ orderId: v7(), items, ttlMs: 9_000 });
  });
});

describe("staff's list", () => {
  it('lists the last change first, page by page, and is searched by title and SKU', async () => {
    for (let i = 0; i < 5; i++) await made(`listed-${i}`, { variants: [aVariant({ sku: `LISTED-${i}` })] });
    await stocked(
      (await made('listed-1', { variants: [aVariant({ sku: 'LISTED-1' })] })).variantIds[0] ?? '',
      77,
    );
    const slugs: string[] = [];
    for (let pageToken = ''; ;) {
      const page = await running.product.listProductsForStaff({
        ...{ query: 'listed', status: ProductStatus.UNSPECIFIED, pageSize: 2, pageToken },
      });
      slugs.push(...page.items.map(({ slug }) => slug));
      pageToken = page.nextPageToken;
      if (!pageToken) break;
    }
    expect(slugs).toEqual(['listed-1', 'listed-4', 'listed-3', 'listed-2', 'listed-0']);
    const bySku = await running.product.listProductsForStaff({
      ...{ query: 'listed-3', status: ProductStatus.ACTIVE, pageSize: 9, pageToken: '' },
    });
    expect(bySku.items.map(({ slug }) => slug)).toEqual(['listed-3']);
  });
});
