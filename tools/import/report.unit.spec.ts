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
  ...{ rows: 3, products: 2, hasQuantities: false, refused: new Map(), skus: new Map(), giftCards: 2 },
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
