import { describe, expect, it } from '@jest/globals';
import { filtersOf, narrowed, priceRange, readListing, toSearch, wider, withoutFilters } from './listing.ts';

const read = (search: string) => readListing(new URLSearchParams(search));

const full =
  '?q=cup&category=table&vendor=Kiln&vendor=Halden&option.Colour=Oat&option.Size=L&minPrice=5&maxPrice=12.50&inStock=true&sort=-price&show=48&cursor=abc';

describe('the URL of a listing', () => {
  it('contains everything and is read back unchanged', () => expect(toSearch(read(full))).toBe(full));

  it('is empty by default', () => expect(toSearch(read('?q=&vendor=&sort='))).toBe(''));

  it.each([
    ['sort=upside-down', { sort: undefined }],
    ['show=7', { show: 24 }],
    ['show=100000', { show: 24 }],
    ['show=x', { show: 24 }],
    ['inStock=yes', { inStock: false }],
    ['option.=x', { options: {} }],
    ['vendor=A&vendor=A', { vendor: ['A'] }],
    [`vendor=A&vendor=${'x'.repeat(201)}&vendor=x%00`, { vendor: ['A'] }],
    ['category=%00', { category: '' }],
    ['option.Size=%00&option.a%00=1&option.Colour=Oat', { options: { Colour: ['Oat'] } }],
    [`option.Size=${'x'.repeat(201)}&option.${'x'.repeat(101)}=1`, { options: {} }],
  ])('%s is read as %j', (search, expected) => expect(read(search)).toEqual({ ...read(''), ...expected }));
});

it('filters by as many options as the API takes', () => {
  const search = Array.from({ length: 60 }, (_, at) => `option.o${at}=1`).join('&');
  expect(Object.keys(read(search).options)).toHaveLength(10);
});

describe('typed prices', () => {
  it('are sent in minor units', () =>
    expect(priceRange(read('minPrice=5&maxPrice=12,50'), 'GBP')).toEqual({
      ...{ minPrice: 500, maxPrice: 1250, isWrong: false },
    }));
  it.each(['minPrice=x', 'minPrice=9&maxPrice=3', 'maxPrice=-1'])('%s is reported as invalid', (search) =>
    expect(priceRange(read(search), 'GBP')).toEqual({ isWrong: true }),
  );
});

describe('filters', () => {
  it('can each be removed, which returns to the first page', () =>
    expect(
      filtersOf(read(full)).map(({ facet, value, without }) => [facet, value, toSearch(without).length]),
    ).toEqual([
      ['vendor', 'Kiln', expect.any(Number)],
      ['vendor', 'Halden', expect.any(Number)],
      ['option.Colour', 'Oat', expect.any(Number)],
      ['option.Size', 'L', expect.any(Number)],
      ['minPrice', '5', expect.any(Number)],
      ['maxPrice', '12.50', expect.any(Number)],
      ['inStock', 'true', expect.any(Number)],
    ]));

  it('stay when another one is removed', () => {
    const [, , oat] = filtersOf(
      read('vendor=Kiln&vendor=Halden&option.Colour=Oat&option.Colour=Ink&show=48'),
    );
    expect(oat && toSearch(oat.without)).toBe('?vendor=Kiln&vendor=Halden&option.Colour=Ink');
  });

  it('are removed together, except search text, category and sort order', () =>
    expect(toSearch(withoutFilters(read(full)))).toBe('?q=cup&category=table&sort=-price'));

  it('start at the first page', () =>
    expect(toSearch(narrowed(read(full), { q: 'mug' }))).not.toMatch(/show|cursor/));
});

describe('showing more', () => {
  it('is the same URL with a higher number', () =>
    expect(wider(read('q=cup'))).toEqual({ ...read('q=cup'), show: 48 }));
  it('ends when the page is full', () => expect(wider(read('show=96'))).toBeUndefined());
});
