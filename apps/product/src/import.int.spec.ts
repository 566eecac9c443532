import {
  ImportOutcome,
  type ProductInput,
  ProductStatus,
  TaxClass,
  type VariantInput,
} from '@tradepost/contracts';
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

const { CREATED, UPDATED, UNCHANGED, REFUSED } = ImportOutcome;
const bring = async (...products: ProductInput[]) =>
  (await running.product.importProducts({ products, dryRun: false })).results;
const shown = async (slug: string) => (await running.product.getProduct({ slug, anyStatus: true })).product;
const eventsOf = async (id: string) =>
  (await running.db.query(sql`SELECT id FROM outbox WHERE aggregate_id = ${id}`)).length;
const sumOfMovements = async (sku: string) =>
  running.db.one(sql`
    SELECT s.on_hand::int AS "onHand", (SELECT coalesce(sum(quantity), 0)::int FROM stock_movements m
      WHERE m.variant_id = v.id) AS moved FROM variants v JOIN stock s ON s.variant_id = v.id WHERE v.sku = ${sku}`);

describe('an import', () => {
  it('creates, updates and leaves unchanged, with an event for each change', async () => {
    const input = aProduct('kettle', sized(['S', { sku: 'K-S' }], ['L', { sku: 'K-L', stock: undefined }]));
    const [created] = await bring(input);
    expect(created).toMatchObject({ outcome: CREATED, variants: [{ sku: 'K-S' }, { sku: 'K-L' }] });
    expect(await eventsOf(created?.productId ?? '')).toBe(1);
    const [unchanged] = await bring(input);
    expect(unchanged).toEqual({ ...created, outcome: UNCHANGED });
    expect(await eventsOf(created?.productId ?? '')).toBe(1);
    const [updated] = await bring({ ...input, title: 'Whistling kettle' });
    const changes = [{ field: 'title', from: 'Product kettle', to: 'Whistling kettle' }];
    expect(updated).toEqual({ ...created, outcome: UPDATED, changes });
    expect(await eventsOf(created?.productId ?? '')).toBe(2);
    expect(await shown('kettle')).toMatchObject({
      ...{ title: 'Whistling kettle', version: 2 },
      variants: [
        { quantityAvailable: 10, version: 1 },
        { quantityAvailable: undefined, available: true },
      ],
    });
  });

  it('keeps the tax class and the shipping of a variant when it does not say, also under a new SKU', async () => {
    const variant = (changes: Partial<VariantInput>) =>
      aProduct('novel', { variants: [aVariant({ sku: 'NOVEL', ...changes })] });
    const terms = async () => {
      const product = await shown('novel');
      const [{ id = '', taxClass, requiresShipping } = {}] = product?.variants ?? [];
      const { offers } = await running.product.quoteVariants({ items: [{ variantId: id, quantity: 1 }] });
      expect(offers).toMatchObject([{ taxClass, requiresShipping }]);
      return { taxClass, requiresShipping };
    };
    await bring(variant({}));
    expect(await terms()).toEqual({ taxClass: TaxClass.STANDARD, requiresShipping: true });
    const [said] = await bring(variant({ taxClass: TaxClass.ZERO, requiresShipping: false }));
    expect(said?.outcome).toBe(UPDATED);
    expect(await terms()).toEqual({ taxClass: TaxClass.ZERO, requiresShipping: false });
    expect((await bring(variant({})))[0]?.outcome).toBe(UNCHANGED);
    await bring(variant({ sku: 'NOVEL-2', weightGrams: 300 }));
    expect(await terms()).toEqual({ taxClass: TaxClass.ZERO, requiresShipping: false });
    await bring(variant({ sku: 'NOVEL-2', taxClass: TaxClass.STANDARD, requiresShipping: true }));
    expect(await terms()).toEqual({ taxClass: TaxClass.STANDARD, requiresShipping: true });
  });

  it('says of a variant without stock that may be ordered ahead that it is on backorder', async () => {
    const stocks = [
      { sku: 'PRE-1', stock: 0, backorder: true },
      { sku: 'PRE-2', stock: 2, backorder: true },
      { sku: 'PRE-3', stock: 0 },
      { sku: 'PRE-4', stock: undefined },
    ];
    const options = [{ name: 'Size', values: stocks.map(({ sku }) => sku) }];
    const variants = stocks.map((one) => aVariant({ ...one, options: [{ name: 'Size', value: one.sku }] }));
    const [created] = await bring(aProduct('preorder', { options, variants }));
    expect(created?.errors).toEqual([]);
    expect((await shown('preorder'))?.variants).toMatchObject([
      { available: true, backordered: true },
      { available: true, backordered: false },
      { available: false, backordered: false },
      { available: true, backordered: false },
    ]);
  });

  it('refuses a product with all its errors and takes the others', async () => {
    const results = await bring(
      aProduct('good-one'),
      aProduct('Bad One', { title: '', variants: [] }),
      aProduct('good-one', { title: 'A second time' }),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual([CREATED, REFUSED, REFUSED]);
    expect(results[1]?.errors.map(({ field }) => field)).toEqual(['slug', 'variants', 'title']);
    expect(results[2]?.errors).toMatchObject([{ field: 'slug', code: 'slug.duplicate' }]);
  });

  it('refuses a SKU that belongs to another product', async () => {
    await bring(aProduct('owner', { variants: [aVariant({ sku: 'TAKEN' })] }));
    const results = await bring(
      aProduct('thief', { variants: [aVariant({ sku: 'TAKEN' })] }),
      aProduct('first', { variants: [aVariant({ sku: 'NEW' })] }),
      aProduct('second', { variants: [aVariant({ sku: 'NEW' })] }),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual([REFUSED, CREATED, REFUSED]);
    expect(results[0]?.errors).toMatchObject([{ field: 'variants[0].sku', code: 'sku.taken' }]);
  });

  it('writes nothing in a dry run', async () => {
    const { results } = await running.product.importProducts({
      products: [aProduct('kettle', { title: 'Other' }), aProduct('dry-one', { category: 'Dry goods' })],
      dryRun: true,
    });
    expect(results).toMatchObject([{ outcome: UPDATED }, { outcome: CREATED, productId: '', variants: [] }]);
    await expect(shown('dry-one')).rejects.toMatchObject({ code: 'product.not_found' });
    const { categories } = await running.product.listCategories({ pageToken: '' });
    expect(categories.map(({ name }) => name)).not.toContain('Dry goods');
  });

  it('does not undo sales, and sets the stock only if the input gives another number than the last one', async () => {
    const input = (stock: number, title = 'Jar') =>
      aProduct('jar', { title, variants: [aVariant({ sku: 'JAR', stock })] });
    const [made] = await bring(input(10));
    const variantId = made?.variants[0]?.id ?? '';
    const orderId = v7();
    await running.product.holdStock({ orderId, items: [{ variantId, quantity: 4 }], ttlMs: 60_000 });
    await running.product.commitStock({ orderId });
    await bring(input(10));
    await bring(input(10, 'Storage jar'));
    expect(await sumOfMovements('JAR')).toEqual({ onHand: 6, moved: 6 });
    await bring(input(25));
    expect(await sumOfMovements('JAR')).toEqual({ onHand: 25, moved: 25 });
  });

  it('never sets less stock than is held', async () => {
    const input = (stock: number) => aProduct('flask', { variants: [aVariant({ sku: 'FLASK', stock })] });
    const [made] = await bring(input(5));
    const items = [{ variantId: made?.variants[0]?.id ?? '', quantity: 3 }];
    await running.product.holdStock({ orderId: v7(), items, ttlMs: 60_000 });
    const [refused] = await bring(input(2));
    expect(refused).toMatchObject({ outcome: REFUSED, errors: [{ code: 'stock.below_held' }] });
    expect((await bring(input(3)))[0]?.outcome).toBe(UPDATED);
    expect((await shown('flask'))?.variants[0]?.quantityAvailable).toBe(0);
  });

  it('retires variants that are missing, keeps their ids, and revives them', async () => {
    const both = aProduct('cap', sized(['S', { sku: 'CAP-S' }], ['M', { sku: 'CAP-M' }]));
    const [made] = await bring(both);
    const [small, medium] = made?.variants ?? [];
    await bring(aProduct('cap', sized(['S', { sku: 'CAP-S' }])));
    expect((await shown('cap'))?.variants.map(({ id }) => id)).toEqual([small?.id]);
    const { offers } = await running.product.quoteVariants({
      items: [{ variantId: medium?.id ?? '', quantity: 1 }],
    });
    expect(offers).toMatchObject([{ onSale: false }]);
    await expect(
      running.product.holdStock({
        orderId: v7(),
        items: [{ variantId: medium?.id ?? '', quantity: 1 }],
        ttlMs: 9_000,
      }),
    ).rejects.toMatchObject({
      code: 'stock.insufficient',
      facts: { errors: [{ code: 'variant.not_on_sale' }] },
    });
    await bring(both);
    expect((await shown('cap'))?.variants.map(({ id }) => id)).toEqual([small?.id, medium?.id]);
  });

  it('can swap the options of two variants', async () => {
    await bring(aProduct('glove', sized(['S', { sku: 'G-1' }], ['M', { sku: 'G-2' }])));
    const [swapped] = await bring(aProduct('glove', sized(['M', { sku: 'G-1' }], ['S', { sku: 'G-2' }])));
    expect(swapped?.outcome).toBe(UPDATED);
    expect((await shown('glove'))?.variants.map(({ sku, options }) => [sku, options[0]?.value])).toEqual([
      ['G-1', 'M'],
      ['G-2', 'S'],
    ]);
  });

  it('finds a category by name or slug, and creates it if there is none', async () => {
    await bring(aProduct('peg', { type: 'Pegs & Lines' }), aProduct('line', { category: 'pegs & lines' }));
    await bring(aProduct('prop', { category: 'pegs-lines' }));
    const { categories } = await running.product.listCategories({ pageToken: '' });
    const made = categories.filter(({ slug }) => slug.startsWith('pegs'));
    expect(made).toMatchObject([
      { slug: 'pegs-lines', name: 'Pegs & Lines', parentSlug: '', productCount: 3 },
    ]);
    expect((await shown('prop'))?.breadcrumbs).toEqual([{ slug: 'pegs-lines', name: 'Pegs & Lines' }]);
  });

  it('shows active products to customers, and drafts only to staff', async () => {
    const draft = aProduct('secretwidget', { status: ProductStatus.DRAFT, title: 'Secretwidget' });
    const find = async () =>
      (await running.product.suggest({ query: 'secretwidget', limit: 5 })).products.length;
    await bring(draft);
    expect(await find()).toBe(0);
    await bring({ ...draft, status: ProductStatus.ACTIVE });
    expect(await find()).toBe(1);
    await bring(draft);
    expect(await find()).toBe(0);
    expect(await running.db.query(sql`SELECT word FROM search_words WHERE word = 'secretwidget'`)).toEqual(
      [],
    );
  });

  it('creates each product once for twenty concurrent calls', async () => {
    const inputs = Array.from({ length: 10 }, (_, i) => aProduct(`raced-${i}`, { category: 'Races' }));
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => bring(...(i % 2 ? inputs : inputs.toReversed()))),
    );
    const outcomes = all.flat().filter(({ slug }) => slug === 'raced-3');
    expect(outcomes.filter(({ outcome }) => outcome === CREATED)).toHaveLength(1);
    expect(new Set(outcomes.map(({ productId }) => productId)).size).toBe(1);
    expect((await shown('raced-3'))?.version).toBe(1);
  }, 20_000);

  it('of fifty products takes few statements', async () => {
    const inputs = Array.from({ length: 50 }, (_, i) => aProduct(`many-${i}`, sized(['S'], ['M'])));
    running.statements.length = 0;
    await bring(...inputs);
    expect(running.statements.length).toBeLessThan(27);
    running.statements.length = 0;
    await bring(...inputs);
    expect(running.statements.length).toBeLessThan(6);
  });
});

