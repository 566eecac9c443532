import { ImportOutcome, type ProductInput } from '@tradepost/contracts';
import { slugOf } from '@tradepost/contracts/slug';
import { sql } from '@tradepost/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aProduct, aVariant } from './testing/inputs.ts';
import { aPatch } from './testing/patches.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const { CREATED, REFUSED, UNCHANGED, UPDATED } = ImportOutcome;
const bring = async (...products: ProductInput[]) =>
  (await running.product.importProducts({ products, dryRun: false })).results;
const at = async (slug: string) =>
  (await running.product.getProduct({ slug, anyStatus: false })).product?.slug;
const typed = (slug: string, type: string) =>
  aProduct(slug, { type, category: type, variants: [aVariant({ sku: `${slug}-sku` })] });

describe('products in other scripts', () => {
  const file = [
    aProduct('кружка-250', { title: 'Кружка QA', variants: [aVariant({ sku: 'QA-NL-1' })] }),
    aProduct('чашка-250', { title: 'Чашка QA', variants: [aVariant({ sku: 'QA-NL-2' })] }),
    aProduct('テストマグ', { title: 'テストマグ QA', variants: [aVariant({ sku: 'QA-NL-3' })] }),
  ];

  it('are as many as the file has, and unchanged the second time', async () => {
    const outcomes = async () => (await bring(...file)).map(({ slug, outcome }) => [slug, outcome]);
    const slugs = file.map(({ slug }) => slug);
    expect(await outcomes()).toEqual(slugs.map((slug) => [slug, CREATED]));
    expect(await outcomes()).toEqual(slugs.map((slug) => [slug, UNCHANGED]));
  });

  it('are found in any case and composition of the slug', async () => {
    await bring(aProduct('йод-ё'), aProduct(slugOf('Smørrebrød')));
    for (const slug of ['йод-ё', 'ЙОД Ё', 'йод-ё'.normalize('NFD')]) expect(await at(slug)).toBe('йод-ё');
    for (const slug of ['Smørrebrød', 'smorrebrod']) expect(await at(slug)).toBe('smorrebrod');
    await expect(at('кружка-251')).rejects.toMatchObject({ code: 'product.not_found' });
    await expect(at('+++')).rejects.toMatchObject({ code: 'product.not_found' });
  });
});

describe('categories in other scripts', () => {
  const names = ['Чай 250', 'Кофе 250', 'コーヒー', 'C++ x', 'C# x', 'Crème', 'Creme', 'A&B', 'A B', '+++'];
  const stored = async () => (await running.product.listCategories({ pageToken: '' })).categories;

  it('are one for each name, in one batch, in several, and again', async () => {
    const products = names.map((name, i) => typed(`script-${i}`, name));
    await bring(...products.slice(0, 3));
    await bring(...products.slice(3, 6));
    await bring(...products.slice(6));
    const slugs = (await stored()).map(({ slug, name, productCount }) => [slug, name, productCount]);
    expect(slugs.map(([, name]) => name)).toEqual(expect.arrayContaining(names));
    expect(new Set(slugs.map(([slug]) => slug)).size).toBe(slugs.length);
    expect(slugs.every(([, , count]) => count === 1)).toBe(true);
    const again = await bring(...products.toReversed());
    expect(again.every(({ outcome }) => outcome === UNCHANGED)).toBe(true);
    const { category } = await running.product.getCategory({ slug: 'ЧАЙ-250' });
    expect(category).toMatchObject({ slug: 'чай-250', name: 'Чай 250' });
    const list = await running.product.listProducts({
      ...{ query: '', category: 'Чай 250', vendors: [], inStock: false, options: [], withFacets: false },
      ...{ sort: 'PRODUCT_SORT_NEWEST' as const, pageSize: 5, pageToken: '' },
    });
    expect(list.items.map(({ slug }) => slug)).toEqual(['script-0']);
  });

  it('are one for each name when files with names of one slug are imported at the same time', async () => {
    const rivals = ['R+D', 'R&D', 'R D', 'R/D', 'r d'];
    await Promise.all(rivals.map((name, i) => bring(typed(`rival-${i}`, name))));
    const made = (await stored()).filter(({ name }) => /^r.d$/i.test(name));
    expect(made.map(({ productCount }) => productCount).sort()).toEqual([1, 1, 1, 2]);
    for (const [i, name] of rivals.entries()) {
      const { product } = await running.product.getProduct({ slug: `rival-${i}`, anyStatus: false });
      expect(product?.breadcrumbs.map((one) => one.name.toLowerCase())).toEqual([name.toLowerCase()]);
    }
  });
});

