import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProductStatus, TaxClass } from '@tradepost/contracts';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { asStaff, KEYED, RECORDED } from '../../testing/as-staff.ts';
import { aProduct, ID, OTHER_ID, pounds } from '../../testing/builders.ts';

const at = new Date('2026-01-31T12:00:00Z');

let gateway: TestGateway;
let ask: Awaited<ReturnType<typeof asStaff>>;
beforeAll(async () => {
  gateway = await aGateway();
  ask = await asStaff(gateway);
});
afterAll(() => gateway.close());
beforeEach(() => void gateway.calls.splice(0));

const request = () => gateway.calls.at(-1)?.request;

const variant = {
  ...{ id: ID, sku: 'MUG-1', options: [], price: pounds(1_299), compareAtPrice: undefined, tiers: [] },
  ...{
    available: true,
    quantityAvailable: 3,
    imageUrl: '',
    weightGrams: 0,
    maxPerCustomer: undefined,
    taxClass: TaxClass.UNSPECIFIED,
    version: 3,
  },
};

describe('products', () => {
  beforeEach(() => {
    const answer = async () => ({ product: aProduct() });
    gateway.services.ProductService = {
      listProductsForStaff: async () => ({ items: [aProduct()], nextPageToken: '' }),
      getProduct: answer,
      setProductStatus: answer,
      setProductSlug: answer,
      setCategorySlug: async () => ({
        category: {
          id: ID,
          slug: 'mugs',
          name: 'Mugs',
          parentSlug: '',
          productCount: 0,
          image: undefined,
        } as never,
      }),
    };
  });

  it('are listed as summaries: without texts, and with the first variants', async () => {
    const variants = Array.from({ length: 5 }, (_, at) => ({
      id: ID,
      sku: `S-${at}`,
      options: [],
      tiers: [],
    }));
    const listed = async (over: object) => {
      gateway.services.ProductService = {
        listProductsForStaff: async () => ({ items: [aProduct(over)], nextPageToken: '' }),
      };
      return (await ask('/products')).json().items[0] as object;
    };
    const first = [{ sku: 'S-0' }, { sku: 'S-1' }, { sku: 'S-2' }];
    const shown = await listed({ variants: variants.slice(0, 3), variantCount: 2_048 });
    expect(shown).toMatchObject({ slug: 'a-mug', image: null, variantCount: 2_048, variants: first });
    expect(Object.keys(shown).filter((key) => key.startsWith('description'))).toEqual([]);
    // What a service of the release before answers.
    expect(await listed({ variants })).toMatchObject({ variantCount: 5, variants: first });
  });

  it('are listed in every status, or in one', async () => {
    expect((await ask('/products')).json()).toMatchObject({ items: [{ slug: 'a-mug' }], nextCursor: null });
    expect(request()).toEqual({ query: '', status: ProductStatus.UNSPECIFIED, pageSize: 20, pageToken: '' });
    await ask('/products?status=archived&q=mug&limit=5&cursor=c');
    expect(request()).toEqual({ query: 'mug', status: ProductStatus.ARCHIVED, pageSize: 5, pageToken: 'c' });
    expect((await ask('/products?status=gone')).statusCode).toBe(400);
  });

  it('are read in any status', async () => {
    expect((await ask(`/products/${ID}`)).headers.etag).toMatch(/^"2-/);
    expect(request()).toEqual({ slug: ID, anyStatus: true });
  });

  it('are put on sale and taken off', async () => {
    await ask(`/products/${ID}/status`, { method: 'PUT', payload: { status: 'draft' }, headers: KEYED });
    expect(request()).toEqual({
      ...{ productId: ID, status: ProductStatus.DRAFT, expectedVersion: 2 },
      ...RECORDED,
    });
  });

  it('and categories get another slug', async () => {
    const change = { method: 'PUT', payload: { slug: 'mugs', takeOver: true }, headers: KEYED } as const;
    await ask(`/products/${ID}/slug`, change);
    expect(request()).toEqual({
      ...{ productId: ID, slug: 'mugs', takeOver: true, expectedVersion: 2 },
      ...RECORDED,
    });
    expect((await ask(`/categories/${ID}/slug`, change)).json()).toMatchObject({ slug: 'mugs' });
    expect(request()).toEqual({ categoryId: ID, slug: 'mugs', takeOver: true, ...RECORDED });
  });

  it('are imported, each whole or not at all', async () => {
    gateway.services.ProductService = {
      importProducts: async () => ({
        results: [
          {
            ...{ slug: 'a-mug', outcome: 'IMPORT_OUTCOME_CREATED', productId: ID, variants: [], errors: [] },
            ...{ changes: [], moreChanges: 0, notes: [], retired: [] },
          },
        ],
      }),
    };
    const product = {
      slug: 'a-mug',
      title: 'A mug',
      status: 'active',
      variants: [{ options: { Colour: 'Blue' }, price: { amount: 1_299, currency: 'GBP' }, stock: null }],
      images: [
        { url: '/second', position: 2 },
        { url: '/first', position: 1 },
      ],
    };
    const answer = await ask('/imports/products', { method: 'POST', payload: { products: [product] } });
    expect(answer.json()).toEqual({
      results: [
        {
          ...{ slug: 'a-mug', outcome: 'created', productId: ID, variants: [], errors: [] },
          ...{ changes: [], moreChanges: 0, notes: [], retired: [] },
        },
      ],
    });
    expect(request()).toMatchObject({
      dryRun: false,
      products: [
        {
          status: ProductStatus.ACTIVE,
          vendor: '',
          images: [{ url: '/first' }, { url: '/second' }],
          variants: [
            { options: [{ name: 'Colour', value: 'Blue' }], price: pounds(1_299), stock: undefined },
          ],
        },
      ],
    });
    expect(gateway.calls[0]?.options).toEqual({ timeoutMs: 30_000 });
    expect(gateway.calls).toHaveLength(1);
    const tooMany = { products: Array.from({ length: 51 }, () => product) };
    expect((await ask('/imports/products', { method: 'POST', payload: tooMany })).json()).toMatchObject({
      detail: '"products" must have between 1 and 50 entries; it has 51.',
    });
  });
});

describe('a product of an import', () => {
  const product = (over: object = {}) => ({
    ...{ slug: 'a-mug', title: 'A mug', status: 'active' },
    variants: [aVariant()],
    ...over,
  });
  const aVariant = (over: object = {}) => ({
    ...{ options: {}, price: { amount: 1_299, currency: 'GBP' }, stock: null, ...over },
  });
  const send = (...products: object[]) =>
    ask('/imports/products', { method: 'POST', payload: { products }, headers: KEYED });
  const aTier = (_: unknown, i: number) => ({ minQuantity: i + 2, price: { amount: 1, currency: 'GBP' } });
  const long = 'x'.repeat(3_000);

  beforeEach(
    () => void (gateway.services.ProductService = { importProducts: async () => ({ results: [] }) }),
  );

  it.each<[string, object]>([
    ['no slug', { slug: '' }],
    ['a long slug', { slug: long }],
    ['a blank title', { title: ' ' }],
    ['a long title', { title: long }],
    ['a long description', { descriptionHtml: 'x'.repeat(70_000) }],
    ['a long vendor, type and category', { vendor: long, type: long, category: long }],
    ['a long tag', { tags: [long] }],
    ['many tags', { tags: Array.from({ length: 300 }, () => 't') }],
    ['a long option', { options: [{ name: long, values: [long, ''] }] }],
    ['many options', { options: Array.from({ length: 11 }, (_, i) => ({ name: `${i}`, values: ['a'] })) }],
    ['no variant', { variants: [] }],
    ['a variant with long texts', { variants: [aVariant({ sku: long, barcode: long, imageUrl: long })] }],
    ['a variant with a long choice', { variants: [aVariant({ options: { Size: long } })] }],
    ['a variant with much stock', { variants: [aVariant({ stock: 2_000_000_000 })] }],
    ['a variant with many tiers', { variants: [aVariant({ tiers: Array.from({ length: 51 }, aTier) })] }],
    ['a picture without URL', { images: [{ url: '', alt: long }] }],
    ['many pictures', { images: Array.from({ length: 251 }, () => ({ url: '/p' })) }],
  ])('with %s is for the product service to refuse, without the rest of the call', async (_, over) => {
    expect((await send(product(), product(over))).statusCode).toBe(200);
    expect((request() as { products: unknown[] }).products).toHaveLength(2);
  });

  it('of another form is refused with the whole call', async () => {
    expect((await send(product(), product({ title: 1 }))).json()).toMatchObject({
      ...{ code: 'request.invalid', errors: [{ code: 'field.type', field: 'products.1.title' }] },
    });
    expect(gateway.calls).toEqual([]);
  });
});

describe('variants', () => {
  beforeEach(() => {
    const answer = async () => ({ variant: variant as never });
    gateway.services.ProductService = {
      changeVariant: answer,
      setVariantPrices: answer,
      setVariantStock: answer,
      listMovements: async () => ({
        items: [
          {
            ...{ id: ID, variantId: ID, locationId: OTHER_ID, quantity: -2, reason: 'sale' },
            ...{ reference: OTHER_ID, note: '', createdAt: at },
          },
        ],
        nextPageToken: 'more',
      }),
    };
  });

  it('are taxed and shipped as staff say; what is absent stays', async () => {
    const patch = (payload: object) => ask(`/variants/${ID}`, { method: 'PATCH', payload, headers: KEYED });
    // This product service says nothing of tax classes, as one of a release without them.
    expect((await patch({ taxClass: 'zero', requiresShipping: false })).json()).toMatchObject({
      ...{ sku: 'MUG-1', taxClass: 'standard', requiresShipping: true },
    });
    expect((await patch({ barcode: '036000291452' })).statusCode).toBe(200);
    expect(request()).toMatchObject({ barcode: '036000291452' });
    await patch({ taxClass: 'zero', requiresShipping: false });
    expect(request()).toEqual({
      ...{ variantId: ID, taxClass: TaxClass.ZERO, requiresShipping: false, expectedVersion: 2 },
      ...RECORDED,
    });
    await patch({});
    expect(request()).toMatchObject({ taxClass: TaxClass.UNSPECIFIED, requiresShipping: undefined });
    expect((await patch({ taxClass: 'unknown' })).statusCode).toBe(400);
    expect((await patch({ requiresShipping: 'no' })).statusCode).toBe(400);
  });

  it('get new prices', async () => {
    const price = { amount: 1_199, currency: 'GBP' };
    const tiers = [{ minQuantity: 10, price: { amount: 999, currency: 'GBP' } }];
    const payload = { price, compareAtPrice: { amount: 1_299, currency: 'GBP' }, tiers };
    const answer = await ask(`/variants/${ID}/prices`, { method: 'PUT', payload, headers: KEYED });
    expect(answer.json()).toMatchObject({ sku: 'MUG-1', quantityAvailable: 3 });
    expect(request()).toEqual({
      ...{ variantId: ID, price: pounds(1_199), compareAtPrice: pounds(1_299), expectedVersion: 2 },
      ...{ tiers: [{ minQuantity: 10, price: pounds(999) }], ...RECORDED },
    });
  });

  it.each([
    [{ onHand: 7 }, { $case: 'onHand', onHand: 7 }],
    [{ onHand: 0 }, { $case: 'onHand', onHand: 0 }],
    [{ adjustBy: -3 }, { $case: 'adjustBy', adjustBy: -3 }],
    [{ unlimited: true }, { $case: 'unlimited', unlimited: true }],
    [{ backorderLimit: 5 }, undefined],
    [{ maxPerCustomer: null }, undefined],
  ])('have their stock changed by %j', async (payload, change) => {
    expect((await ask(`/variants/${ID}/stock`, { method: 'PUT', payload })).statusCode).toBe(200);
    expect(request()).toMatchObject({ variantId: ID });
    expect((request() as { change: unknown }).change).toEqual(change);
  });

  it('have limits removed by null', async () => {
    const put = async (payload: object) => {
      await ask(`/variants/${ID}/stock`, { method: 'PUT', payload });
      return request();
    };
    expect(await put({ maxPerCustomer: null, lowThreshold: null })).toMatchObject({
      maxPerCustomer: 0,
      lowThreshold: -1,
    });
    expect(await put({ maxPerCustomer: 2, lowThreshold: 0, locationId: OTHER_ID })).toMatchObject({
      ...{ maxPerCustomer: 2, lowThreshold: 0, locationId: OTHER_ID },
    });
    expect(await put({ onHand: 1 })).toMatchObject({ maxPerCustomer: undefined, lowThreshold: undefined });
  });

  it.each([[{}], [{ onHand: 1, adjustBy: 1 }], [{ unlimited: true, onHand: 1 }], [{ locationId: OTHER_ID }]])(
    'need exactly one change: %j',
    async (payload) => {
      const answer = await ask(`/variants/${ID}/stock`, { method: 'PUT', payload });
      expect(answer.statusCode).toBe(400);
      expect(answer.json<{ detail: string }>().detail).toMatch(/^Exactly one of "onHand"/);
      expect(gateway.calls).toEqual([]);
    },
  );

  it('have a history', async () => {
    const answer = await ask(`/variants/${ID}/movements?limit=1`);
    expect(answer.json()).toMatchObject({
      items: [{ quantity: -2, reason: 'sale', at: '2026-01-31T12:00:00.000Z' }],
      nextCursor: 'more',
    });
    expect(request()).toEqual({ variantId: ID, pageSize: 1, pageToken: '' });
  });
});

describe('locations', () => {
  it('are listed and created', async () => {
    const location = { id: ID, code: 'main', name: 'Main', priority: 0 } as never;
    gateway.services.ProductService = {
      listLocations: async () => ({ items: [location] }),
      createLocation: async () => ({ location }),
    };
    expect((await ask('/locations')).json()).toEqual({
      items: [{ id: ID, code: 'main', name: 'Main', priority: 0 }],
    });
    const create = (payload: object) => ask('/locations', { method: 'POST', payload, headers: KEYED });
    expect((await create({ code: 'main', name: 'Main' })).statusCode).toBe(201);
    expect(request()).toEqual({ code: 'main', name: 'Main', priority: 0, ...RECORDED });
    expect((await create({ code: 'Main!', name: 'Main' })).statusCode).toBe(400);
  });
});
