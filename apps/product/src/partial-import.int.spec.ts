import { ImportOutcome, type ProductPatch, ProductStatus } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportFixture, onHand, unlimited } from './testing/import-fixture.ts';
import { aProduct, aVariant, sized } from './testing/inputs.ts';
import { allVariants, aPatch, aVariantPatch, variantsOnly } from './testing/patches.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
const imports = new ImportFixture(() => running);
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const { CREATED, UPDATED, UNCHANGED, REFUSED } = ImportOutcome;
const keeping = async (...products: ProductPatch[]) =>
  (await running.product.patchProducts({ products, dryRun: false, keepVariants: true })).results;

const full = (slug: string, sku: string) =>
  aProduct(slug, {
    ...{ title: 'A mug', description: '<p>Long text</p>', vendor: 'Hill', type: 'Mugs', tags: ['gift'] },
    status: ProductStatus.DRAFT,
    images: [{ url: '/a.jpg', alt: 'A', width: 300, height: 200 }],
    variants: [
      aVariant({
        ...{ sku, stock: 9, weightGrams: 250, barcode: '0012345678905', imageUrl: '/a.jpg', backorder: true },
        compareAtPrice: { amountMinor: 2_000, currency: 'GBP' },
        tiers: [{ minQuantity: 10, price: { amountMinor: 900, currency: 'GBP' } }],
      }),
    ],
  });

