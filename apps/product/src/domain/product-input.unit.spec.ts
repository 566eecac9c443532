import { describe, expect, it } from '@jest/globals';
import { changeTo } from './product-change.ts';
import { type ProductInput, readProductInput, type VariantInput } from './product-input.ts';
import { type StoredProduct, VARIANT_DEFAULTS } from './product.ts';
import { derivedSku } from './slug.ts';

const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const aVariant = (changes: Partial<VariantInput> = {}): VariantInput => ({
  ...{ sku: '', options: [], price: gbp(500), tiers: [], stock: 3, backorder: false },
  ...{ weightGrams: 0, barcode: '', imageUrl: '' },
  ...changes,
});
const anInput = (changes: Partial<ProductInput> = {}): ProductInput => ({
  ...{ slug: 'mug', title: 'Mug', description: '', vendor: '', type: '', tags: [], status: 'active' },
  ...{ category: '', options: [], variants: [aVariant()], images: [] },
  ...changes,
});
const errorsOf = (input: ProductInput): string[] => {
  const read = readProductInput(input);
  return 'errors' in read ? read.errors.map(({ field, code }) => `${field} ${code}`) : [];
};
const recordOf = (input: ProductInput) => {
  const read = readProductInput(input);
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  return read.record;
};
const size = (value: string) => [{ name: 'Size', value }];
const options = [{ name: 'Size', values: ['S', 'M'] }];

describe('an input', () => {
  it('is accepted if nothing is wrong', () => expect(errorsOf(anInput())).toEqual([]));

  it('is accepted up to the limits', () => {
    const values = Array.from({ length: 500 }, (_, i) => `${i}`.padEnd(255, 'v'));
    const tags = Array.from({ length: 250 }, (_, i) => `${i}`.padEnd(255, 't'));
    const variants = Array.from({ length: 2_048 }, (_, i) =>
      aVariant({
        sku: `${i}`.padEnd(255, 's'),
        options: [
          { name: 'Size', value: values[i % 500] ?? '' },
          { name: 'Colour', value: values[Math.floor(i / 500)] ?? '' },
        ],
      }),
    );
    const options = ['Size', 'Colour'].map((name) => ({ name, values }));
    const description = 'd'.repeat(200_000);
    expect(errorsOf(anInput({ title: 't'.repeat(500), description, tags, options, variants }))).toEqual([]);
  });

  it('of a list that is too long is read no further', () => {
    const values = Array.from({ length: 2_049 }, () => '');
    const errors = errorsOf(anInput({ options: [{ name: 'Size', values }] }));
    expect(errors).toContain('options[0].values list.too_long');
    expect(errors).not.toContain('options[0].values[2048] field.required');
  });

  it('is refused with all errors at once, each with its field', () =>
    expect(
      errorsOf(
        anInput({
          ...{
            slug: 'Not A Slug',
            title: ' ',
            images: [{ url: 'javascript:alert(1)', alt: '', width: 0, height: 0 }],
          },
          variants: [
            aVariant({ price: gbp(-1), stock: -1_000_000_001, tiers: [{ minQuantity: 1, price: gbp(1) }] }),
          ],
        }),
      ),
    ).toEqual([
      'slug slug.invalid',
      'variants[0].price number.out_of_range',
      'variants[0].tiers[0].minQuantity number.out_of_range',
      'variants[0].stock number.out_of_range',
      'title field.required',
      'images[0].url url.invalid',
    ]));

  it.each<[string, Partial<ProductInput>]>([
    ['variants field.required', { variants: [] }],
    ['variants[0].price field.required', { variants: [aVariant({ price: undefined })] }],
    [
      'variants[0].price.currency currency.unknown',
      { variants: [aVariant({ price: { amountMinor: 1, currency: 'XQX' } })] },
    ],
    [
      'variants[0].compareAtPrice currency.mixed',
      { variants: [aVariant({ compareAtPrice: { amountMinor: 1, currency: 'EUR' } })] },
    ],
    ['variants[0].price number.out_of_range', { variants: [aVariant({ price: gbp(1.5) })] }],
    ['variants[0].options option.missing', { options }],
    ['variants[0].options option.unknown', { variants: [aVariant({ options: size('S') })] }],
    ['variants[0].options option.unknown', { options, variants: [aVariant({ options: size('XXL') })] }],
    [
      'variants[1].options variant.duplicate',
      { options, variants: [aVariant({ options: size('S') }), aVariant({ sku: 'B', options: size('s') })] },
    ],
    [
      'variants[1].sku sku.duplicate',
      {
        options,
        variants: [aVariant({ sku: 'A', options: size('S') }), aVariant({ sku: 'A', options: size('M') })],
      },
    ],
    [
      'options[1].name option.duplicate',
      {
        options: [...options, { name: 'size', values: ['S'] }],
        variants: [aVariant({ options: size('S') })],
      },
    ],
    ['title field.too_long', { title: 'x'.repeat(501) }],
    ['description field.too_long', { description: 'x'.repeat(200_001) }],
    ['tags list.too_long', { tags: Array.from({ length: 251 }, (_, i) => `tag ${i}`) }],
    ['variants list.too_long', { variants: Array.from({ length: 2_049 }, () => aVariant()) }],
    ['description field.invalid', { description: 'a\0b' }],
    ['variants[0].barcode barcode.check_digit', { variants: [aVariant({ barcode: '9506000134353' })] }],
    ['variants[0].barcode barcode.shortened', { variants: [aVariant({ barcode: '9.506E+12' })] }],
    [
      'images[0].url url.invalid',
      { images: [{ url: '//evil.example/x.png', alt: '', width: 0, height: 0 }] },
    ],
  ])('is refused: %s', (error, changes) => expect(errorsOf(anInput(changes))).toContain(error));

  it('keeps leading zeros of a barcode, and drops what it is printed with', () => {
    const barcodes = ['05012345678900', '978-0-306-40615-7', 'SHELF 7'];
    const records = barcodes.map((barcode) => recordOf(anInput({ variants: [aVariant({ barcode })] })));
    expect(records.map(({ variants }) => variants[0]?.barcode)).toEqual([
      ...['05012345678900', '9780306406157', 'SHELF 7'],
    ]);
  });

  it('gives the same record whatever the order of options and tiers', () => {
    const both = [...options, { name: 'Colour', values: ['Red'] }];
    const tier = (minQuantity: number) => ({ minQuantity, price: gbp(500 - minQuantity) });
    const one = aVariant({
      options: [...size('S'), { name: 'Colour', value: 'Red' }],
      tiers: [tier(5), tier(9)],
    });
    const other = aVariant({
      options: [{ name: 'colour', value: 'red' }, ...size('S')],
      tiers: [tier(9), tier(5)],
    });
    expect(recordOf(anInput({ options: both, variants: [one] }))).toEqual(
      recordOf(anInput({ options: both, variants: [other] })),
    );
  });
});

