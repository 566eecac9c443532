import {
  type ListProductsRequest,
  ProductSort,
  ProductStatus,
  type ProductSummary,
} from '@tradepost/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cursorFor } from './domain/cursor.ts';
import { isGuessable, withOneMissing, withTwoSwapped, wordsOf } from './domain/words.ts';
import { ImportProducts } from './flows/import-products.ts';
import { type CatalogueSeed, seedCatalogue } from './flows/seed-catalogue.ts';
import { PostgresSeedStore } from './io/seed.store.ts';
import { demoSeed } from './testing/demo-seed.ts';
import { aProduct, aVariant } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
let seed: CatalogueSeed;
let active: CatalogueSeed['products'];
const reseed = (fingerprint: string) =>
  seedCatalogue({ ...seed, fingerprint }, new PostgresSeedStore(running.db), running.app.get(ImportProducts));
beforeAll(async () => {
  [running, seed] = await Promise.all([runProduct(), demoSeed()]);
  active = seed.products.filter(({ status }) => status === 'active');
  await reseed('first');
}, 60_000);
afterAll(() => running.close());

const list = (request: Partial<ListProductsRequest> = {}) =>
  running.product.listProducts({
    ...{
      query: '',
      category: '',
      vendors: [],
      minPriceMinor: undefined,
      maxPriceMinor: undefined,
      inStock: false,
    },
    ...{ options: [], sort: ProductSort.UNSPECIFIED, pageSize: 100, pageToken: '', withFacets: false },
    ...request,
  });
const slugs = async (request: Partial<ListProductsRequest>) =>
  (await list(request)).items.map(({ slug }) => slug);

const forged = (sort: string, value: number | string): string =>
  cursorFor(sort, { value, id: '01a1f915-a949-7344-846e-28935f1b6242', isGuessed: false });

/** The filter that a value of a facet stands for. */
function choosing(facet: string, value: string): Partial<ListProductsRequest> {
  if (facet === 'category') return { category: value };
  if (facet === 'vendor') return { vendors: [value] };
  return { options: [{ name: facet.replace(/^option\./, ''), values: [value] }] };
}

/** Every page after the other. */
async function walk(request: Partial<ListProductsRequest>) {
  const items = [];
  for (let pageToken = ''; ;) {
    const page = await list({ ...request, pageToken });
    items.push(...page.items);
    pageToken = page.nextPageToken;
    if (!pageToken) return items;
  }
}

describe('the demo catalogue', () => {
  it('is imported once; again it changes nothing, with the same fingerprint or another', async () => {
    expect(await reseed('first')).toEqual({ unchanged: seed.products.length });
    expect(await reseed('other')).toEqual({ unchanged: seed.products.length });
  });

  it('reads a product with everything that belongs to it in one statement', async () => {
    running.statements.length = 0;
    const { product } = await running.product.getProduct({ slug: 'enamel-pendant', anyStatus: false });
    expect(running.statements).toHaveLength(1);
    expect(product).toMatchObject({
      title: 'Enamel pendant light',
      breadcrumbs: [{ slug: 'home' }, { slug: 'lamps' }],
      options: [{ name: 'Colour' }, { name: 'Size', values: ['25 cm', '36 cm'] }],
    });
    expect(product?.variants).toHaveLength(6);
    const key = product?.images[0]?.url.split('/').at(-1) ?? '';
    const picture = await running.product.getPicture({ key });
    expect(picture.contentType).toBe('image/svg+xml');
    expect(Buffer.from(picture.body).toString()).toContain('<svg');
  });

  it('shows drafts only to staff', async () => {
    const draft = seed.products.find(({ status }) => status !== 'active')?.slug ?? '';
    await expect(running.product.getProduct({ slug: draft, anyStatus: false })).rejects.toMatchObject({
      code: 'product.not_found',
    });
    expect((await running.product.getProduct({ slug: draft, anyStatus: true })).product?.slug).toBe(draft);
    expect(await slugs({})).not.toContain(draft);
  });

  it('counts active products in each category and below', async () => {
    const { categories } = await running.product.listCategories({ pageToken: '' });
    expect(categories[0]?.parentSlug).toBe('');
    const home = categories.find(({ slug }) => slug === 'home');
    const below = categories.filter(({ parentSlug }) => parentSlug === 'home').map(({ slug }) => slug);
    expect(home?.productCount).toBe(active.filter(({ category }) => below.includes(category)).length);
  });
});

