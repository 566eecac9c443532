import { describe, expect, it } from '@jest/globals';
import { browse } from './browse.ts';
import { CatalogueIndex } from './catalogue-index.ts';
import { facetKey } from './facets.ts';
import type { ProductQuery } from './product-query.ts';

const SMALL = facetKey({ facet: 'option.Size', label: 'Size', value: 's', valueLabel: 'S' });

/** One with variants at 500 and 900, and one that has none left. */
function anIndex(): CatalogueIndex {
  const index = new CatalogueIndex();
  const product = { priceMin: 500, orders: 0, facets: [SMALL], card: '{}', hasPicture: false };
  const variants = [500, 900].map((priceMinor) => ({ priceMinor, isAvailable: true, facetBits: '1' }));
  index.put({ ...product, id: '01900000-0000-7000-8000-000000000001', titleKey: 'a', variants });
  index.put({ ...product, id: '01900000-0000-7000-8000-000000000002', titleKey: 'b', variants: [] });
  return index;
}

const query = {
  vendors: [],
  options: [],
  terms: [],
  sort: 'newest',
  limit: 20,
  withFacets: true,
  isInStock: false,
};
const browsed = (prices: { minPrice?: number; maxPrice?: number }) => {
  const { places, counts, total } = browse(anIndex(), { ...query, ...prices } as unknown as ProductQuery);
  return { ids: places.map(({ id }) => id.at(-1)), counts: counts.map(({ count }) => count), total };
};

describe('a price filter', () => {
  it.each([
    ['that excludes some variants', { maxPrice: 600 }],
    ['that excludes none', { maxPrice: 900 }],
    ['from zero', { minPrice: 0 }],
    ['far beyond all prices', { minPrice: 1, maxPrice: 1_000_000 }],
  ])('%s lists and counts products that have such a variant', (_, prices) => {
    expect(browsed(prices)).toEqual({ ids: ['1'], counts: [1], total: 1 });
  });

  it.each([{ maxPrice: 499 }, { minPrice: 901 }])('that excludes all lists nothing: %j', (prices) => {
    expect(browsed(prices)).toEqual({ ids: [], counts: [], total: 0 });
  });

  it('is not asked of products without one', () => {
    expect(browsed({})).toMatchObject({ ids: ['2', '1'], counts: [2], total: 2 });
  });
});