describe('a derived SKU', () => {
  it('differs for values that look alike', () => {
    const skus = ['S', 'S+', '+', '-', 'Å', '大'].map((value) => derivedSku('shirt', [value]));
    expect(new Set(skus).size).toBe(skus.length);
    expect(derivedSku('shirt', ['Dark Blue', 'M'])).toBe('shirt--dark-blue--m');
  });
  it('is the one that earlier releases derived', () =>
    expect(['Größe M', 'Ø 5', 'Красный', 'A/B'].map((value) => derivedSku('mug', [value]))).toEqual([
      'mug--grosse-m',
      'mug--5-f8',
      'mug--43a44043044143d44b438',
      'mug--a-b-2f',
    ]));
});

describe('what an import changes', () => {
  const ids = () => {
    let n = 0;
    return () => `new-${++n}`;
  };
  const input = anInput({
    options,
    variants: [aVariant({ sku: 'A', options: size('S') }), aVariant({ sku: 'B', options: size('M') })],
  });
  const given = recordOf(input);
  const record = {
    ...given,
    variants: given.variants.map((variant) => ({ ...variant, ...VARIANT_DEFAULTS })),
  };
  const stored: StoredProduct = { id: 'p', version: 4, record, breadcrumbs: [], variantIds: ['a', 'b'] };

  it('is nothing if the input is the same', () =>
    expect(changeTo(record, stored, new Map(), ids())).toBeUndefined());

  it('is a new product with its stock if there was none', () =>
    expect(changeTo(record, undefined, new Map(), ids())).toMatchObject({
      outcome: 'created',
      variants: [{ setStock: 3, isChanged: true }, { setStock: 3 }],
    }));

  it('leaves the stock as it is unless the input gives another number', () => {
    const dearer = recordOf({
      ...input,
      variants: [
        aVariant({ sku: 'A', options: size('S'), price: gbp(9) }),
        aVariant({ sku: 'B', options: size('M'), stock: 7 }),
      ],
    });
    expect(changeTo(dearer, stored, new Map(), ids())).toMatchObject({
      outcome: 'updated',
      variants: [
        { id: 'a', isChanged: true, setStock: undefined },
        { id: 'b', isChanged: true, setStock: 7 },
      ],
    });
  });

  it('recognises a variant by its SKU, then by its options, and revives retired ones', () => {
    const swapped = recordOf({
      ...input,
      variants: [aVariant({ sku: 'A', options: size('M') }), aVariant({ sku: 'C', options: size('S') })],
    });
    expect(changeTo(swapped, stored, new Map(), ids())?.variants.map(({ id }) => id)).toEqual(['a', 'new-1']);
    const renamed = recordOf({
      ...input,
      variants: [aVariant({ sku: 'Z', options: size('S') }), aVariant({ sku: 'B', options: size('M') })],
    });
    expect(changeTo(renamed, stored, new Map(), ids())?.variants.map(({ id }) => id)).toEqual(['a', 'b']);
    const revived = recordOf({ ...input, variants: [aVariant({ sku: 'OLD', options: size('S') })] });
    expect(
      changeTo(revived, stored, new Map([['OLD', { variantId: 'old' }]]), ids())?.variants.map(
        ({ id }) => id,
      ),
    ).toEqual(['old']);
  });
});
