import { ImportOutcome, type SetCategorySlugRequest, type SetProductSlugRequest } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aProduct, aVariant } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const mark = () => v7().slice(-12);
const bring = async (...products: ReturnType<typeof aProduct>[]) =>
  (await running.product.importProducts({ products, dryRun: false })).results;
const renamed = (productId: string, slug: string, changes: Partial<SetProductSlugRequest> = {}) =>
  running.product.setProductSlug({ productId, slug, takeOver: false, idempotencyKey: '', ...changes });
/** The current slug of the product that a slug leads to. */
const at = async (slug: string) =>
  (await running.product.getProduct({ slug, anyStatus: false })).product?.slug;
const list = (category: string) =>
  running.product.listProducts({
    ...{ query: '', category, vendors: [], inStock: false, options: [], withFacets: true },
    ...{ minPriceMinor: undefined, maxPriceMinor: undefined, sort: 'PRODUCT_SORT_NEWEST' as const },
    ...{ pageSize: 50, pageToken: '' },
  });

describe('a product with a new slug', () => {
  let one: string;
  let id: string;
  beforeEach(async () => {
    one = `product-${mark()}`;
    const [made] = await bring(aProduct(one, { variants: [aVariant({ sku: `SKU-${one}` })] }));
    id = made?.productId ?? '';
  });

  it('is found at each slug it had, and shown with the current one', async () => {
    await renamed(id, `${one}-b`);
    const { product } = await renamed(id, `${one}-c`);
    expect(product).toMatchObject({ slug: `${one}-c`, version: 3 });
    for (const slug of [one, `${one}-b`, `${one}-c`]) expect(await at(slug)).toBe(`${one}-c`);
  });

  it('can go back to an old slug, and the others still lead to it', async () => {
    await renamed(id, `${one}-b`);
    await renamed(id, one);
    expect(await at(one)).toBe(one);
    expect(await at(`${one}-b`)).toBe(one);
    const kept = await running.db.query(sql`SELECT slug FROM product_old_slugs WHERE product_id = ${id}`);
    expect(kept).toEqual([{ slug: `${one}-b` }]);
  });

  it('has it in lists and quotes, and publishes it once', async () => {
    const before = await running.db.query(sql`SELECT id FROM outbox WHERE aggregate_id = ${id}`);
    await renamed(id, `${one}-b`);
    await renamed(id, `${one}-b`);
    const { products } = await running.product.suggest({ query: one, limit: 1 });
    expect(products[0]?.slug).toBe(`${one}-b`);
    const after = await running.db.query(sql`SELECT id FROM outbox WHERE aggregate_id = ${id}`);
    expect(after.length - before.length).toBe(1);
  });

  it('keeps its old slug from others, unless they take it over', async () => {
    await renamed(id, `${one}-b`);
    const [other] = await bring(aProduct(`${one}-other`));
    const otherId = other?.productId ?? '';
    await expect(renamed(otherId, `${one}-b`)).rejects.toMatchObject({ code: 'slug.taken' });
    await expect(renamed(otherId, `${one}-b`, { takeOver: true })).rejects.toMatchObject({
      code: 'slug.taken',
    });
    await expect(renamed(otherId, one)).rejects.toMatchObject({
      ...{ code: 'slug.moved', kind: 'duplicate', facts: { movedTo: `${one}-b` } },
    });
    await renamed(otherId, one, { takeOver: true });
    expect(await at(one)).toBe(one);
    expect(await at(`${one}-other`)).toBe(one);
    expect(await at(`${one}-b`)).toBe(`${one}-b`);
  });

  it('is refused if the slug, the product or the version is wrong', async () => {
    await expect(renamed(id, 'No Slug')).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(renamed(v7(), `${one}-x`)).rejects.toMatchObject({ code: 'product.not_found' });
    await expect(renamed(id, `${one}-x`, { expectedVersion: 7 })).rejects.toMatchObject({
      code: 'version.stale',
    });
    expect(await at(one)).toBe(one);
  });

  it('gets it once per key', async () => {
    const key = { idempotencyKey: v7() };
    await Promise.all(Array.from({ length: 10 }, () => renamed(id, `${one}-b`, key)));
    await renamed(id, `${one}-c`);
    expect((await renamed(id, `${one}-b`, key)).product?.slug).toBe(`${one}-b`);
    expect(await at(one)).toBe(`${one}-c`);
  });

  it('is one of twenty that request the same slug at once', async () => {
    const made = await bring(...Array.from({ length: 20 }, (_, i) => aProduct(`${one}-${i}`)));
    const contested = `${one}-contested`;
    const outcomes = await Promise.allSettled(made.map(({ productId }) => renamed(productId, contested)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'slug.taken' });
  });

  it('is updated by an import with its old slug and one of its SKUs', async () => {
    await renamed(id, `${one}-b`);
    const variants = [aVariant({ sku: `SKU-${one}` })];
    const input = aProduct(one, { title: 'As it is called elsewhere', variants });
    const [updated] = await bring(input);
    expect(updated).toMatchObject({
      outcome: ImportOutcome.UPDATED,
      productId: id,
      slug: `${one}-b`,
    });
    expect((await bring(input))[0]?.outcome).toBe(ImportOutcome.UNCHANGED);
    expect(await at(one)).toBe(`${one}-b`);
  });

  it('keeps its old slug from another product of an import', async () => {
    await renamed(id, `${one}-b`);
    const [refused] = await bring(aProduct(one, { variants: [aVariant({ sku: `NEW-${one}` })] }));
    expect(refused).toMatchObject({
      outcome: ImportOutcome.REFUSED,
      errors: [{ field: 'slug', code: 'slug.moved', detail: expect.stringContaining(`"${one}-b"`) }],
    });
    expect(await at(one)).toBe(`${one}-b`);
  });
});

