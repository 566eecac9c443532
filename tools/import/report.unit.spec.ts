import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { CheckedFile } from './product-file.ts';
import { Report } from './report.ts';

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  jest.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
});
afterEach(() => {
  jest.restoreAllMocks();
});

const checked: CheckedFile = {
  ...{ rows: 3, products: 2, hasQuantities: true, refused: new Map(), giftCards: 2 },
  index: { ownerOf: () => undefined, hasProduct: () => false },
  unread: [
    { column: 'Cost per item', rows: 3 },
    { column: 'Variant Tax Code', rows: 1 },
  ],
};
const report = (json: boolean) => new Report({ file: 'shop.csv', dryRun: false, json }, checked);

it('tells once what of the file is not imported, and what becomes of gift cards', () => {
  report(false).aboutFile();
  expect(said).toEqual([
    'not imported: "Cost per item" (3 rows), "Variant Tax Code" (1 row)',
    'note: 2 gift cards are imported as ordinary products without tax; the shop issues and redeems no codes',
  ]);
});

it('has the same in JSON', () => {
  const json = report(true);
  json.aboutFile();
  json.end();
  expect(JSON.parse(said.join(''))).toMatchObject({
    unreadColumns: [
      { column: 'Cost per item', rows: 3 },
      { column: 'Variant Tax Code', rows: 1 },
    ],
    notes: [expect.stringContaining('gift cards')],
  });
});

const note = (code: string, detail: string, variantCount: number) => ({
  code,
  detail,
  skus: [],
  variantCount,
});

it('says what changes in each product, and what many have in common once', () => {
  const text = new Report(
    { file: 'shop.csv', dryRun: true, json: false },
    { ...checked, unread: [], giftCards: 0 },
  );
  const change = (field: string, from: string, to: string) => ({ field, from, to });
  text.product({
    ...{ slug: 'mug', outcome: 'updated', errors: [] },
    changes: [
      change('title', 'A', 'B'),
      change('vendor', 'Hill', ''),
      ...['a', 'b', 'c', 'd'].map((f) => change(f, '', '1')),
    ],
    moreChanges: 2,
    notes: [note('stock.kept', 'kept', 2), note('variant.moved', '1 variant: moved', 1)],
  });
  text.product({
    ...{ slug: 'cap', outcome: 'created', errors: [] },
    notes: [note('stock.kept', 'kept', 1)],
  });
  expect(text.end()).toBe(0);
  expect(said).toEqual([
    'updated   mug: title A → B; vendor Hill → (none); a (none) → 1; b (none) → 1; c (none) → 1; and 3 more; 1 variant: moved',
    'created   cap',
    'note: 3 variants: the file gives no count, so their stock is left as it is',
    '2 products in 3 rows: 1 created, 1 updated, 0 unchanged, 0 refused (dry run: nothing was changed)',
  ]);
});

it('says that stock is left alone by a file without quantities', () => {
  new Report(
    { file: 'a.csv', dryRun: false, json: false },
    { ...checked, unread: [], giftCards: 0, hasQuantities: false },
  ).aboutFile();
  expect(said).toEqual([
    'note: no column gives quantities, so the stock of existing variants is left as it is',
  ]);
});