describe('browsing', () => {
  it('shows a picture for each category, of one of its products', async () => {
    const { categories } = await running.product.listCategories({ pageToken: '' });
    const lamps = categories.find(({ slug }) => slug === 'lamps')?.image?.url ?? '';
    expect((await list({ category: 'lamps', pageSize: 50 })).items.map(({ image }) => image?.url)).toContain(
      lamps,
    );
    expect(categories.filter(({ image }) => !image)).toEqual([]);
  });

  it.each([
    ['linen', false],
    ['linnen', true],
    ['xqzwvx', false],
  ])('reports whether %j was found as typed or by what is close', async (query, isInexact) =>
    expect((await list({ query, pageSize: 5, sort: ProductSort.RELEVANCE })).inexact).toBe(isInexact),
  );

  it('lists twenty, with facets, in one statement', async () => {
    running.statements.length = 0;
    const page = await list({ pageSize: 20, withFacets: true });
    expect(running.statements).toHaveLength(1);
    expect(page.items).toHaveLength(20);
    expect(page.total).toBe(active.length);
  });

  it.each<[string, ProductSort, (item: ProductSummary) => string | number, number]>([
    ['newest', ProductSort.NEWEST, (item) => item.id, -1],
    ['price', ProductSort.PRICE, priceOf, 1],
    ['dearest', ProductSort.PRICE_DESC, priceOf, -1],
    ['title', ProductSort.TITLE, (item) => wordsOf(item.title).join(' '), 1],
  ])('by %s shows every product once over all pages', async (_, sort, keyOf, direction) => {
    const items = await walk({ sort, pageSize: 7 });
    expect(new Set(items.map(({ slug }) => slug)).size).toBe(active.length);
    expect(items).toHaveLength(active.length);
    const keys = items.map(keyOf);
    const ordered = keys.toSorted((a, b) => (a < b ? -direction : a > b ? direction : 0));
    expect(keys).toEqual(ordered);
  });

  it('pages through search results by relevance without gap or repeat', async () => {
    const whole = await slugs({ query: 'linen' });
    expect(whole.length).toBeGreaterThan(4);
    const paged = await walk({ query: 'linen', pageSize: 3 });
    expect(paged.map(({ slug }) => slug)).toEqual(whole);
  });

  it('a category includes what is below it', async () => {
    const found = await slugs({ category: 'clothing' });
    const leaves = seed.categories.filter(({ parent }) => parent === 'clothing').map(({ slug }) => slug);
    expect(found.toSorted()).toEqual(
      active
        .filter(({ category }) => leaves.includes(category))
        .map(({ slug }) => slug)
        .toSorted(),
    );
  });

  it('narrows by vendor, price and option, all at once', async () => {
    const items = await walk({
      ...{ vendors: ['Lumen Yard'], minPriceMinor: 5_000, maxPriceMinor: 15_000 },
      options: [{ name: 'colour', values: ['chalk', 'Ink'] }],
    });
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      expect(item.vendor).toBe('Lumen Yard');
      expect(item.priceMax?.amountMinor).toBeGreaterThanOrEqual(5_000);
      expect(item.priceMin?.amountMinor).toBeLessThanOrEqual(15_000);
      const { product } = await running.product.getProduct({ slug: item.slug, anyStatus: false });
      const colours = product?.variants.flatMap(({ options }) => options.map(({ value }) => value));
      expect(colours).toEqual(expect.arrayContaining([expect.stringMatching(/^(Chalk|Ink)$/)]));
    }
  });

  it('counts a facet as if its own filter were not set', async () => {
    const plain = await list({ category: 'lamps', withFacets: true });
    const chosen = await list({ category: 'lamps', vendors: ['Lumen Yard'], withFacets: true });
    const vendors = (page: typeof plain) => page.facets.find(({ name }) => name === 'vendor')?.values;
    expect(vendors(chosen)).toEqual(vendors(plain));
    expect(chosen.total).toBe(vendors(plain)?.find(({ value }) => value === 'Lumen Yard')?.count);
    const categories = chosen.facets
      .find(({ name }) => name === 'category')
      ?.values.map(({ value }) => value);
    expect(categories?.length).toBeGreaterThan(0);
  });

  it.each([{}, { vendors: ['Lumen Yard'] }, { category: 'lamps', vendors: ['Lumen Yard'], inStock: true }])(
    'counts for each value what choosing it would show, with %j',
    async (chosen) => {
      const { facets } = await list({ ...chosen, withFacets: true });
      for (const { name, values } of facets) {
        for (const { value, count } of values.slice(0, 8)) {
          const { total } = await list({ ...chosen, ...choosing(name, value), withFacets: true });
          expect({ name, value, count: total }).toEqual({ name, value, count });
        }
      }
    },
  );

  it('reports what is available, and lists only that if asked to', async () => {
    await running.product.importProducts({
      products: [
        aProduct('sold-out-product', { variants: [aVariant({ stock: 0 })], vendor: 'Availability' }),
        aProduct('in-stock-product', { variants: [aVariant({ stock: 1 })], vendor: 'Availability' }),
        aProduct('unlimited-product', { variants: [aVariant({ stock: undefined })], vendor: 'Availability' }),
      ],
      dryRun: false,
    });
    const { items } = await list({ vendors: ['Availability'], sort: ProductSort.TITLE });
    expect(items.map(({ slug, available }) => [slug, available])).toEqual([
      ['in-stock-product', true],
      ['sold-out-product', false],
      ['unlimited-product', true],
    ]);
    expect(await slugs({ vendors: ['Availability'], inStock: true, sort: ProductSort.TITLE })).toEqual([
      'in-stock-product',
      'unlimited-product',
    ]);
  });

  it.each([
    ['a page of 101', { pageSize: 101 }, 'request.invalid'],
    ['a page of none', { pageSize: 0 }, 'request.invalid'],
    [
      'a cursor of another sort',
      { sort: ProductSort.PRICE, pageToken: 'WyJ0aXRsZSIsIngiXQ' },
      'cursor.invalid',
    ],
    ['forged sales', { sort: ProductSort.POPULAR, pageToken: forged('popular', 2 ** 32) }, 'cursor.invalid'],
    ['a forged title', { sort: ProductSort.TITLE, pageToken: forged('title', 'a\0') }, 'cursor.invalid'],
  ])('refuses %s', async (_, request, code) => {
    await expect(list(request)).rejects.toMatchObject({ kind: 'invalid', code });
  });
});

