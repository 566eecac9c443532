import type { ListProductsRequest, ProductInput, VariantInput } from '@tradepost/contracts';
import { Sql, sql } from '@tradepost/database';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aProduct, aVariant } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

type Offer = [size: string, colour: string, amountMinor: number, stock: number | undefined];

/** A shirt with these variants; all else is the same. */
const shirt = (slug: string, offers: Offer[], changes: Partial<ProductInput> = {}): ProductInput => {
  const choices = (at: 0 | 1) => [...new Set(offers.map((offer) => offer[at]))];
  const variants = offers.map(([size, colour, amountMinor, stock]): VariantInput =>
    aVariant({
      ...{ sku: `${slug}-${size}-${colour}`, stock, price: { amountMinor, currency: 'GBP' } },
      options: [
        { name: 'Size', value: size },
        { name: 'Colour', value: colour },
      ],
    }),
  );
  return aProduct(slug, {
    ...{ title: `Shirt ${slug}`, vendor: 'Weaver', category: 'Shirts', variants },
    options: [
      { name: 'Size', values: choices(0) },
      { name: 'Colour', values: choices(1) },
    ],
    ...changes,
  });
};

const SHIRTS = [
  // Large is sold out, and large is never red; between 20 and 30 there is nothing.
  shirt('crossed', [
    ['L', 'Blue', 1_000, 0],
    ['M', 'Red', 5_000, 5],
  ]),
  shirt('met', [
    ['L', 'Red', 2_500, 3],
    ['M', 'Blue', 1_000, 0],
  ]),
  shirt('unlimited', [['L', 'Red', 9_000, undefined]], { vendor: 'Other' }),
  shirt('sold-out', [['L', 'Red', 2_500, 0]]),
  aProduct('plain', { vendor: 'Weaver', category: 'Shirts', title: 'Shirt plain' }),
];

const MIGRATION = path.join(
  import.meta.dirname,
  '../prisma/migrations/20261130084500_search_of_variants/migration.sql',
);

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
  await running.product.importProducts({ products: SHIRTS, dryRun: false });
}, 30_000);
afterAll(() => running.close());

const list = (changes: Partial<ListProductsRequest>) =>
  running.product.listProducts({
    ...{ query: '', category: '', vendors: [], inStock: false, options: [], withFacets: true },
    ...{ sort: 'PRODUCT_SORT_TITLE' as const, pageSize: 50, pageToken: '' },
    ...changes,
  });
/** The same with facets and without, as the first page and the others are read. */
async function slugs(changes: Partial<ListProductsRequest>): Promise<string[]> {
  const [first, other] = await Promise.all([list(changes), list({ ...changes, withFacets: false })]);
  expect(other.items).toEqual(first.items);
  expect(first.total).toBe(first.items.length);
  return first.items.map(({ slug }) => slug);
}
const size = (...values: string[]) => ({ name: 'Size', values });
const colour = (...values: string[]) => ({ name: 'colour', values });

describe('filters are met by one variant', () => {
  it.each<[string, Partial<ListProductsRequest>, string[]]>([
    ['an option', { options: [size('L')] }, ['crossed', 'met', 'sold-out', 'unlimited']],
    ['an option in stock', { options: [size('l')], inStock: true }, ['met', 'unlimited']],
    ['two options', { options: [size('L'), colour('red')] }, ['met', 'sold-out', 'unlimited']],
    ['two options with alternatives', { options: [size('L', 'M'), colour('Blue')] }, ['crossed', 'met']],
    ['two options in stock', { options: [size('L'), colour('Red')], inStock: true }, ['met', 'unlimited']],
    ['a price range', { minPriceMinor: 2_000, maxPriceMinor: 3_000 }, ['met', 'sold-out']],
    ['a price range in stock', { minPriceMinor: 2_000, maxPriceMinor: 3_000, inStock: true }, ['met']],
    ['an option up to a price', { options: [size('M')], maxPriceMinor: 2_000 }, ['met']],
    ['an option from a price on', { options: [size('L')], minPriceMinor: 3_000 }, ['unlimited']],
    ['in stock up to a price', { inStock: true, maxPriceMinor: 1_000 }, ['plain']],
    ['a vendor, too', { options: [size('L')], inStock: true, vendors: ['Other'] }, ['unlimited']],
    ['a search, too', { query: 'shirt', options: [size('L')], inStock: true }, ['met', 'unlimited']],
    ['a category, too', { category: 'shirts', options: [size('M')], inStock: true }, ['crossed']],
    ['nothing that there is', { options: [size('S'), colour('Red')] }, []],
  ])('%s', async (_, filters, expected) => expect(await slugs(filters)).toEqual(expected));

  it('and the card shows the price of the product', async () => {
    const { items } = await list({ options: [size('M')], inStock: true });
    expect(items).toMatchObject([{ slug: 'crossed', priceMin: { amountMinor: 1_000 } }]);
  });

  it('page by page', async () => {
    const filters = { options: [size('L')], inStock: true, pageSize: 1 };
    const first = await list(filters);
    const second = await list({ ...filters, withFacets: false, pageToken: first.nextPageToken });
    expect([...first.items, ...second.items].map(({ slug }) => slug)).toEqual(['met', 'unlimited']);
    expect(second.nextPageToken).toBe('');
  });
});

