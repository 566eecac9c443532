import type { ListProductsRequest, ProductInput } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STOP_WORDS } from './domain/stop-words.ts';
import { OldEntries } from './io/old-entries.ts';
import { aProduct, aVariant } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
const titled = (slug: string, title: string, changes: Partial<ProductInput> = {}) =>
  aProduct(slug, { title, ...changes });
const coded = (slug: string, sku: string, barcode = '') => ({
  ...aProduct(slug, { title: `Plate of ${slug}` }),
  variants: [aVariant({ sku, barcode })],
});

beforeAll(async () => {
  running = await runProduct();
  const products = [
    titled('the-who', 'The Who'),
    titled('who-is-who', 'Who is who? The who, explained', { description: 'the who of all who are the who' }),
    titled('guess', 'Guess Who', { description: 'Who is it? The game for the family' }),
    titled('bottle-joined', 'Bottle 500ml'),
    titled('bottle-apart', 'Bottle 500 ml'),
    titled('kettle', 'Kettle', { description: '<p>Holds 1,5 L of water</p>' }),
    titled('paper', 'Paper A4'),
    titled('usb-c', 'Cable USB-C'),
    titled('usb-a', 'Cable USB-A'),
    titled('board', 'Smørrebrød board', { category: 'Crème & Størrelse' }),
    titled('cay', 'Işıltı çay bardağı'),
    titled('japanese', 'テストマグカップ', { category: 'マグ' }),
    titled('chinese', '不锈钢保温杯'),
    titled('korean', '스테인리스컵'),
    titled('thai', 'แก้วน้ำเซรามิก'),
    titled('hindi', 'हिन्दी किताब'),
    titled('russian', 'Ёлочная игрушка', { category: 'Чай 250' }),
    coded('coded', 'QA-NL-1'),
    coded('scanned', 'SCAN-1', '036000291452'),
    coded('book', 'BOOK-1', '978-0-306-40615-7'),
    coded('s2', 'E6-S2', '9506000134352'),
    // Newer, and matches by a prefix or by its title as well.
    ...[coded('s20', 'E6-S20'), coded('s21', 'E6-S21'), titled('title-s2', 'E6-S2')],
    coded('old-book', 'BOOK-2', '0-8044-2957-X'),
    coded('slashed', 'AB-12/35.x'),
    titled('ean-words', 'AB 12 35 x, replaces 9506000134352'),
  ];
  await running.product.importProducts({ products, dryRun: false });
}, 30_000);
afterAll(() => running.close());

const search = (query: string, changes: Partial<ListProductsRequest> = {}) =>
  running.product.listProducts({
    ...{ query, category: '', vendors: [], inStock: false, options: [], withFacets: false },
    ...{ sort: 'PRODUCT_SORT_UNSPECIFIED' as const, pageSize: 20, pageToken: '' },
    ...changes,
  });
const found = async (query: string) => (await search(query)).items.map(({ slug }) => slug);

describe('a search for a code', () => {
  it.each([
    ...['E6-S2', 'e6-s2', 'E6 S2', 'E6S2', 'e6_s2', 'SKU: E6-S2', 'sku E6-S2'].map(
      (query) => [query, 's2'] as const,
    ),
    ...['9506000134352', '950-6000-134352', '09506000134352'].map((query) => [query, 's2'] as const),
    ...['EAN 9506000134352', 'EAN-13: 9506000134352', 'GTIN 950 6000 134352'].map(
      (query) => [query, 's2'] as const,
    ),
    ...['ab-12/35.x', 'AB 12 35 x', 'ab1235x', 'SKU: AB-12/35.x'].map((query) => [query, 'slashed'] as const),
    ...['ISBN 978-0-306-40615-7', 'ISBN-13: 9780306406157'].map((query) => [query, 'book'] as const),
    ['E6-S20', 's20'],
    ...['ISBN 0-306-40615-2', '0 306 40615 2'].map((query) => [query, 'book'] as const),
    ...['9780804429573', 'ISBN 0-8044-2957-X'].map((query) => [query, 'old-book'] as const),
  ])('has what has exactly this code first: %s', async (query, slug) => {
    const page = await search(query);
    expect(page.items[0]?.slug).toBe(slug);
    expect(page.inexact).toBe(false);
    expect((await search(query, { pageSize: 1 })).items[0]?.slug).toBe(slug);
  });

  it('goes on after it on the next page', async () => {
    const all = await found('E6-S2');
    const paged: string[] = [];
    for (let pageToken = '', i = 0; i === 0 || pageToken; i++) {
      const page = await search('E6-S2', { pageSize: 1, pageToken });
      paged.push(...page.items.map(({ slug }) => slug));
      pageToken = page.nextPageToken;
    }
    expect(all.slice(0, 2)).toEqual(['s2', 'title-s2']);
    expect(paged).toEqual(all);
  });
});