describe('the list of staff', () => {
  it.each(['yesterday', '2026-13-01T00:00:00.000Z', '-271821-04-20T00:00:00.000Z'])(
    'refuses a cursor of %s',
    async (value) => {
      const request = {
        query: '',
        status: ProductStatus.UNSPECIFIED,
        pageSize: 5,
        pageToken: forged('changed', value),
      };
      await expect(running.product.listProductsForStaff(request)).rejects.toMatchObject({
        code: 'cursor.invalid',
      });
    },
  );
});

describe('searching', () => {
  it('takes two statements: what changed, and which products match; the latter once while nothing changes', async () => {
    await list({ query: 'rug', pageSize: 20, withFacets: true });
    running.statements.length = 0;
    await list({ query: 'lnien', pageSize: 20 });
    expect(running.statements).toHaveLength(2);
    await list({ query: 'lnien', pageSize: 20, vendors: ['Lumen Yard'], withFacets: true });
    expect(running.statements).toHaveLength(3);
  });

  it('puts a title before a description', async () => {
    const [first] = await slugs({ query: 'pendant light' });
    expect(first).toBe('enamel-pendant');
  });

  it.each(['enamel pend', 'PENDANT, enamel!', 'pendants', 'LUM-PEN'])(
    'finds the pendant by %j',
    async (query) => {
      expect(await slugs({ query })).toContain('enamel-pendant');
    },
  );

  it.each(['!!!', 'qqqqqqq', "'); DROP TABLE products; --", 'a & | ! ( ) : *', '\\', '%'])(
    'answers %j with a list, empty or not',
    async (query) => {
      expect(Array.isArray(await slugs({ query }))).toBe(true);
    },
  );

  it('finds every product by the longest word of its title with two letters swapped or one missing', async () => {
    const typos = active.flatMap(({ title, slug }, i) => {
      const [word] = wordsOf(title)
        .filter((one) => isGuessable(one) && one.length >= 5)
        .toSorted((one, other) => other.length - one.length);
      const wrongs = word ? [withOneMissing(word), withTwoSwapped(word)] : [];
      return wrongs.map((ways) => ({ slug, query: ways[i % ways.length] ?? '' }));
    });
    const found = await Promise.all(
      typos.map(async ({ slug, query }) => (await slugs({ query })).includes(slug)),
    );
    const missed = typos.filter((_, i) => !found[i]);
    expect(missed).toEqual([]);
  }, 30_000);

  it('finds what is less similar if nothing else is found', async () => {
    expect(await slugs({ query: 'pendamt' })).toContain('enamel-pendant');
    expect(await slugs({ query: 'enamell pendannt' })).toContain('enamel-pendant');
    const paged = await walk({ query: 'linnen', pageSize: 3 });
    expect(paged.length).toBeGreaterThan(3);
    expect(new Set(paged.map(({ slug }) => slug)).size).toBe(paged.length);
  });

  it('suggests words, products and categories', async () => {
    const found = await running.product.suggest({ query: 'lam', limit: 5 });
    expect(found.words).toContain('lamp');
    expect(found.products.map(({ title }) => title.toLowerCase())).toEqual(
      expect.arrayContaining([expect.stringContaining('lamp')]),
    );
    expect(found.categories).toContainEqual({ slug: 'lamps', name: 'Lamps' });
  });
});

function priceOf(item: ProductSummary): number {
  return item.priceMin?.amountMinor ?? 0;
}
