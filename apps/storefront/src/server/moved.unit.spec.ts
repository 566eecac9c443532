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