it('a slug that staff compose in another way is stored in one way', async () => {
  const [made] = await bring(aProduct('to-rename'));
  const move = { productId: made?.productId ?? '', slug: ' йогурт '.normalize('NFD'), takeOver: false };
  const { product } = await running.product.setProductSlug({ ...move, idempotencyKey: '' });
  expect(product?.slug).toBe('йогурт');
  expect(await at('to-rename')).toBe('йогурт');
});

describe('handles that give one slug', () => {
  const named = (handle: string, sku: string, title: string) =>
    aProduct(slugOf(handle), { handle, title, variants: [aVariant({ sku })] });
  const patch = async (slug: string, handle: string, tag: string) => {
    const products = [aPatch(slug, { handle, tags: { values: [tag] } })];
    return (await running.product.patchProducts({ products, dryRun: false, keepVariants: false })).results;
  };

  it('are two products: the second is refused, and the first is known by its own', async () => {
    await bring(named('Tee+Pot', 'TP-1', 'One'));
    expect(await bring(named('tee-pot', 'TP-2', 'Two'))).toMatchObject([
      { outcome: REFUSED, errors: [{ code: 'slug.ambiguous' }] },
    ]);
    expect(await patch('tee-pot', 'Tee+Pot', 'a')).toMatchObject([{ errors: [], outcome: UPDATED }]);
    // The patch stored no other handle.
    expect(await patch('tee-pot', 'Tee+Pot', 'b')).toMatchObject([{ errors: [], outcome: UPDATED }]);
    expect(await patch('tee-pot', 'Tee Pot', 'c')).toMatchObject([{ outcome: REFUSED }]);
  });
});