describe('a search', () => {
  it.each(['The Who', 'the who', 'THE WHO!'])('of stop words finds the title: %s', async (query) => {
    const page = await search(query, { withFacets: true });
    expect(page.items[0]?.slug).toBe('the-who');
    expect(page.items.map(({ slug }) => slug)).not.toContain('kettle');
    expect(page).toMatchObject({ inexact: false, total: page.items.length });
  });

  it('of stop words finds more titles that have them, and pages through them', async () => {
    expect(await found('who')).toEqual(expect.arrayContaining(['the-who', 'who-is-who', 'guess']));
    const first = await search('the who', { pageSize: 1 });
    const second = await search('the who', { pageSize: 1, pageToken: first.nextPageToken });
    expect([...first.items, ...second.items].map(({ slug }) => slug)).toEqual(['the-who', 'who-is-who']);
  });

  it('leaves stop words out beside other words', async () => {
    expect(await found('the kettle with all')).toEqual(['kettle']);
  });

  it.each([
    ['500ml', ['bottle-apart', 'bottle-joined']],
    ['500 ml', ['bottle-apart', 'bottle-joined']],
    ['bottle 500 ML', ['bottle-apart', 'bottle-joined']],
    ['1.5l', ['kettle']],
    ['1,5 l', ['kettle']],
    ['a4', ['paper']],
    ['a 4', ['paper']],
    ['USB-C', ['usb-c']],
    ['usbc', ['usb-c']],
    ['smorrebrod', ['board']],
    ['SMØRREBRØD', ['board']],
    ['isilti cay', ['cay']],
    ['IŞILTI', ['cay']],
    ['マグ', ['japanese']],
    ['カップ', ['japanese']],
    ['保温杯', ['chinese']],
    ['杯', ['chinese']],
    ['컵', ['korean']],
    ['น้ำ', ['thai']],
    ['किताब', ['hindi']],
    ['елочная', ['russian']],
    ['QA-NL-1', ['coded']],
    ['qanl1', ['coded']],
    ['qa nl 1', ['coded']],
    ['036000291452', ['scanned']],
    ['0036000291452', ['scanned']],
    ['00036000291452', ['scanned']],
    ['0 36000 29145 2', ['scanned']],
    ['9780306406157', ['book']],
    ['978-0-306-40615-7', ['book']],
  ])('for %s finds %j', async (query, slugs) => expect((await found(query)).toSorted()).toEqual(slugs));

  it('puts the product first that has the letter by itself', async () => {
    expect((await found('usb c'))[0]).toBe('usb-c');
  });

  it('corrects words beside numbers and codes', async () => {
    expect(await found('botlte 500ml')).toEqual(expect.arrayContaining(['bottle-apart', 'bottle-joined']));
    expect(await found('ketttle 1.5l')).toEqual(['kettle']);
  });

  it('knows the stop words of the database', async () => {
    const words = [...STOP_WORDS, 'mug', 'usb', 'x', 'four'];
    const rows = await running.db.query<{ word: string }>(sql`
      SELECT word FROM unnest(${words}::text[]) AS word WHERE ts_lexize('english_stem', word) = '{}'`);
    expect(rows.map(({ word }) => word)).toEqual([...STOP_WORDS]);
  });

  it('suggests by the same rules', async () => {
    const suggested = (query: string) => running.product.suggest({ query, limit: 5 });
    expect((await suggested('The Wh')).products.map(({ slug }) => slug)).toContain('the-who');
    expect((await suggested('500ml')).products).toHaveLength(2);
    expect((await suggested('qanl')).products.map(({ slug }) => slug)).toEqual(['coded']);
    for (const typed of ['creme', 'Crè', 'storr'])
      expect((await suggested(typed)).categories.map(({ name }) => name)).toEqual(['Crème & Størrelse']);
    expect((await suggested('ЧАЙ')).categories.map(({ name }) => name)).toEqual(['Чай 250']);
    expect((await suggested('น้ำ')).products.map(({ slug }) => slug)).toEqual(['thai']);
  });
});