describe('a partial import', () => {
  it('changes what it gives, says so, and leaves everything else as it is', async () => {
    await imports.bring(full('part', 'PART-1'));
    const before = await imports.shown('part');
    const priceOnly = aPatch('part', { title: 'A mug', ...variantsOnly(aVariantPatch('PART-1', 1_200)) });
    const dry = await running.product.patchProducts({
      products: [priceOnly],
      dryRun: true,
      keepVariants: true,
    });
    const [result] = await imports.patch(priceOnly);
    expect(dry.results).toEqual([result]);
    expect(result).toMatchObject({
      outcome: UPDATED,
      changes: [{ field: 'variants[PART-1].price', from: '10.00 GBP', to: '12.00 GBP' }],
      notes: [{ code: 'stock.kept', skus: ['PART-1'] }],
    });
    const [variant] = before?.variants ?? [];
    expect(await imports.shown('part')).toEqual({
      ...{ ...before, version: 2, updatedAt: expect.any(Date) },
      variants: [{ ...variant, price: { amountMinor: 1_200, currency: 'GBP' }, version: 2 }],
    });
    expect(await imports.rowOf('PART-1')).toMatchObject({ onHand: 9, tracked: true });
    expect((await imports.patch(priceOnly))[0]).toMatchObject({ outcome: UNCHANGED, changes: [] });
  });

  it('drops a former price that the new price reaches, and one in another currency', async () => {
    await imports.bring(full('former', 'FORMER-1'), {
      ...full('former-2', 'FORMER-2'),
      variants: [aVariant({ sku: 'FORMER-2', compareAtPrice: { amountMinor: 2_000, currency: 'GBP' } })],
    });
    const priced = (slug: string, sku: string, amountMinor: number, currency = 'GBP') =>
      imports.patch(
        aPatch(
          slug,
          variantsOnly(aVariantPatch(sku, undefined, { price: { amountMinor, currency }, ...onHand(10) })),
        ),
      );
    const former = async (slug: string) => (await imports.shown(slug))?.variants[0]?.compareAtPrice;
    await priced('former', 'FORMER-1', 1_999);
    expect(await former('former')).toMatchObject({ amountMinor: 2_000 });
    await priced('former', 'FORMER-1', 2_000);
    expect(await former('former')).toBeUndefined();
    const [inEuros] = await priced('former-2', 'FORMER-2', 1_000, 'EUR');
    expect(inEuros).toMatchObject({
      errors: [],
      changes: [
        { field: 'currency', from: 'GBP', to: 'EUR' },
        { field: 'variants[FORMER-2].price', from: '10.00 GBP', to: '10.00 EUR' },
        { field: 'variants[FORMER-2].compareAtPrice', from: '20.00 GBP', to: '' },
      ],
      notes: [{ code: 'currency.changed', detail: '1 variant: priced in EUR, before in GBP' }],
    });
    const whole = { amountMinor: 1_000, currency: 'GBP' };
    await imports.bring({
      ...full('former-3', 'FORMER-3'),
      variants: [aVariant({ sku: 'FORMER-3', price: whole, compareAtPrice: whole })],
    });
    expect(await former('former-3')).toBeUndefined();
  });

  it('finds nothing to change in a product that an earlier release imported', async () => {
    const { title, description, vendor, type, tags, images, variants } = full('earlier', 'EARLIER-1');
    await imports.bring(full('earlier', 'EARLIER-1'));
    await running.db.execute(sql`UPDATE variants SET imported_tracked = NULL WHERE sku = 'EARLIER-1'`);
    const [{ price, compareAtPrice, tiers, weightGrams, barcode, imageUrl, backorder } = aVariant()] =
      variants;
    const variant = aVariantPatch('EARLIER-1', price?.amountMinor, {
      ...{ compareAtPrice: { price: compareAtPrice }, tiers: { tiers }, ...onHand(9) },
      ...{ weightGrams, barcode, imageUrl, backorder },
    });
    const patch = aPatch('earlier', {
      ...{ title, description, vendor, type, category: type, tags: { values: tags }, published: false },
      images: { images: images.map(({ url }) => ({ url, alt: undefined })) },
      ...allVariants(['', variant]),
    });
    expect(await imports.patch(patch)).toMatchObject([{ outcome: UNCHANGED, changes: [] }]);
    const archived = { ...patch, status: ProductStatus.ARCHIVED, published: true };
    expect(await imports.patch(archived)).toMatchObject([{ outcome: UNCHANGED }]);
  });

  it('empties what it gives empty', async () => {
    await imports.bring(full('emptied', 'EMPTIED-1'));
    const nothing = { sku: '', weightGrams: 0, barcode: '', imageUrl: '', backorder: false };
    const [result] = await imports.patch(
      aPatch('emptied', {
        ...{
          description: '',
          vendor: '',
          type: '',
          category: '',
          tags: { values: [] },
          images: { images: [] },
        },
        ...allVariants([
          '',
          {
            ...aVariantPatch('EMPTIED-1', 1_000),
            ...nothing,
            sku: 'EMPTIED-1',
            ...unlimited,
            compareAtPrice: { price: undefined },
            tiers: { tiers: [] },
          },
        ]),
      }),
    );
    expect(result?.changes.map(({ field }) => field)).toEqual([
      ...['description', 'vendor', 'type', 'tags', 'category', 'images'],
      ...[
        'compareAtPrice',
        'tiers',
        'tracked',
        'stock',
        'backorder',
        'weightGrams',
        'barcode',
        'imageUrl',
      ].map((field) => `variants[EMPTIED-1].${field}`),
    ]);
    expect(await imports.shown('emptied')).toMatchObject({
      ...{ description: '', vendor: '', tags: [], images: [], breadcrumbs: [], status: ProductStatus.DRAFT },
      variants: [{ weightGrams: 0, compareAtPrice: undefined, tiers: [], quantityAvailable: undefined }],
    });
  });

  it('gives a new product the defaults, and refuses one without title or price', async () => {
    const results = await imports.patch(
      aPatch('fresh', {
        title: 'Fresh',
        type: 'Fresh things',
        ...allVariants(['', aVariantPatch(undefined, 500, { imageUrl: '/f.jpg' })]),
      }),
      aPatch('no-title', allVariants(['', aVariantPatch(undefined, 500)])),
      aPatch('no-price', { title: 'No price', ...variantsOnly(aVariantPatch('NP', undefined)) }),
      aPatch('no-variant', { title: 'No variant' }),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual([CREATED, REFUSED, REFUSED, REFUSED]);
    expect(results.map(({ errors }) => errors.map(({ field }) => field))).toEqual([
      ...[[], ['title'], ['variants[0].price'], ['variants']],
    ]);
    expect(results[0]?.notes).toMatchObject([{ code: 'stock.unlimited', skus: ['fresh'] }]);
    expect(await imports.shown('fresh')).toMatchObject({
      ...{
        status: ProductStatus.ACTIVE,
        breadcrumbs: [{ name: 'Fresh things' }],
        images: [{ url: '/f.jpg' }],
      },
      variants: [{ sku: 'fresh', quantityAvailable: undefined }],
    });
  });

  it('recognises variants by their SKUs, and keeps those that it does not name', async () => {
    await imports.bring(
      aProduct('sizes', sized(['S', { sku: 'SIZE-S' }], ['M', { sku: 'SIZE-M' }], ['L', { sku: 'SIZE-L' }])),
    );
    const price = { amountMinor: 1_500, currency: 'GBP' };
    const [result] = await imports.patch(aPatch('sizes', variantsOnly(aVariantPatch('SIZE-M', 1_500))));
    expect(result).toMatchObject({ outcome: UPDATED, retired: [] });
    expect((await imports.shown('sizes'))?.variants.map((v) => [v.sku, v.price?.amountMinor])).toEqual([
      ['SIZE-S', 1_000],
      ['SIZE-M', price.amountMinor],
      ['SIZE-L', 1_000],
    ]);
    const [unknown] = await imports.patch(
      aPatch(
        'sizes',
        variantsOnly(
          aVariantPatch('SIZE-XL', 1),
          aVariantPatch(undefined, 1),
          aVariantPatch('SIZE-S', 1),
          aVariantPatch('SIZE-S', 2),
        ),
      ),
    );
    expect(unknown?.errors.map(({ field, code }) => [field, code])).toEqual([
      ['variants[0].sku', 'variant.unknown'],
      ['variants[1].sku', 'variant.unknown'],
      ['variants[3].sku', 'variant.duplicate'],
    ]);
  });

  it('with the first option of several keeps the others', async () => {
    const options = [
      { name: 'Size', values: ['S', 'M'] },
      { name: 'Colour', values: ['Red', 'Blue'] },
    ];
    const variants = ['S/Red', 'S/Blue', 'M/Red'].map((both) => {
      const [size = '', colour = ''] = both.split('/');
      const chosen = [
        { name: 'Size', value: size },
        { name: 'Colour', value: colour },
      ];
      return aVariant({ sku: `TWO-${both}`, options: chosen });
    });
    await imports.bring(aProduct('two', { options, variants }));
    const sizes = (name: string) => ({ options: [{ name, values: ['S', 'M'] }], keepsFurther: true });
    const of = (sku: string | undefined, name: string, value: string) =>
      aVariantPatch(sku, 1_100, { options: [{ name, value }] });
    const [result] = await imports.patch(
      aPatch('two', {
        options: sizes('Taille'),
        ...variantsOnly(of('TWO-S/Red', 'Taille', 'S'), of(undefined, 'Taille', 'M')),
      }),
    );
    expect(result).toMatchObject({ outcome: UPDATED, retired: [] });
    const after = await imports.shown('two');
    expect(after?.options).toEqual([{ name: 'Taille', values: ['S', 'M'] }, options[1]]);
    expect(
      after?.variants.map((v) => [v.sku, v.price?.amountMinor, v.options.map((o) => `${o.name} ${o.value}`)]),
    ).toEqual([
      ['TWO-S/Red', 1_100, ['Taille S', 'Colour Red']],
      ['TWO-S/Blue', 1_000, ['Taille S', 'Colour Blue']],
      ['TWO-M/Red', 1_100, ['Taille M', 'Colour Red']],
    ]);
    const [ambiguous] = await imports.patch(
      aPatch('two', { options: sizes('Size'), ...variantsOnly(of(undefined, 'Size', 'S')) }),
    );
    expect(ambiguous?.errors).toMatchObject([{ code: 'variant.unknown' }]);
  });

  it('is refused where variants would retire, if that is asked for', async () => {
    await imports.bring(aProduct('keeper', sized(['S', { sku: 'KEEP-S' }], ['M', { sku: 'KEEP-M' }])));
    const smaller = aPatch('keeper', {
      options: { options: [{ name: 'Size', values: ['S'] }], keepsFurther: false },
      ...variantsOnly(aVariantPatch('KEEP-S', 1_000, { options: [{ name: 'Size', value: 'S' }] })),
    });
    expect(await keeping(smaller)).toMatchObject([
      { outcome: REFUSED, errors: [{ code: 'variant.would_retire' }], retired: ['KEEP-M'] },
    ]);
    expect(await imports.patch(smaller)).toMatchObject([
      {
        ...{ outcome: UPDATED, retired: ['KEEP-M'] },
        changes: [{ field: 'options' }, { field: 'variants[KEEP-M]', from: 'on sale', to: '' }],
      },
    ]);
  });

  it.each<[ProductStatus, Partial<ProductPatch>, ProductStatus]>([
    [ProductStatus.ACTIVE, {}, ProductStatus.ACTIVE],
    [ProductStatus.DRAFT, {}, ProductStatus.DRAFT],
    [ProductStatus.UNLISTED, { published: true }, ProductStatus.UNLISTED],
    [ProductStatus.UNLISTED, { published: false }, ProductStatus.DRAFT],
    [ProductStatus.DRAFT, { published: true }, ProductStatus.ACTIVE],
    [ProductStatus.ARCHIVED, { published: true }, ProductStatus.ARCHIVED],
    [ProductStatus.ACTIVE, { published: true, status: ProductStatus.UNLISTED }, ProductStatus.UNLISTED],
    [ProductStatus.ACTIVE, { published: false, status: ProductStatus.UNLISTED }, ProductStatus.DRAFT],
    [ProductStatus.ACTIVE, { published: false, status: ProductStatus.ACTIVE }, ProductStatus.DRAFT],
    [ProductStatus.ACTIVE, { published: true, status: ProductStatus.ARCHIVED }, ProductStatus.ARCHIVED],
    [ProductStatus.DRAFT, { published: true, status: ProductStatus.ARCHIVED }, ProductStatus.DRAFT],
  ])('of a product that is %s, with %j, gives %s', async (status, given, expected) => {
    const slug = `status-${v7()}`;
    await imports.bring(aProduct(slug, { status }));
    await imports.patch(aPatch(slug, given));
    expect((await imports.shown(slug))?.status).toBe(expected);
  });
});
