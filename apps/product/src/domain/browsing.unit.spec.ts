import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { categoryCursor, cursorFor, readCategoryCursor, readCursor } from './cursor.ts';
import { countFacets, facetKey } from './facets.ts';
import { readQuery } from './product-query.ts';
import { searchEntryOf } from './search-entry.ts';

const all = {
  query: '',
  category: '',
  vendors: [],
  inStock: false,
  options: [],
  pageSize: 20,
  pageToken: '',
  withFacets: false,
};
const id = '01a1f915-a949-7344-846e-28935f1b6242';

const isStorable = (text: string): boolean => !text.includes('\0');

describe('a cursor', () => {
  it('is read as it was made', () =>
    fc.assert(
      fc.property(fc.string().filter(isStorable), fc.boolean(), (value, isGuessed) => {
        expect(readCursor(cursorFor('title', { value, id, isGuessed }), 'title')).toEqual({
          value,
          id,
          isGuessed,
        });
      }),
    ));

  it('is valid for its own sort only', () => {
    const cursor = cursorFor('price', { value: 5, id, isGuessed: false });
    expect(() => readCursor(cursor, '-price')).toThrow(expect.objectContaining({ code: 'cursor.invalid' }));
  });

  it('is refused if it is something else', () =>
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readCursor(text, 'price')).toThrow(expect.objectContaining({ code: 'cursor.invalid' }));
      }),
    ));

  it.each([['["price",1.5,"%"]'], [`["price","x","${id}"]`], [`["price",1,"nobody"]`], ['{}'], ['null']])(
    'forged as %s is refused',
    (text) =>
      expect(() => readCursor(btoa(text), 'price')).toThrow(
        expect.objectContaining({ code: 'cursor.invalid' }),
      ),
  );
});

describe('a cursor of categories', () => {
  it('is read as it was made', () =>
    fc.assert(
      fc.property(fc.nat(9), fc.integer(), fc.string().filter(isStorable), (depth, position, slug) => {
        const place = { depth, position, slug };
        expect(readCategoryCursor(categoryCursor(place))).toEqual(place);
      }),
    ));

  it.each([
    'x',
    cursorFor('price', { value: 5, id, isGuessed: false }),
    btoa('["categories","1 x","mugs",0]'),
    btoa('["categories","1","mugs",0]'),
    btoa('["categories","1 99999999999","mugs",0]'),
    btoa('["categories","1 2",3,0]'),
  ])('is refused if it is something else: %s', (token) =>
    expect(() => readCategoryCursor(token)).toThrow(expect.objectContaining({ code: 'cursor.invalid' })),
  );
});

describe('a query', () => {
  it.each([0, 101, 1.5, -1])('for pages of %s is refused, never clamped', (pageSize) =>
    expect(() => readQuery({ ...all, pageSize }, undefined)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    ),
  );
  it('sorts by relevance if it has words, and by age otherwise', () => {
    expect(readQuery({ ...all, query: 'mug' }, undefined).sort).toBe('relevance');
    expect(readQuery(all, undefined).sort).toBe('newest');
    expect(readQuery(all, 'relevance').sort).toBe('newest');
    expect(readQuery({ ...all, query: 'mug' }, 'title').sort).toBe('title');
  });
  it('without a word in its text matches nothing', () =>
    expect(readQuery({ ...all, query: '?!' }, undefined).isNonsense).toBe(true));
  it('by more options than a product can have is refused', () => {
    const options = Array.from({ length: 11 }, (_, i) => ({ name: `option ${i}`, values: ['x'] }));
    expect(readQuery({ ...all, options: options.slice(1) }, undefined).options).toHaveLength(10);
    expect(() => readQuery({ ...all, options }, undefined)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
  it('refuses a zero character', () =>
    expect(() => readQuery({ ...all, category: 'a\0' }, undefined)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    ));
});

describe('facets', () => {
  const key = (facet: string, value: string) => facetKey({ facet, label: facet, value, valueLabel: value });
  it('are one for names that differ in case', () =>
    expect(
      countFacets([
        { key: key('vendor', 'Acme'), count: 2 },
        { key: key('vendor', 'Bolt'), count: 3 },
        { key: key('option.Size', 'S'), count: 1 },
        { key: key('option.size', 's'), count: 1 },
        { key: key('category', 'mugs'), count: 2 },
      ]),
    ).toEqual([
      { name: 'category', label: 'category', values: [{ value: 'mugs', label: 'mugs', count: 2 }] },
      {
        name: 'vendor',
        label: 'vendor',
        values: [
          { value: 'Bolt', label: 'Bolt', count: 3 },
          { value: 'Acme', label: 'Acme', count: 2 },
        ],
      },
      { name: 'option.Size', label: 'option.Size', values: [{ value: 'S', label: 'S', count: 2 }] },
    ]));

  it('are as many as a page can show: category, vendor, and the options of most products', () => {
    const options = Array.from({ length: 500 }, (_, at) => ({
      ...{ key: key(`option.Own ${at}`, 'x'), count: at === 321 ? 9 : 1 },
    }));
    const counts = [...options, { key: key('vendor', 'Acme'), count: 1 }];
    const names = countFacets(counts).map(({ name }) => name);
    expect(names).toHaveLength(40);
    expect(names[0]).toBe('vendor');
    expect(names).toContain('option.Own 321');
  });
});

describe('the search entry of a product', () => {
  it('weighs the title most, and has only values that a variant has', () => {
    const entry = searchEntryOf(
      {
        ...{
          slug: 'tee',
          title: 'Crew-neck Tee',
          description: '<p>Soft cotton</p>',
          vendor: 'Acme',
          type: 'shirt',
        },
        ...{ tags: ['summer'], status: 'active', category: 'tops', currency: 'GBP', images: [] },
        options: [{ name: 'Size', values: ['S', 'M'] }],
        variants: [
          {
            ...{
              sku: 'TEE-S',
              options: [{ name: 'Size', value: 'S' }],
              priceMinor: 900,
              compareAtMinor: 1_200,
              tiers: [],
            },
            ...{ isTracked: true, stock: 1, backorder: false, weightGrams: 0, barcode: '', imageUrl: '' },
            ...{ taxClass: 'standard', requiresShipping: true },
          },
        ],
      },
      [{ slug: 'tops', name: 'Tops' }],
    );
    expect(entry).toMatchObject({
      document: { a: 'crew neck crewneck tee', b: 'acme shirt tops summer', d: 'soft cotton' },
      optionKeys: ['size\u001fs'],
      ...{ priceMin: 900, priceMax: 900, compareAtMinor: 1_200 },
    });
    expect(entry.words).toEqual(entry.words.toSorted());
  });
});