describe('entries that an earlier release made', () => {
  const renew = () => running.app.get(OldEntries).renew();
  const old = (slug: string) =>
    running.db.execute(sql`
      WITH one AS (SELECT id FROM products WHERE slug = ${slug}), lost AS (
        DELETE FROM product_search_variants WHERE product_id = (SELECT id FROM one))
      UPDATE product_search SET revision = DEFAULT, document = to_tsvector('english', 'stale'), words = '{stale}'
      WHERE product_id = (SELECT id FROM one)`);

  it('are made again, each once, while several instances run', async () => {
    await running.db.execute(sql`INSERT INTO search_words (word, uses) VALUES ('stale', 3)`);
    for (const slug of ['usb-c', 'coded', 'the-who']) await old(slug);
    expect(await found('The Who')).toContain('the-who');
    expect(await found('qanl1')).toEqual([]);
    const renewed = await Promise.all([renew(), renew(), renew()]);
    expect(renewed.reduce((all, one) => all + one, 0)).toBe(3);
    expect(await renew()).toBe(0);
    expect(await found('qanl1')).toEqual(['coded']);
    expect(await found('usbc')).toEqual(['usb-c']);
    expect(await running.db.query(sql`SELECT FROM search_words WHERE word = 'stale'`)).toEqual([]);
    const [{ variants } = { variants: 0 }] = await running.db.query<{ variants: number }>(
      sql`SELECT count(*)::int AS variants FROM product_search_variants`,
    );
    expect(variants).toBe(27);
  });

  it('of a product that is changed meanwhile stay with the change', async () => {
    await old('paper');
    const change = running.product.importProducts({ products: [titled('paper', 'Paper A5')], dryRun: false });
    await Promise.all([change, renew(), renew()]);
    await renew();
    expect(await found('a5')).toEqual(['paper']);
    expect(await found('a4')).toEqual([]);
  });
});

it('a product with as many variants and words as are allowed is indexed', async () => {
  const values = Array.from({ length: 500 }, (_, i) => `${'値'.repeat(250)}${i}`);
  const huge = aProduct('huge', {
    title: '長'.repeat(500),
    tags: Array.from({ length: 250 }, (_, i) => `${'札'.repeat(200)}${i}`),
    description: Array.from({ length: 20_000 }, (_, i) => String.fromCodePoint(0x4e00 + (i % 20_000))).join(
      '',
    ),
    options: [{ name: 'Size', values }],
    variants: values.map((value, i) =>
      aVariant({ sku: `HUGE-${'x'.repeat(200)}-${i}`, options: [{ name: 'Size', value }] }),
    ),
  });
  const { results } = await running.product.importProducts({ products: [huge], dryRun: false });
  expect(results).toMatchObject([{ slug: 'huge', errors: [] }]);
  expect(await found('長長')).toEqual(['huge']);
}, 20_000);
