import { describe, expect, it } from '@jest/globals';
import type { ProductDraft } from './product-draft.ts';
import { readProduct } from './product-import.ts';
import type { RowMessage, SheetRow } from './sheet-row.ts';

const mug = {
  Handle: 'stone-mug',
  Title: 'Stone Mug',
  'Body (HTML)': '<p>Holds tea.</p>',
  Vendor: 'Hill Pottery',
  Type: 'Mugs',
  Tags: 'kitchen, gift, kitchen',
  Published: 'true',
  'Option1 Name': 'Title',
  'Option1 Value': 'Default Title',
  'Variant Price': '12.5',
  'Image Src': 'https://pictures.example/mug.jpg',
};

const shirt = {
  Handle: 'linen-shirt',
  Title: 'Linen Shirt',
  'Option1 Name': 'Size',
  'Option1 Value': 'S',
  'Option2 Name': 'Colour',
  'Option2 Value': 'Blue',
  'Variant Price': '40',
};

function sheet(...rows: Record<string, string>[]): [SheetRow, ...SheetRow[]] {
  return rows.map((cells, index) => ({ row: index + 2, line: index + 2, cells })) as [
    SheetRow,
    ...SheetRow[],
  ];
}

function draftOf(...rows: Record<string, string>[]): ProductDraft {
  const read = readProduct(sheet(...rows), 'GBP');
  if ('messages' in read) throw new Error(JSON.stringify(read.messages));
  return read.draft;
}

function messagesOf(...rows: Record<string, string>[]): RowMessage[] {
  const read = readProduct(sheet(...rows), 'GBP');
  return 'messages' in read ? read.messages : [];
}

describe('the rows of one product', () => {
  it('become a product; "Default Title" means that there is nothing to choose', () => {
    expect(draftOf(mug)).toEqual({
      slug: 'stone-mug',
      title: 'Stone Mug',
      descriptionHtml: '<p>Holds tea.</p>',
      vendor: 'Hill Pottery',
      type: 'Mugs',
      category: 'Mugs',
      tags: ['kitchen', 'gift'],
      status: 'active',
      options: [],
      variants: [
        {
          sku: '',
          options: {},
          price: { amount: 1250, currency: 'GBP' },
          stock: null,
          backorder: false,
        },
      ],
      images: [{ url: 'https://pictures.example/mug.jpg', alt: '', position: 1 }],
    });
  });

  it('give variants by their options, in the order of the rows', () => {
    const { options, variants } = draftOf(
      shirt,
      { Handle: 'linen-shirt', 'Option1 Value': 'M', 'Option2 Value': 'Blue', 'Variant Price': '41' },
      { Handle: 'linen-shirt', 'Option1 Value': 'S', 'Option2 Value': 'Sand', 'Variant Price': '42' },
    );
    expect(options).toEqual([
      { name: 'Size', values: ['S', 'M'] },
      { name: 'Colour', values: ['Blue', 'Sand'] },
    ]);
    expect(variants.map((v) => [v.sku, v.options, v.price.amount])).toEqual([
      ['', { Size: 'S', Colour: 'Blue' }, 4000],
      ['', { Size: 'M', Colour: 'Blue' }, 4100],
      ['', { Size: 'S', Colour: 'Sand' }, 4200],
    ]);
  });

  it('take further pictures from rows of their own, sorted, and the pictures of variants', () => {
    const { images, variants } = draftOf(
      { ...mug, 'Image Position': '2', 'Variant Image': 'https://pictures.example/lid.jpg' },
      {
        Handle: 'stone-mug',
        'Image Src': 'https://pictures.example/a.jpg',
        'Image Position': '1',
        'Image Alt Text': 'A',
      },
    );
    expect(variants).toHaveLength(1);
    expect(images).toEqual([
      { url: 'https://pictures.example/a.jpg', alt: 'A', position: 1 },
      { url: 'https://pictures.example/mug.jpg', alt: '', position: 2 },
      { url: 'https://pictures.example/lid.jpg', alt: '', position: 3 },
    ]);
  });

  it('count stock only where a tracker counts it', () => {
    const stockOf = (cells: Record<string, string>) => {
      const [variant] = draftOf({ ...mug, ...cells }).variants;
      return [variant?.stock, variant?.backorder];
    };
    const tracked = { 'Variant Inventory Tracker': 'shopify' };
    expect(stockOf({ 'Variant Inventory Qty': '7' })).toEqual([null, false]);
    expect(stockOf({ ...tracked, 'Variant Inventory Qty': '7', 'Variant Inventory Policy': 'deny' })).toEqual(
      [7, false],
    );
    expect(
      stockOf({ ...tracked, 'Variant Inventory Qty': '0', 'Variant Inventory Policy': 'continue' }),
    ).toEqual([0, true]);
  });

  it('keep a former price only when it was higher', () => {
    const compareAt = (text: string) =>
      draftOf({ ...mug, 'Variant Compare At Price': text }).variants[0]?.compareAtPrice;
    expect(compareAt('19.99')).toEqual({ amount: 1999, currency: 'GBP' });
    expect(compareAt('12.50')).toBeUndefined();
    expect(compareAt('')).toBeUndefined();
  });

  it.each([
    [{ Published: 'FALSE' }, 'draft'],
    [{ Status: 'archived' }, 'draft'],
    [{ Published: '', Status: 'active' }, 'active'],
  ])('with %j is %s', (cells, status) => {
    expect(draftOf({ ...mug, ...cells }).status).toBe(status);
  });

  it('reads prices in coins of the currency', () => {
    const read = readProduct(sheet({ ...mug, 'Variant Price': '1250' }), 'JPY');
    expect('draft' in read && read.draft.variants[0]?.price).toEqual({ amount: 1250, currency: 'JPY' });
  });
});