describe('texts of letters that are composed in another way', () => {
  const product = (slug: string, sku: string) =>
    aProduct(slug, {
      ...{ title: 'Thé à la menthe', vendor: `Café ${slug} Ü`, type: 'Müsli', tags: ['über'] },
      ...{ description: '<p>Süß</p>', options: [{ name: 'Größe', values: ['Für zwei'] }] },
      variants: [aVariant({ sku, options: [{ name: 'Größe', value: 'Für zwei' }] })],
    });
  const apart = (of: ProductInput): ProductInput =>
    JSON.parse(JSON.stringify(of).normalize('NFD')) as ProductInput;
  const list = async (vendors: string[], options: { name: string; values: string[] }[] = []) =>
    running.product.listProducts({
      ...{ query: '', category: '', vendors, inStock: false, options, withFacets: true },
      ...{ sort: 'PRODUCT_SORT_UNSPECIFIED' as const, pageSize: 20, pageToken: '' },
    });

  it('are the same texts: importing them again changes nothing, and filters find them', async () => {
    const made = product('composed', 'É-COMPOSED');
    expect(await bring(apart(made))).toMatchObject([{ errors: [], outcome: CREATED }]);
    expect(await bring(made)).toMatchObject([{ outcome: UNCHANGED }]);
    expect(await bring(apart(made))).toMatchObject([{ outcome: UNCHANGED }]);
    for (const form of ['NFC', 'NFD'] as const) {
      const inForm = (text: string) => text.normalize(form);
      const size = { name: inForm('Größe'), values: [inForm('Für zwei')] };
      const { items } = await list([inForm('Café composed Ü')], [size]);
      expect(items.map(({ slug }) => slug)).toEqual(['composed']);
    }
  });

  it('match what an earlier release stored: by SKU, by options, with one facet for all', async () => {
    await bring(product('taken-apart', 'É-APART'), product('put-together', 'É-TOGETHER'));
    await running.db.execute(sql`
      UPDATE products SET title = normalize(title, NFD), type = normalize(type, NFD), tags = '{}',
        vendor = normalize(vendor, NFD) WHERE slug = 'taken-apart'`);
    await running.db.execute(sql`
      UPDATE product_options SET name = normalize(name, NFD), choices = ARRAY[normalize(choices[1], NFD)]
      WHERE product_id = (SELECT id FROM products WHERE slug = 'taken-apart')`);
    await running.db.execute(sql`
      UPDATE variants SET sku = normalize(sku, NFD), options = normalize(options::text, NFD)::jsonb,
        option_key = normalize(option_key, NFD) WHERE sku = 'É-APART'`);
    const again = { ...product('taken-apart', 'É-APART'), tags: [] };
    expect(await bring(apart(again))).toMatchObject([{ errors: [], outcome: UNCHANGED }]);
    const [unchanged] = await bring(again);
    expect(unchanged).toMatchObject({ errors: [], outcome: UNCHANGED, retired: [] });
    const tagged = { ...again, tags: ['new'] };
    expect(await bring(tagged)).toMatchObject([
      { outcome: UPDATED, retired: [], variants: [{ id: unchanged?.variants[0]?.id }] },
    ]);
    // Its SKU is taken, however it is composed.
    expect(await bring(apart(product('thief', 'É-APART')))).toMatchObject([
      { outcome: REFUSED, errors: [{ code: 'sku.taken' }] },
    ]);
    const { facets } = await list([]);
    const vendors = facets.find(({ name }) => name === 'vendor')?.values.map(({ value }) => value);
    expect(vendors).toContain('Café taken-apart Ü');
  });
});

describe('a shop that imported with an earlier release', () => {
  const made = (slug: string, handle: string | undefined, ...skus: string[]) =>
    aProduct(slug, {
      handle,
      title: `Mug ${slug}`,
      options: [{ name: 'Size', values: skus }],
      variants: skus.map((sku) => aVariant({ sku, options: [{ name: 'Size', value: sku }] })),
    });

  it('gets two products for the two that were merged, and then nothing changes any more', async () => {
    await bring(made('500', undefined, 'OLD-1', 'OLD-2'));
    const file = [made('кружка-500', 'Кружка 500', 'OLD-1'), made('чашка-500', 'Чашка 500', 'OLD-2')];
    await bring(...file);
    const settled = await bring(...file);
    const third = await bring(...file);
    expect(settled.map(({ slug }) => slug)).toEqual(['500', 'чашка-500']);
    expect(third.map(({ outcome }) => outcome)).toEqual([UNCHANGED, UNCHANGED]);
    for (const [slug, sku] of [
      ['500', 'OLD-1'],
      ['чашка-500', 'OLD-2'],
    ] as const) {
      const { product } = await running.product.getProduct({ slug, anyStatus: false });
      expect(product?.variants.map((variant) => variant.sku)).toEqual([sku]);
    }
  });

  it('keeps the slug that was made of a Latin handle', async () => {
    await bring(aProduct('gro-e-tasse', { title: 'Tasse', variants: [aVariant({ sku: '' })] }));
    const again = aProduct('grosse-tasse', {
      handle: 'große-tasse',
      title: 'Tasse',
      variants: [aVariant({ sku: '' })],
    });
    expect(await bring(again)).toMatchObject([{ slug: 'gro-e-tasse', outcome: UNCHANGED }]);
  });
});
