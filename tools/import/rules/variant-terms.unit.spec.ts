import { describe, expect, it } from '@jest/globals';
import { Header } from './columns.ts';
import { readProduct } from './product-import.ts';
import type { SheetRow } from './sheet-row.ts';

const mug = { Handle: 'mug', Title: 'Mug', 'Variant Price': '12.5' };
const shirt = {
  ...{ Handle: 'shirt', Title: 'Shirt', 'Variant Price': '40' },
  ...{ 'Option1 Name': 'Size', 'Option1 Value': 'S' },
};

function draftOf(...rows: Record<string, string>[]) {
  const header = new Header([...new Set(rows.flatMap(Object.keys))]);
  const [first, ...more] = rows.map((cells, i): SheetRow => ({ row: i + 2, line: i + 2, cells, header }));
  const read = readProduct([first as SheetRow, ...more], 'GBP');
  if ('messages' in read) throw new Error(JSON.stringify(read.messages));
  return read.draft;
}

describe('variants of a file', () => {
  it.each([
    [{}, undefined, undefined],
    [{ 'Variant Taxable': 'FALSE' }, 'zero', undefined],
    [{ 'Variant Taxable': 'true', 'Variant Requires Shipping': 'TRUE' }, 'standard', true],
    [{ 'Variant Taxable': '', 'Variant Requires Shipping': '' }, 'standard', true],
    [{ 'Charge tax': 'FALSCH', 'Requires shipping': 'False' }, 'zero', false],
    [{ 'Variant Taxable': 'no', 'Variant Requires Shipping': '0' }, 'zero', false],
    [{ 'Variant Taxable': 'Yes', 'Variant Requires Shipping': '1' }, 'standard', true],
    [{ 'Variant Taxable': 'ИСТИНА', 'Variant Requires Shipping': 'ложь' }, 'standard', false],
    [{ 'Gift Card': 'FALSE' }, undefined, undefined],
    [{ 'Gift Card': 'TRUE' }, 'zero', false],
    // A printed gift card is shipped; a voucher is never taxed.
    [{ 'Gift Card': 'TRUE', 'Variant Taxable': 'TRUE', 'Variant Requires Shipping': 'TRUE' }, 'zero', true],
  ])('with %j have the tax class %s and shipping %s', (cells, taxClass, requiresShipping) => {
    const [variant] = draftOf({ ...mug, ...cells }).variants ?? [];
    expect([variant?.taxClass, variant?.requiresShipping]).toEqual([taxClass, requiresShipping]);
  });

  it('are taxed and shipped variant by variant; a gift card is the whole product', () => {
    const terms = (...rows: Record<string, string>[]) =>
      draftOf(...rows).variants?.map((v) => [v.taxClass, v.requiresShipping]);
    const second = {
      Handle: 'shirt',
      'Option1 Value': 'M',
      'Variant Price': '41',
    };
    const columns = { 'Variant Taxable': 'FALSE', 'Variant Requires Shipping': 'FALSE' };
    expect(terms({ ...shirt, ...columns }, second)).toEqual([
      ['zero', false],
      ['standard', true],
    ]);
    expect(terms({ ...shirt, 'Gift card': 'TRUE' }, second)).toEqual([
      ['zero', false],
      ['zero', false],
    ]);
  });

  it('are not meant by a gift card column that says nothing of them', () => {
    for (const giftCard of ['FALSE', ''])
      expect(draftOf({ Handle: 'shirt', Tags: 'x', 'Gift Card': giftCard })).not.toHaveProperty('variants');
    expect(draftOf({ Handle: 'card', 'Gift Card': 'TRUE' }).variants).toEqual([
      { taxClass: 'zero', requiresShipping: false },
    ]);
    expect(() => draftOf({ Handle: 'card', 'Gift Card': 'perhaps' })).toThrow('true or false');
  });

  it.each([
    ['0.25', 1],
    ['0,001', 1],
    ['0.5', 1],
    ['1.4', 1],
    ['0', 0],
    ['0.0', 0],
    ['', 0],
    ['１２．６', 13],
  ])('that weigh %j g weigh %d g', (grams, weightGrams) =>
    expect(draftOf({ ...mug, 'Weight value (grams)': grams }).variants).toMatchObject([{ weightGrams }]),
  );
});
