import { ProductStatus } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aProduct, aVariant, sized } from '../testing/inputs.ts';
import { type RunningProduct, runProduct } from '../testing/product-service.ts';
import { CatalogueStore } from './catalogue.store.ts';
import { StaffProducts } from './staff-products.store.ts';

const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

let running: RunningProduct;
let staff: StaffProducts;
beforeAll(async () => {
  running = await runProduct();
  staff = running.app.get(StaffProducts);
  const products = [
    aProduct('plain-mug', {
      category: 'Mugs',
      description: '<p>Plain</p>',
      vendor: 'Acme',
      tags: ['a', 'b'],
    }),
    aProduct('tiered-mug', {
      ...{ category: 'Mugs', images: [{ url: '/a.svg', alt: 'A', width: 3, height: 4 }] },
      ...sized(
        ['S', { tiers: [{ minQuantity: 5, price: gbp(900) }], compareAtPrice: gbp(1_500) }],
        ['M', { stock: undefined }],
        ['L', { stock: 0, backorder: true, weightGrams: 300, barcode: '42', imageUrl: '/l.svg' }],
      ),
    }),
    aProduct('uncategorised', { variants: [aVariant({ stock: 7 })] }),
  ];
  await running.product.importProducts({ products, dryRun: false });
  await running.db.execute(sql`UPDATE stock SET max_per_customer = 3 WHERE on_hand = 7`);
}, 30_000);
afterAll(() => running.close());

describe('a product as staff see it', () => {
  it.each(['plain-mug', 'tiered-mug', 'uncategorised'])('has what its public page has: %s', async (slug) => {
    const shown = await running.app.get(CatalogueStore).product(slug);
    expect(shown).toBeDefined();
    expect(await staff.product(slug)).toEqual(shown);
    expect(await staff.product(shown?.id ?? '')).toEqual(shown);
  });

  it('is found and changed by its id in capitals', async () => {
    const { product } = await running.product.getProduct({ slug: 'uncategorised', anyStatus: true });
    const [id, variantId] = [product?.id ?? '', product?.variants[0]?.id ?? ''];
    // At once, because Prisma gathers such calls into one statement.
    const found = await Promise.all([id.toUpperCase(), id].map((one) => staff.product(one)));
    expect(found.map((one) => one?.slug)).toEqual(['uncategorised', 'uncategorised']);
    const { variant } = await running.product.setVariantStock({
      ...{
        variantId: variantId.toUpperCase(),
        change: { $case: 'adjustBy', adjustBy: 1 },
        idempotencyKey: '',
      },
    });
    expect(variant).toMatchObject({ id: variantId, quantityAvailable: 8 });
    const { items } = await running.product.listMovements({
      ...{ variantId: variantId.toUpperCase(), pageSize: 1, pageToken: '' },
    });
    expect(items).toMatchObject([{ quantity: 1, reason: 'adjust' }]);
  });

  it('is found by an old slug, too', async () => {
    const { product } = await running.product.getProduct({ slug: 'plain-mug', anyStatus: true });
    await running.product.setProductSlug({
      ...{ productId: product?.id ?? '', slug: 'renamed-mug', takeOver: false, idempotencyKey: '' },
    });
    expect((await staff.product('plain-mug'))?.slug).toBe('renamed-mug');
    expect(await staff.product('no-such-mug')).toBeUndefined();
  });
});

describe('the list of staff', () => {
  it('has each product once, though all changed within one millisecond', async () => {
    const products = Array.from({ length: 7 }, (_, i) => aProduct(`burst-${i}`));
    await running.product.importProducts({ products, dryRun: false });
    // Microseconds apart: what Prisma could not tell apart, if the column kept them.
    await running.db.execute(sql`
      UPDATE products SET updated_at = '2026-05-01T12:00:00Z'::timestamptz + nth * interval '40 microseconds'
      FROM (SELECT id AS one, row_number() OVER (ORDER BY id) AS nth FROM products WHERE slug LIKE 'burst-%') numbered
      WHERE id = one`);
    const slugs: string[] = [];
    for (let pageToken = ''; ;) {
      const request = { query: 'burst-', status: ProductStatus.UNSPECIFIED, pageSize: 2, pageToken };
      const page = await running.product.listProductsForStaff(request);
      slugs.push(...page.items.map(({ slug }) => slug));
      pageToken = page.nextPageToken;
      if (!pageToken) break;
    }
    expect(slugs.toSorted()).toEqual(products.map(({ slug }) => slug));
  });

  it('shows summaries: no texts, and the first variants of many', async () => {
    const sizes = Array.from({ length: 40 }, (_, at): [string, object] => [`S${at}`, { stock: at }]);
    const long = aProduct('long-read', {
      description: `<p>${'word '.repeat(12_000)}</p>`,
      ...{ tags: ['a', 'b'], category: 'Mugs' },
      images: [1, 2].map((at) => ({ url: `/long-${at}.svg`, alt: '', width: 3, height: 4 })),
      ...sized(...sizes),
    });
    await running.product.importProducts({ products: [long], dryRun: false });
    const search = { query: 'long-read', status: ProductStatus.UNSPECIFIED, pageSize: 9, pageToken: '' };
    running.statements.length = 0;
    const { items } = await running.product.listProductsForStaff(search);
    // With the names of their categories.
    expect(running.statements).toHaveLength(2);
    expect(items).toMatchObject([
      {
        ...{ slug: 'long-read', description: '', descriptionText: '', tags: [], options: [] },
        ...{ variantCount: 40, images: [{ url: '/long-1.svg' }], breadcrumbs: [{ name: 'Mugs' }] },
        variants: [{ quantityAvailable: 0 }, { quantityAvailable: 1 }, { quantityAvailable: 2 }],
      },
    ]);
  });

  it('takes % and _ in a search literally', async () => {
    const search = { status: ProductStatus.UNSPECIFIED, pageSize: 9, pageToken: '' };
    for (const query of ['%', '_', 'burst_'])
      expect((await running.product.listProductsForStaff({ ...search, query })).items).toEqual([]);
  });
});
