import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { ProductDraft } from './rules/product-draft.ts';
import { checkFile, readProducts, type CheckedFile } from './product-file.ts';

const sample = path.join(import.meta.dirname, '../samples/products.csv');
const folder = mkdtempSync(path.join(tmpdir(), 'tradepost-products-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function check(...lines: string[]): Promise<CheckedFile> {
  const file = path.join(folder, 'products.csv');
  writeFileSync(
    file,
    ['Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price', ...lines, ''].join('\n'),
  );
  return checkFile(file, 'GBP', () => undefined);
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
    expect(drafts.map((d) => [d.slug, d.status, d.variants.length, d.images.length])).toEqual([
      ['harbour-lantern', 'active', 1, 2],
      ['moor-blanket', 'active', 4, 2],
      ['tide-table-print', 'active', 1, 1],
      ['winter-seed-box', 'draft', 1, 0],
    ]);
    expect(drafts[1]?.variants.map((v) => [v.options['Size'], v.stock, v.backorder])).toEqual([
      ['Single', 8, true],
      ['Double', 5, true],
      ['Single', 0, false],
      ['Double', 3, false],
    ]);
    expect(drafts[3]?.variants[0]).toMatchObject({ barcode: '05012345678900', weightGrams: 211 });
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

  it('refuses a product of which one row has too few cells', async () => {
    expect(places(await check('cap,Cap,Size,S,,5', 'cap,,,M', 'hat,Hat,,,,9'))).toEqual({ cap: [[3, '']] });
  });

  it('keeps handles of every script apart', async () => {
    expect(
      await slugsOf('кружка-250,Кружка,,,N-1,10', 'чашка-250,Чашка,,,N-2,20', 'テストマグ,マグ,,,N-3,30'),
    ).toEqual([
      ['кружка-250', undefined],
      ['чашка-250', undefined],
      ['テストマグ', undefined],
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
});