describe('a category with a new slug', () => {
  let above: string;
  let below: string;
  const given = async (from: string, slug: string, changes: Partial<SetCategorySlugRequest> = {}) => {
    const { category } = await running.product.getCategory({ slug: from });
    const request = { categoryId: category?.id ?? '', slug, takeOver: false, idempotencyKey: '' };
    return (await running.product.setCategorySlug({ ...request, ...changes })).category;
  };
  const shown = async (slug: string) => (await running.product.getCategory({ slug })).category?.slug;
  beforeEach(async () => {
    above = `above-${mark()}`;
    below = `below-${mark()}`;
    await bring(aProduct(`in-${above}`, { category: above }), aProduct(`in-${below}`, { category: below }));
    await running.db.execute(sql`
      UPDATE categories SET parent_id = (SELECT id FROM categories WHERE slug = ${above}), path = ARRAY[${above}, ${below}]
      WHERE slug = ${below}`);
    // Products of a category below are also listed above it, after another import of them.
    await bring(aProduct(`in-${below}`, { category: below, title: 'Imported again' }));
  });

  it('takes along the products and categories in it and below', async () => {
    const to = `${above}-b`;
    expect(await given(above, to)).toMatchObject({ slug: to, productCount: 2 });
    const page = await list(to);
    expect(page.items.map(({ slug }) => slug).toSorted()).toEqual([`in-${above}`, `in-${below}`].toSorted());
    expect((await list(above)).items).toEqual([]);
    const facet = page.facets.find(({ name }) => name === 'category')?.values;
    expect(facet).toContainEqual({ value: to, label: above, count: 2 });
    expect(facet?.map(({ value }) => value)).not.toContain(above);
    const { product } = await running.product.getProduct({ slug: `in-${below}`, anyStatus: false });
    expect(product?.breadcrumbs.map(({ slug }) => slug)).toEqual([to, below]);
    expect((await running.product.getCategory({ slug: below })).category?.parentSlug).toBe(to);
  });

  it('is found at each slug it had, also after it went back', async () => {
    await given(above, `${above}-b`);
    await given(above, `${above}-c`);
    for (const slug of [above, `${above}-b`, `${above}-c`]) expect(await shown(slug)).toBe(`${above}-c`);
    await given(above, above);
    for (const slug of [above, `${above}-b`, `${above}-c`]) expect(await shown(slug)).toBe(above);
  });

  it('keeps its old slug from others, unless they take it over', async () => {
    await given(above, `${above}-b`);
    await expect(given(below, `${above}-b`)).rejects.toMatchObject({ code: 'slug.taken' });
    await expect(given(below, above)).rejects.toMatchObject({ code: 'slug.moved' });
    await given(below, above, { takeOver: true });
    expect(await shown(above)).toBe(above);
    expect(await shown(below)).toBe(above);
    expect((await list(above)).items.map(({ slug }) => slug)).toEqual([`in-${below}`]);
  });

  it('is the category of an import that gives its old slug', async () => {
    await given(below, `${below}-b`);
    const [made] = await bring(aProduct(`late-${below}`, { category: below }));
    expect(made?.outcome).toBe(ImportOutcome.CREATED);
    expect((await list(`${below}-b`)).items.map(({ slug }) => slug)).toContain(`late-${below}`);
    await expect(running.product.getCategory({ slug: 'never-was' })).rejects.toMatchObject({
      code: 'category.not_found',
    });
  });

  it('keeps all products that imports put into it meanwhile', async () => {
    const imports = Array.from({ length: 12 }, (_, i) =>
      bring(aProduct(`race-${i}-${below}`, { category: below })),
    );
    await Promise.all([given(above, `${above}-b`), given(below, `${below}-b`), ...imports]);
    const slugs = (await list(`${above}-b`)).items.map(({ slug }) => slug);
    expect(slugs.filter((slug) => slug.startsWith('race-'))).toHaveLength(12);
    expect((await list(`${below}-b`)).items).toHaveLength(13);
    expect((await list(below)).items).toEqual([]);
  });
});
