import { expect, it } from '@jest/globals';
import { CatalogueIndex } from '../domain/catalogue-index.ts';
import { readQuery } from '../domain/product-query.ts';
import type { ProductDatabase } from './product-database.ts';
import { SearchMatches } from './search-matches.ts';

const search = (query: string) =>
  readQuery(
    {
      query,
      category: '',
      vendors: [],
      inStock: false,
      options: [],
      pageSize: 5,
      pageToken: '',
      withFacets: false,
    },
    undefined,
  );

it('searches without a result are not kept without limit', async () => {
  let statements = 0;
  const db = { one: async () => (statements++, { found: null }) } as unknown as ProductDatabase;
  const matches = new SearchMatches(db, new CatalogueIndex());
  let most = 0;
  for (let i = 0; i < 20_000; i++) {
    await matches.of(search(`nothing ${i}`));
    most = Math.max(most, matches['kept'].size);
  }
  expect(statements).toBe(20_000);
  expect(most).toBeGreaterThan(1_000);
  expect(most).toBeLessThan(10_000);
});