describe('an import under a key', () => {
  const ada = v7();
  const under = (idempotencyKey: string, products: ProductInput[], more: { actorId?: string } = {}) =>
    running.product.importProducts({ products, dryRun: false, idempotencyKey, actorId: ada, ...more });

  it('takes effect once for twenty calls, and all get the first results', async () => {
    const products = [aProduct('keyed-pan')];
    const all = await Promise.all(Array.from({ length: 20 }, () => under('pan', products)));
    expect(all[0]?.results).toMatchObject([{ outcome: CREATED }]);
    for (const one of all) expect(one).toEqual(all[0]);
    expect(await eventsOf(all[0]?.results[0]?.productId ?? '')).toBe(1);
    expect(await under('pan', products)).toEqual(all[0]);
  });

  it('stores results that changed nothing too, and refuses the key for other products', async () => {
    await bring(aProduct('keyed-lid'));
    const first = await under('lid', [aProduct('keyed-lid')]);
    expect(first.results).toMatchObject([{ outcome: UNCHANGED }]);
    await bring({ ...aProduct('keyed-lid'), title: 'Another lid' });
    expect(await under('lid', [aProduct('keyed-lid')])).toEqual(first);
    await expect(under('lid', [aProduct('keyed-cup')])).rejects.toMatchObject({
      code: 'idempotency.mismatch',
    });
    expect((await under('lid', [aProduct('keyed-cup')], { actorId: v7() })).results).toMatchObject([
      { outcome: CREATED },
    ]);
  });
});