describe('a bad row', () => {
  it.each([
    ['Variant Price', { 'Variant Price': '-5' }, 'below zero'],
    ['Variant Price', { 'Variant Price': '' }, 'is empty'],
    ['Variant Price', { 'Variant Price': 'cheap' }, 'write it like 12.34'],
    ['Variant Price', { 'Variant Price': '1.999' }, 'finer than'],
    ['Variant Compare At Price', { 'Variant Compare At Price': '1,299' }, 'no price'],
    ['Variant Price', { 'Variant Price': '10000000.01' }, 'too large'],
    ['Title', { Title: ' ' }, 'is empty'],
    ['Title', { Title: 'x'.repeat(501) }, 'has 501 characters; shorten it to 500'],
    ['Body (HTML)', { 'Body (HTML)': 'x'.repeat(200_001) }, 'shorten it to 200000'],
    ['Tags', { Tags: `a, ${'x'.repeat(256)}` }, 'shorten it to 255'],
    ['Variant SKU', { 'Variant SKU': 'x'.repeat(256) }, 'shorten it to 255'],
    ['Handle', { Handle: ' ' }, 'is empty'],
    ['Handle', { Handle: 'x'.repeat(201) }, 'shorten it to 200'],
    ['Published', { Published: 'yes' }, 'write true or false'],
    ['Variant Inventory Policy', { 'Variant Inventory Policy': 'maybe' }, 'write deny or continue'],
    ['Variant Inventory Qty', { 'Variant Inventory Qty': '1.5' }, 'whole number'],
    [
      'Variant Inventory Qty',
      { 'Variant Inventory Tracker': 'shopify', 'Variant Inventory Qty': '-1' },
      'below zero',
    ],
    ['Variant Grams', { 'Variant Grams': 'heavy' }, 'no weight'],
    ['Image Src', { 'Image Src': 'javascript:alert(1)' }, 'no web address'],
    ['Image Position', { 'Image Position': '0' }, 'enter 1, 2, 3'],
  ])('is reported with its column %s', (column, cells, part) => {
    const messages = messagesOf({ ...mug, ...cells });
    expect(messages).toEqual([
      { row: 2, line: 2, column, message: expect.stringContaining(part) as unknown as string },
    ]);
  });

  it('refuses the whole product, with the messages of all its rows', () => {
    const messages = messagesOf(
      shirt,
      { Handle: 'linen-shirt', 'Option1 Value': 'M', 'Variant Price': '40' },
      { Handle: 'linen-shirt', 'Option1 Value': 'S', 'Option2 Value': 'Blue', 'Variant Price': '-1' },
      { Handle: 'linen-shirt' },
    );
    expect(messages.map(({ row, column }) => [row, column])).toEqual([
      [3, 'Option2 Value'],
      [4, 'Variant Price'],
      [4, 'Option1 Value'],
      [5, 'Image Src'],
    ]);
  });

  it('is one that repeats a SKU or names an option twice', () => {
    const [sku] = messagesOf(
      { ...shirt, 'Variant SKU': 'LS-1' },
      {
        Handle: 'linen-shirt',
        'Option1 Value': 'M',
        'Option2 Value': 'Blue',
        'Variant Price': '1',
        'Variant SKU': 'LS-1',
      },
    );
    expect(sku).toMatchObject({ row: 3, column: 'Variant SKU' });
    expect(messagesOf({ ...shirt, 'Option2 Name': 'Size' })[0]).toMatchObject({
      row: 2,
      column: 'Option2 Name',
    });
  });
});