describe('facets agree with the filters', () => {
  const choosing = (name: string, value: string): Partial<ListProductsRequest> =>
    name === 'category'
      ? { category: value }
      : name === 'vendor'
        ? { vendors: [value] }
        : { options: [{ name: name.slice('option.'.length), values: [value] }] };

  it.each<Partial<ListProductsRequest>>([
    {},
    { inStock: true },
    { maxPriceMinor: 2_000 },
    { minPriceMinor: 2_000, maxPriceMinor: 3_000 },
    { options: [size('L')] },
    { options: [size('L')], inStock: true },
    { options: [size('L')], inStock: true, vendors: ['Weaver'] },
    { options: [size('L'), colour('Red')] },
    { options: [size('M'), colour('Red')], inStock: true, category: 'shirts' },
    { query: 'shirt', options: [colour('Blue')], vendors: ['Weaver'] },
  ])('each count is what choosing the value would show, with %j', async (chosen) => {
    const { facets } = await list(chosen);
    expect(facets.length).toBeGreaterThan(0);
    for (const { name, values } of facets) {
      for (const { value, count } of values) {
        const { options: chosenToo = [] } = chosen;
        const changes = choosing(name, value);
        const others = chosenToo.filter((one) => `option.${one.name}`.toLowerCase() !== name.toLowerCase());
        const options = [...others, ...(changes.options ?? [])];
        const total = (await slugs({ ...chosen, ...changes, options: changes.options ? options : chosenToo }))
          .length;
        expect({ name, value, count: total }).toEqual({ name, value, count });
      }
    }
  });

  it('and have no value that only variants have which are not meant', async () => {
    const { facets } = await list({ inStock: true });
    const sizes = facets.find(({ name }) => name === 'option.Size')?.values;
    expect(sizes).toEqual([
      { value: 'L', label: 'L', count: 2 },
      { value: 'M', label: 'M', count: 1 },
    ]);
  });
});

describe('a variant', () => {
  const filters = { options: [size('XL'), colour('Green')], inStock: true };

  it('is meant from when it can be bought until it is sold out, and again when it is given back', async () => {
    const { results } = await running.product.importProducts({
      ...{ products: [shirt('last-one', [['XL', 'Green', 1_000, 1]])], dryRun: false },
    });
    const variantId = results[0]?.variants[0]?.id ?? '';
    expect(await slugs(filters)).toEqual(['last-one']);
    const orderId = v7();
    await running.product.holdStock({ orderId, items: [{ variantId, quantity: 1 }], ttlMs: 60_000 });
    expect(await slugs(filters)).toEqual([]);
    await running.product.releaseStock({ orderId, reason: 'test' });
    expect(await slugs(filters)).toEqual(['last-one']);
  });

  it('that is retired is not meant', async () => {
    const offers: Offer[] = [
      ['XL', 'White', 1_000, 1],
      ['XL', 'Black', 1_000, 1],
    ];
    const white = { options: [size('XL'), colour('White')], inStock: true };
    await running.product.importProducts({ products: [shirt('retiring', offers)], dryRun: false });
    expect(await slugs(white)).toEqual(['retiring']);
    await running.product.importProducts({ products: [shirt('retiring', offers.slice(1))], dryRun: false });
    expect(await slugs(white)).toEqual([]);
  });

  it('follows a new price', async () => {
    const { items } = await running.product.listProductsForStaff({
      ...{ query: 'met', status: 'PRODUCT_STATUS_UNSPECIFIED' as const, pageSize: 5, pageToken: '' },
    });
    const variantId = items.find(({ slug }) => slug === 'met')?.variants[0]?.id ?? '';
    const price = { amountMinor: 7_500, currency: 'GBP' };
    await running.product.setVariantPrices({
      ...{ variantId, price, compareAtPrice: undefined, tiers: [], idempotencyKey: '' },
    });
    expect(await slugs({ options: [size('L')], minPriceMinor: 7_000, maxPriceMinor: 8_000 })).toEqual([
      'met',
    ]);
  });
});

it('the migration gives each variant on sale of an active product what filters ask of', async () => {
  const all = sql`SELECT * FROM product_search_variants ORDER BY variant_id`;
  const kept = await running.db.query(all);
  // As the release before wrote the entries: the statement itself is of the migration.
  const migration = readFileSync(MIGRATION, 'utf8');
  const fill = /INSERT INTO product_search_variants[^;]+;/.exec(migration)?.[0] ?? '';
  await running.db.tx(async (tx) => {
    await tx.execute(sql`DELETE FROM product_search_variants`);
    await tx.execute(new Sql([fill], []));
  });
  expect(await running.db.query(all)).toEqual(kept);
});

it('an option in another script is met in any case and composition of its letters', async () => {
  const named = aProduct('тапки', {
    options: [{ name: 'Размер', values: ['Йота'] }],
    variants: [aVariant({ options: [{ name: 'Размер', value: 'Йота' }] })],
  });
  await running.product.importProducts({ products: [named], dryRun: false });
  for (const value of ['Йота', 'йота', 'ЙОТА', 'Йота'.normalize('NFD')])
    expect(await slugs({ options: [{ name: 'размер', values: [value] }], inStock: true })).toEqual(['тапки']);
});
