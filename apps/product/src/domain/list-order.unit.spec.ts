import { expect, it } from '@jest/globals';
import { CatalogueIndex } from './catalogue-index.ts';
import { byCodePoint, FirstPlaces, orderOf } from './list-order.ts';
import type { Sort } from './product-query.ts';

const indexOf = (...ids: string[]): CatalogueIndex => {
  const index = new CatalogueIndex();
  for (const id of ids)
    index.put({
      ...{
        id,
        titleKey: '',
        priceMin: 1,
        orders: 0,
        facets: [],
        variants: [],
        card: '{}',
        hasPicture: false,
      },
    });
  return index;
};
const listed = (index: CatalogueIndex, sort: Sort, limit: number): string[] => {
  const places = new FirstPlaces(index, orderOf(sort, index, new Int32Array()), limit, undefined);
  index.ids.forEach((_, slot) => places.offer(slot, slot));
  return places.list().map(({ id }) => id);
};

it('texts are sorted by code points, as Postgres does, and not by halves of letters', () => {
  expect(['\u{20bb7}', '\uff71', 'z', 'za', ''].toSorted(byCodePoint)).toEqual([
    '',
    'z',
    'za',
    '\uff71',
    '\u{20bb7}',
  ]);
});

it('products whose ids begin alike are sorted by the rest of the ids', () => {
  const [one, other] = ['01a1f915-a949-7344-846e-28935f1b6241', '01a1f915-a949-7344-846e-28935f1b6242'];
  const index = indexOf(one, other);
  expect(listed(index, 'price', 2)).toEqual([one, other]);
  expect(listed(index, '-price', 2)).toEqual([other, one]);
  expect(listed(index, 'newest', 1)).toEqual([other]);
});

it('equally popular products are sorted by the ends of their ids', () => {
  const [one, other] = ['01a1f915-a949-7344-846e-000000000002', '01a1f915-a949-7344-846e-000000000011'];
  expect(listed(indexOf(one, other), 'popular', 1)).toEqual([other]);
});

it('a product that is removed gives its place to another', () => {
  const index = indexOf('01a1f915-a949-7344-846e-000000000001', '01a1f915-a949-7344-846e-000000000002');
  index.remove('01a1f915-a949-7344-846e-000000000001');
  index.put({
    ...{ id: '01a1f915-a949-7344-846e-000000000003', titleKey: '', priceMin: 1, orders: 0, facets: [] },
    ...{ variants: [], card: '{}', hasPicture: false },
  });
  expect(index.ids).toEqual([
    ...['01a1f915-a949-7344-846e-000000000003', '01a1f915-a949-7344-846e-000000000002'],
  ]);
  expect(index.size).toBe(2);
});
