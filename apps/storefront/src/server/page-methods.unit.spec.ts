import { expect, it } from '@jest/globals';
import { PageMethods } from './page-methods.ts';

const page = { default: () => null };
const loader = () => null;
const action = () => null;
const methods = new PageMethods({
  root: { id: 'root', path: '', module: page },
  home: { id: 'home', parentId: 'root', index: true, module: page },
  product: { id: 'product', parentId: 'root', path: 'products/:slug', module: { ...page, loader, action } },
  sitemap: { id: 'sitemap', parentId: 'root', path: 'sitemap.xml', module: { loader } },
  account: { id: 'account', parentId: 'root', path: 'account', module: page },
  orders: { id: 'orders', parentId: 'account', path: 'orders', module: page },
  signOut: { id: 'signOut', parentId: 'root', path: 'sign-out', module: { action } },
  nothing: { id: 'nothing', parentId: 'root', path: '*', module: page },
});

const READ = ['GET', 'HEAD', 'OPTIONS'];

it.each([
  ['/', READ],
  ['/?utm_source=x', READ],
  ['/_root.data?_routes=x', READ],
  ['/products/a-mug', ['GET', 'HEAD', 'POST', 'OPTIONS']],
  ['/products/%D0%BA.data', ['GET', 'HEAD', 'POST', 'OPTIONS']],
  ['/sitemap.xml', READ],
  ['/account/orders', READ],
  ['/sign-out', ['POST', 'OPTIONS']],
  ['/nothing/here', undefined],
])('%s takes %j', (url, expected) => expect(methods.of(url)).toEqual(expected));

const ALLOW = 'GET, HEAD, OPTIONS';
it.each([
  ['POST', '/products/a-mug', undefined],
  ['POST', '/sign-out', undefined],
  ['POST', '/', { status: 405, allow: ALLOW }],
  ['POST', '/sitemap.xml', { status: 405, allow: ALLOW }],
  ['POST', '/nothing', { status: 404 }],
  ['PUT', '/nothing', { status: 404 }],
  ['OPTIONS', '/nothing', { status: 404 }],
  ['OPTIONS', '/', { status: 204, allow: ALLOW }],
  ['DELETE', '/products/a-mug', { status: 405, allow: 'GET, HEAD, POST, OPTIONS' }],
])('%s %s is answered with %j', (method, url, answer) =>
  expect(methods.answerTo(method, url)).toEqual(answer),
);
