import { describe, expect, it } from '@jest/globals';
import { Header } from './columns.ts';
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
  const header = new Header([...new Set(rows.flatMap(Object.keys))]);
  return rows.map((cells, index) => ({ row: index + 2, line: index + 2, cells, header })) as [
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
      ...{ slug: 'stone-mug', handle: 'stone-mug' },
      title: 'Stone Mug',
      descriptionHtml: '<p>Holds tea.</p>',
      vendor: 'Hill Pottery',
      type: 'Mugs',
      category: 'Mugs',
      tags: ['kitchen', 'gift'],
      published: true,
      options: [],
      variants: [{ options: {}, price: { amount: 1250, currency: 'GBP' } }],
      images: [{ url: 'https://pictures.example/mug.jpg', position: 1 }],
    });
  });

  it('give what the file has columns for: an absent column is not an empty cell', () => {
    const priceOnly = { Handle: 'stone-mug', 'Variant SKU': 'M-1', 'Variant Price': '9' };
    expect(draftOf(priceOnly)).toEqual({
      ...{ slug: 'stone-mug', handle: 'stone-mug' },
      variants: [{ sku: 'M-1', price: { amount: 900, currency: 'GBP' } }],
    });
    expect(draftOf({ Handle: 'stone-mug', Tags: '' })).toEqual({
      ...{ slug: 'stone-mug', handle: 'stone-mug', tags: [] },
    });
    const emptied = { 'Body (HTML)': '', Vendor: '', Type: '', Tags: '', 'Image Src': '' };
    expect(draftOf({ ...mug, ...emptied, 'Variant Grams': '', 'Variant Barcode': '' })).toMatchObject({
      ...{ descriptionHtml: '', vendor: '', type: '', category: '', tags: [], images: [] },
      variants: [{ weightGrams: 0, barcode: '' }],
    });
  });

  it('may name the first options only', () => {
    const further = ({ keepFurtherOptions }: ProductDraft) => keepFurtherOptions ?? false;
    const { 'Option2 Name': _name, 'Option2 Value': _value, ...sizes } = shirt;
    expect(further(draftOf(sizes))).toBe(true);
    expect(further(draftOf(mug))).toBe(false);
    expect(further(draftOf({ ...shirt, 'Option3 Name': '', 'Option3 Value': '' }))).toBe(false);
  });

  it.each(["'Tis the Season Mug", "'47 Brand", "'90s", "'n' Roll", "O'Neill", "'+1' says it"])(
    'keep the text %s as it is',
    (text) => {
      expect(draftOf({ ...mug, Title: text, Vendor: text, Tags: text })).toMatchObject({
        ...{ title: text, vendor: text, tags: [text] },
      });
      const [variant] = draftOf({ ...shirt, 'Option1 Value': text }).variants ?? [];
      expect(variant?.options).toEqual({ Size: text, Colour: 'Blue' });
    },
  );

  it.each([
    ["'0012345", '0012345'],
    ['="0012345"', '0012345'],
    ["'47-CAP", "'47-CAP"],
    ["'-5", '-5'],
    [' 0012345 ', '0012345'],
  ])('take a code written as %s as %s', (written, code) => {
    const [variant] = draftOf({ ...mug, 'Variant SKU': written, 'Variant Barcode': written }).variants ?? [];
    expect(variant).toMatchObject({ sku: code, barcode: code });
    const [size] = draftOf({ ...shirt, 'Option1 Value': written }).variants ?? [];
    expect(size?.options?.['Size']).toBe(code);
  });

  it('take an option "Title" without a value as no option', () => {
    expect(draftOf({ ...mug, 'Option1 Value': '' })).toMatchObject({
      options: [],
      variants: [{ options: {} }],
    });
    expect(draftOf({ ...mug, 'Option1 Value': 'Large' }).options).toEqual([
      { name: 'Title', values: ['Large'] },
    ]);
  });

  it.each([
    ['//pictures.example/a.jpg', 'https://pictures.example/a.jpg'],
    ['https://pictures.example/a b.jpg', 'https://pictures.example/a%20b.jpg'],
  ])('take the picture %s from %s', (written, url) => {
    expect(draftOf({ ...mug, 'Image Src': written }).images).toEqual([{ url, position: 1 }]);
  });

  it('have as many pictures as a product may have; those of further variants stay with the variants', () => {
    const rows = Array.from({ length: 324 }, (_, i) => ({
      ...{ Handle: 'linen-shirt', 'Option1 Value': `S${i}`, 'Variant Price': '40' },
      ...{ 'Option1 Name': i ? '' : 'Size', Title: i ? '' : 'Linen Shirt', 'Image Src': '' },
      'Variant Image': `https://pictures.example/${i}.jpg`,
    }));
    const { images, variants } = draftOf(...rows);
    expect(images).toHaveLength(250);
    expect(variants?.[323]?.imageUrl).toBe('https://pictures.example/323.jpg');
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
    expect(variants?.map((v) => [v.sku, v.options, v.price?.amount])).toEqual([
      [undefined, { Size: 'S', Colour: 'Blue' }, 4000],
      [undefined, { Size: 'M', Colour: 'Blue' }, 4100],
      [undefined, { Size: 'S', Colour: 'Sand' }, 4200],
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
      { url: 'https://pictures.example/lid.jpg', position: 3 },
    ]);
  });

  it.each<[Record<string, string>, object]>([
    [{}, {}],
    [{ 'Variant Inventory Tracker': '' }, { stock: null }],
    [{ 'Variant Inventory Tracker': '', 'Variant Inventory Qty': '7' }, { stock: null }],
    [{ 'Variant Inventory Tracker': 'shopify', 'Variant Inventory Qty': '7' }, { stock: 7 }],
    [{ 'Variant Inventory Tracker': 'shipwire', 'Variant Inventory Qty': '0' }, { stock: 0 }],
    [{ 'Variant Inventory Tracker': 'shopify', 'Variant Inventory Qty': '-3' }, { stock: -3 }],
    [{ 'Variant Inventory Qty': '7' }, { stock: 7 }],
    [{ 'Variant Inventory Tracker': 'shopify' }, { tracked: true }],
    [{ 'Variant Inventory Tracker': 'shopify', 'Variant Inventory Qty': '' }, { tracked: true }],
    [{ 'Variant Inventory Qty': '' }, { tracked: true }],
  ])('with %j give the stock %j', (cells, stock) => {
    const [variant] = draftOf({ ...mug, ...cells }).variants ?? [];
    expect({ ...variant, options: {}, price: {} }).toEqual({ ...stock, options: {}, price: {} });
  });

  it.each([
    ['deny', false],
    ['', false],
    ['DENY', false],
    ['continue', true],
    ['CONTINUE', true],
    ['TRUE', true],
    ['1', true],
    ['no', false],
  ])('with the policy "%s" sell beyond their stock: %s', (policy, backorder) => {
    expect(draftOf({ ...mug, 'Variant Inventory Policy': policy }).variants).toMatchObject([{ backorder }]);
  });

  it('keep a former price only when it was higher', () => {
    const compareAt = (text: string) =>
      draftOf({ ...mug, 'Variant Compare At Price': text }).variants?.[0]?.compareAtPrice;
    expect(compareAt('19.99')).toEqual({ amount: 1999, currency: 'GBP' });
    expect(compareAt('12.50')).toBeNull();
    expect(compareAt('')).toBeNull();
  });

  it.each<[Record<string, string>, object]>([
    [{ Published: 'FALSE' }, { published: false }],
    [{ Published: 'FALSCH' }, { published: false }],
    [{ Published: '' }, { published: true }],
    [{ Status: 'Archived' }, { published: true, status: 'archived' }],
    [{ Status: 'unlisted' }, { published: true, status: 'unlisted' }],
    [
      { Published: '', Status: '' },
      { published: true, status: 'active' },
    ],
  ])('with %j are %j', (cells, shown) => {
    expect(draftOf({ ...mug, ...cells })).toMatchObject(shown);
  });

  it('reads prices in coins of the currency', () => {
    const read = readProduct(sheet({ ...mug, 'Variant Price': '1250' }), 'JPY');
    expect('draft' in read && read.draft.variants?.[0]?.price).toEqual({ amount: 1250, currency: 'JPY' });
  });
});

