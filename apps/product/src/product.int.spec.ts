import { ImportOutcome, ProductSort } from '@tradepost/contracts';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCatalogue } from './demo/catalogue.ts';
import { ImportProducts } from './flows/import-products.ts';
import { seedCatalogue } from './flows/seed-catalogue.ts';
import { demoSeed } from './io/demo-seed.ts';
import { PostgresSeedStore } from './io/seed.store.ts';
import { aProduct, aVariant } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/running-product.ts';

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
  const seed = demoSeed(demoCatalogue);
  await seedCatalogue(seed, new PostgresSeedStore(running.db), running.app.get(ImportProducts));
}, 60_000);
afterAll(() => running.close());

const all = {
  query: '',
  category: '',
  vendors: [],
  inStock: false,
  options: [],
  pageToken: '',
  withFacets: false,
};
const list = (request: Partial<Parameters<RunningProduct['product']['listProducts']>[0]> = {}) =>
  running.product.listProducts({ ...all, sort: ProductSort.UNSPECIFIED, pageSize: 100, ...request } as never);

describe('the demo catalogue', () => {
  it('is seeded once', async () => {
    const seed = demoSeed(demoCatalogue);
    const again = await seedCatalogue(
      seed,
      new PostgresSeedStore(running.db),
      running.app.get(ImportProducts),
    );
    expect(again).toEqual({ unchanged: demoCatalogue.products.length });
    const unremembered = { ...seed, fingerprint: 'other' };
    expect(
      await seedCatalogue(unremembered, new PostgresSeedStore(running.db), running.app.get(ImportProducts)),
    ).toEqual({ unchanged: demoCatalogue.products.length });
  });

  it('shows a product with all that belongs to it in one statement', async () => {
    running.statements.length = 0;
    const { product } = await running.product.getProduct({ slug: 'enamel-pendant', anyStatus: false });
    expect(running.statements).toHaveLength(1);
    expect(product).toMatchObject({
      title: 'Enamel pendant light',
      breadcrumbs: [{ slug: 'home' }, { slug: 'lamps' }],
      options: [{ name: 'Colour' }, { name: 'Size', values: ['25 cm', '36 cm'] }],
    });
    expect(product?.variants).toHaveLength(6);
    const picture = await running.product.getPicture({
      key: product?.images[0]?.url.split('/').at(-1) ?? '',
    });
    expect(picture.contentType).toBe('image/svg+xml');
    expect(Buffer.from(picture.body).toString()).toContain('<svg');
  });

  it('lists twenty in one statement', async () => {
    running.statements.length = 0;
    const page = await list({ pageSize: 20 });
    expect(page.items).toHaveLength(20);
    expect(running.statements).toHaveLength(1);
  });
});

describe('holding goods', () => {
  it('holds, commits, and quotes what is left', async () => {
    const { results } = await running.product.importProducts({
      products: [aProduct('held-thing', { variants: [aVariant({ sku: 'HT', stock: 3 })] })],
      dryRun: false,
    });
    expect(results[0]?.outcome).toBe(ImportOutcome.CREATED);
    const variantId = results[0]?.variants[0]?.id ?? '';
    const orderId = v7();
    await running.product.holdStock({ orderId, items: [{ variantId, quantity: 2 }], ttlMs: 60_000 });
    const { offers } = await running.product.quoteVariants({ items: [{ variantId, quantity: 2 }] });
    expect(offers).toMatchObject([
      { sku: 'HT', quantityAvailable: 1, onSale: true, unitPrice: { amountMinor: 1_000 } },
    ]);
    await running.product.commitStock({ orderId });
    await expect(
      running.product.holdStock({ orderId: v7(), items: [{ variantId, quantity: 2 }], ttlMs: 60_000 }),
    ).rejects.toMatchObject({
      code: 'stock.insufficient',
      facts: { errors: [{ code: 'stock.insufficient', sku: 'HT', asked: 2, available: 1 }] },
    });
  });
});

