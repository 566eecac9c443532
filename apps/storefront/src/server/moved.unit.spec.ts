import { expect, it } from '@jest/globals';
import { movedTo } from './moved.ts';

it.each([
  ['', '/products/new'],
  ['?option.Size=M&q=a+b', '/products/new?option.Size=M&q=a+b'],
  ['?_routes=routes%2Fproduct', '/products/new'],
  ['?a=1&_routes=x', '/products/new?a=1'],
])('leads on for good, with the question %j', (search, to) => {
  const { status, headers } = movedTo(
    '/products/new',
    new Request(`http://shop.example/products/old${search}`),
  );
  expect([status, headers.get('location')]).toEqual([301, to]);
});

it('leads to a slug in any script by a header of ASCII', () => {
  const { headers } = movedTo('/products/кружка-250', new Request('http://shop.example/products/x?q=чай'));
  expect(headers.get('location')).toBe(
    '/products/%D0%BA%D1%80%D1%83%D0%B6%D0%BA%D0%B0-250?q=%D1%87%D0%B0%D0%B9',
  );
});
