import { expect, it } from '@jest/globals';
import { Header } from './columns.ts';
import { readProduct } from './product-import.ts';

function draftOf(cells: Record<string, string>) {
  const read = readProduct([{ row: 2, line: 2, cells, header: new Header(Object.keys(cells)) }], 'GBP');
  if ('messages' in read) throw new Error(JSON.stringify(read.messages));
  return read.draft;
}

it('texts are read in one way however their letters are composed; a URL names a file by its bytes', () => {
  const row = {
    ...{
      Handle: 'Café',
      Title: 'Thé',
      Vendor: 'Café Ü',
      Type: 'Müsli',
      Tags: 'é, ü',
      'Variant SKU': 'É-1',
    },
    ...{ 'Option1 Name': 'Größe', 'Option1 Value': 'Fürs Büro', 'Variant Price': '9' },
  };
  const taken = Object.entries(row).map(([column, text]) => [column, text.normalize('NFD')]);
  expect(draftOf(Object.fromEntries(taken) as typeof row)).toEqual(draftOf(row));
  const url = 'https://pictures.example/é.jpg'.normalize('NFD');
  expect(draftOf({ Handle: 'a', 'Image Src': url }).images).toMatchObject([{ url }]);
});
