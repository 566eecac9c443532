import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { ProductDraft } from './rules/product-draft.ts';
import { checkFile, readProducts, type CheckedFile } from './product-file.ts';

const sample = path.join(import.meta.dirname, '../samples/products.csv');
const folder = mkdtempSync(path.join(tmpdir(), 'tradepost-products-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price';

function written(text: string): string {
  const file = path.join(folder, 'products.csv');
  writeFileSync(file, text);
  return file;
}

const checkText = (text: string): Promise<CheckedFile> => checkFile(written(text), 'GBP', () => undefined);
const check = (...lines: string[]): Promise<CheckedFile> => checkText([HEADER, ...lines, ''].join('\n'));

async function draftsOf(text: string): Promise<ProductDraft[]> {
  const drafts: ProductDraft[] = [];
  for await (const { result } of readProducts(written(text), 'GBP')) {
    if ('messages' in result) throw new Error(JSON.stringify(result.messages));
    drafts.push(result.draft);
  }
  return drafts;
}

async function slugsOf(...lines: string[]) {
  await check(...lines);
  const drafts: ProductDraft[] = [];
  for await (const { result } of readProducts(path.join(folder, 'products.csv'), 'GBP'))
    if ('draft' in result) drafts.push(result.draft);
  return drafts.map(({ slug, handle }) => [slug, handle]);
}

function places({ refused }: CheckedFile): Record<string, (string | number)[][]> {
  const entries = [...refused].map(([handle, all]) => [handle, all.map(({ row, column }) => [row, column])]);
  return Object.fromEntries(entries) as Record<string, (string | number)[][]>;
}

describe('a product file', () => {
  it('is read product by product', async () => {
    const drafts: ProductDraft[] = [];
    for await (const { result } of readProducts(sample, 'GBP'))
      if ('draft' in result) drafts.push(result.draft);
    expect(drafts.map((d) => [d.slug, d.published, d.variants?.length, d.images?.length])).toEqual([
      ['harbour-lantern', true, 1, 2],
      ['moor-blanket', true, 4, 2],
      ['tide-table-print', true, 1, 1],
      ['winter-seed-box', false, 1, 0],
    ]);
    expect(drafts[1]?.variants?.map((v) => [v.options?.['Size'], v.stock, v.backorder])).toEqual([
      ['Single', 8, true],
      ['Double', 5, true],
      ['Single', 0, false],
      ['Double', 3, false],
    ]);
    expect(drafts[3]?.variants?.[0]).toMatchObject({ barcode: '05012345678900', weightGrams: 211 });
  });

  it('names the row where it is in a spreadsheet, and the line where quoted cells moved it', async () => {
    const broken = readFileSync(sample, 'utf8').replace(',129,', ',-129,');
    const file = path.join(folder, 'broken.csv');
    writeFileSync(file, broken);
    const { rows, products, refused } = await checkFile(file, 'GBP', () => undefined);
    expect([rows, products]).toEqual([8, 4]);
    const line = broken.split('\n').findIndex((text) => text.includes(',-129,')) + 1;
    expect([...refused]).toEqual([
      [
        'moor-blanket',
        [{ row: 5, line, column: 'Variant Price', message: expect.any(String) as unknown as string }],
      ],
    ]);
  });

  it('refuses products whose rows stand apart, and only those', async () => {
    const checked = await check('cap,Cap,Size,S,,5', 'hat,Hat,,,,9', 'cap,,,M,,5');
    expect(Object.keys(places(checked))).toEqual(['cap']);
    expect(places(checked)['cap']).toContainEqual([4, 'Handle']);
  });

  it('refuses a SKU that another product has', async () => {
    expect(places(await check('cap,Cap,,,X-1,5', 'hat,Hat,,,X-1,9', 'tie,Tie,,,X-2,9'))).toEqual({
      hat: [[3, 'Variant SKU']],
    });
  });

  it('takes cells that a row ends without as empty, and refuses a product of which one row has too many', async () => {
    expect(places(await check('cap,Cap,Size,S,,5', 'cap,,,M', 'hat,Hat,,,,9'))).toEqual({
      cap: [[3, 'Variant Price']],
    });
    expect(places(await check('cap,Cap,Size,S,,5', 'cap,,,M,,5,6', 'hat,Hat,,,,9'))).toEqual({
      cap: [[3, '']],
    });
    expect(await draftsOf('Handle,Tags,Vendor\ncap,x\n')).toMatchObject([{ tags: ['x'], vendor: '' }]);
  });

  it('says that nothing is read of pictures that it does not name', async () => {
    const { unread } = await checkText('Handle,Price,Image Alt Text,Image Position\ncap,5,A cap,1\n');
    expect(unread).toEqual([
      { column: 'Image Alt Text', rows: 1 },
      { column: 'Image Position', rows: 1 },
    ]);
  });

  it('keeps handles of every script apart', async () => {
    expect(
      await slugsOf('кружка-250,Кружка,,,N-1,10', 'чашка-250,Чашка,,,N-2,20', 'テストマグ,マグ,,,N-3,30'),
    ).toEqual([
      ['кружка-250', 'кружка-250'],
      ['чашка-250', 'чашка-250'],
      ['テストマグ', 'テストマグ'],
    ]);
    expect(await slugsOf('Smørrebrød 1,Board,,,N-4,10', '+++,Plus,,,N-5,20')).toEqual([
      ['smorrebrod-1', 'Smørrebrød 1'],
      ['u2b-2b-2b', '+++'],
    ]);
  });

  it('refuses handles that would have one slug, and names both', async () => {
    const checked = await check(
      'crème,Crème,,,A,5',
      'hat,Hat,,,,9',
      'Creme,Creme,,,B,6',
      'a&b,AB,,,C,6',
      'a b,AB,,,D,6',
    );
    expect(places(checked)).toEqual({
      ...{ crème: [[2, 'Handle']], Creme: [[4, 'Handle']] },
      ...{ 'a&b': [[5, 'Handle']], 'a b': [[6, 'Handle']] },
    });
    expect(checked.refused.get('crème')?.[0]?.message).toBe(
      'has the same slug "creme" as "Creme" in row 4; rename one of them',
    );
  });

  it('refuses rows without a handle', async () => {
    expect(places(await check('cap,Cap,,,,5', ',Hat,,,,9', 'tie,Tie,,,,9', ',Rag,,,,9'))).toEqual({
      '': [
        [3, 'Handle'],
        [5, 'Handle'],
      ],
    });
  });

  it('leaves out a whole product of which one row lacks the handle', async () => {
    expect(
      places(await check('cap,Cap,Size,S,C-S,5', ',,,M,C-M,5', 'cap,,,L,C-L,5', 'hat,Hat,,,,9')),
    ).toEqual({
      cap: [[3, 'Handle']],
    });
  });

  it('passes over rows of commas only, and counts them as a spreadsheet does', async () => {
    const checked = await check('cap,Cap,Size,S,,5', ',,,,,', '', 'cap,,,M,,-5', ' , ,,,,');
    expect([checked.rows, places(checked)]).toEqual([2, { cap: [[5, 'Variant Price']] }]);
  });

  it.each([
    ['commas', `${HEADER}\ncap,Cap,Size,S,,5.50\n`],
    ['semicolons', `${HEADER.replaceAll(',', ';')}\ncap;Cap;Size;S;;5,50\n`],
    ['tabs', `${HEADER.replaceAll(',', '\t')}\ncap\tCap\tSize\tS\t\t5.50\n`],
    ['"sep=;"', `sep=;\r\n${HEADER.replaceAll(',', ';')}\r\ncap;"Cap";Size;S;;5,50\r\n`],
    ['"sep=,"', `\ufeff"sep=,"\n${HEADER}\ncap,Cap,Size,S,,5.50\n`],
    ['lines that end in CR', `${HEADER}\rcap,Cap,Size,S,,5.50\r`],
    ['lines that end in several ways', `${HEADER}\r\rcap,Cap,Size,S,,5.50\r\n,,,,,\n`],
    ['columns that a spreadsheet left', `${HEADER},,\ncap,Cap,Size,S,,5.50,,\n`],
    ['headers in any case', `${HEADER.toLowerCase()}\ncap,Cap,Size,S,,5.50\n`],
    [
      'headers in any spacing',
      ` HANDLE ,Title,Option1  Name,option1_value,Variant\u00a0SKU,variant price\ncap,Cap,Size,S,,5.50\n`,
    ],
    [
      'the names of the newer template',
      'URL handle,Title,Option1 name,Option1 value,SKU,Price\ncap,Cap,Size,S,,5.50\n',
    ],
  ])('is read with %s', async (_, text) => {
    expect(await draftsOf(text)).toEqual([
      {
        ...{ slug: 'cap', handle: 'cap', title: 'Cap', keepFurtherOptions: true },
        options: [{ name: 'Size', values: ['S'] }],
        variants: [{ sku: '', options: { Size: 'S' }, price: { amount: 550, currency: 'GBP' } }],
      },
    ]);
  });

  it('names the columns that it does not read, once', async () => {
    const { unread } = await checkText(
      'Handle,Price,SEO Title,Cost per item,Variant Tax Code,Variant Weight Unit\ncap,5,x,1, ,kg\ntop,6,,2,,kg\n',
    );
    // An empty column loses nothing.
    expect(unread).toEqual([
      { column: 'SEO Title', rows: 1 },
      { column: 'Cost per item', rows: 2 },
    ]);
  });

  it('does not name what only says the usual', async () => {
    const header = 'Handle,Price,Variant Fulfillment Service';
    expect((await checkText(`${header}\ncap,5,manual\n`)).unread).toEqual([]);
    expect((await checkText(`${header}\ncap,5,amazon\n`)).unread).toHaveLength(1);
  });

  it('counts its gift cards', async () => {
    const { giftCards } = await checkText(
      'Handle,Title,Price,Gift Card\ncap,Cap,5,FALSE\nvoucher,Voucher,10,TRUE\n',
    );
    expect(giftCards).toBe(1);
  });

  it.each([
    ['lacks the column "Handle"', 'Title,Price\nCap,5\n'],
    ['lacks the columns "Title", "Variant Price"', 'Handle\ncap\n'],
    ['lacks the column "Variant Price"', 'Handle,Title\ncap,Cap\n'],
    ['lacks the column "Image Src"', 'Handle,Image Alt Text\ncap,A cap\n'],
    ['must be parted by commas', 'Handle|Title|Price\ncap|Cap|5\n'],
    ['lacks the column "Option1 Name"', 'Handle,Option1 Value,Price\ncap,S,5\n'],
    ['lacks the columns "Option1 Name", "Option1 Value"', 'Handle,Option2 Name,Option2 Value\ncap,Size,S\n'],
    ['names the column "Handle" again as "URL handle"', 'Handle,URL handle,Price\ncap,cap,5\n'],
    ['names the column "Price" again as "variant price"', 'Handle,Price,variant price\ncap,1,2\n'],
  ])('is refused when it %s', async (message, text) => {
    await expect(checkText(text)).rejects.toThrow(message);
  });

  it('says nothing of what parts columns if there is only one', () =>
    expect(checkText('Handle\ncap\n')).rejects.toThrow(/"Variant Price"$/));
});