describe('a bad row', () => {
  it.each([
    ['Variant Taxable', { 'Variant Taxable': '2' }, 'true or false'],
    ['Gift Card', { 'Gift Card': 'maybe' }, 'true or false'],
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
    ['Published', { Published: 'soon' }, 'write true or false'],
    ['Variant Inventory Policy', { 'Variant Inventory Policy': 'maybe' }, 'write deny or continue'],
    ['Variant Inventory Qty', { 'Variant Inventory Qty': '1.5' }, 'whole number'],
    ['Variant Inventory Qty', { 'Variant Inventory Qty': '1.000' }, '(1.000 or 1000)'],
    ['Variant Inventory Qty', { 'Variant Inventory Qty': '1E+3' }, 'was shortened by a spreadsheet'],
    ['Variant Inventory Qty', { 'Variant Inventory Qty': '-1000000001' }, 'too large'],
    ['Variant Price', { 'Variant Price': '1.000' }, '(1.000 or 1000)'],
    ['Variant Price', { 'Variant Price': '$5.00' }, 'is in $, the import is in GBP'],
    ['Variant Price', { 'Variant Price': '5.00 EUR' }, 'is in EUR, the import is in GBP'],
    ['Variant Grams', { 'Variant Grams': 'heavy' }, 'no weight'],
    [
      'Variant Barcode',
      { 'Variant Barcode': '9.506E+12' },
      'shortened by a spreadsheet. Format the column as text',
    ],
    ['Variant Barcode', { 'Variant Barcode': '9506000134353' }, 'wrong check digit: it would be 2'],
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
