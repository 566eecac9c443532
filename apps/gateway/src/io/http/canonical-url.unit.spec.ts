import { describe, expect, it } from '@jest/globals';
import { canonicalUrl, withPlainSlashes } from './canonical-url.ts';

describe('a URL of the API', () => {
  it.each([
    ['/api/v1/products', '/api/v1/products'],
    ['/api/v1/products/', '/api/v1/products'],
    ['//api//v1/products//?q=a//b/', '/api/v1/products?q=a//b/'],
    ['\\api\\v1/products', '/api/v1/products'],
    ['/api\\v1/products', '/api/v1/products'],
    ['/%61pi/v1/%61dmin', '/api/v1/admin'],
    ['/api/v1/products/%2E%2E/%7Ea%2Fb%20c%c3%a9', '/api/v1/products/../~a%2Fb%20c%c3%a9'],
    ['http://shop.example/api/v1/admin', '/api/v1/admin'],
    ['HTTPS://shop.example:1?x', '/?x'],
    ['/api/v1/products?utm_source=x', '/api/v1/products'],
    ['/api/v1/products?a=1&utm_source=x&b=&gclid', '/api/v1/products?a=1&b='],
    ['/docs/?', '/docs'],
    ['*', '*'],
    ['ftp://shop.example/api', 'ftp://shop.example/api'],
  ])('is spelt in one way: %s', (url, canonical) => {
    expect(canonicalUrl(url, 'GET')).toBe(canonical);
    expect(canonicalUrl(canonical, 'GET')).toBe(canonical);
  });

  it('keeps its query where something is written', () =>
    expect(canonicalUrl('/api/v1/carts/?utm_source=x', 'POST')).toBe('/api/v1/carts?utm_source=x'));
});

it.each(['/', '/cart/', '//cart', '/%63art', '/products/x?utm_source=x&gclid=1', '/assets/a.js', '/apis/'])(
  'a URL of a page is left as it is: %s',
  (url) => expect(canonicalUrl(url, 'GET')).toBe(url),
);

it.each([
  ['/', '/'],
  ['//', '/'],
  ['/cart/', '/cart'],
  ['/a//b///', '/a/b'],
  ['//evil.example', '/evil.example'],
  ['/\\evil.example/', '/evil.example'],
  ['\\\\evil.example', '/evil.example'],
])('no path leads to another site: %s', (path, plain) => expect(withPlainSlashes(path)).toBe(plain));
