import { describe, expect, test } from '@jest/globals';
import { returnUrl } from './return-url.ts';

const SHOP = 'https://shop.example';

describe('the return URL', () => {
  test.each([
    [SHOP, 'https://shop.example/'],
    ['https://shop.example/orders/1?back', 'https://shop.example/orders/1?back'],
    ['https://SHOP.example:443/orders/1', 'https://shop.example/orders/1'],
  ])('may be a page of the shop: %s', (requested, href) => expect(returnUrl(requested, SHOP)).toBe(href));

  test.each([
    'https://evil.example/orders/1',
    'http://shop.example/orders/1',
    'https://shop.example:8443/orders/1',
    'https://shop.example.evil.example/',
    'https://shop.example@evil.example/',
    'https://ada:secret@shop.example/',
    'https://evil.example\\@shop.example/',
    'https://evil.example#https://shop.example/',
    '//evil.example',
    '/orders/1',
    'javascript:alert(1)',
    'https://',
    '',
  ])('may be nothing else: %s', (requested) => {
    expect(() => returnUrl(requested, SHOP)).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'challenge.return_elsewhere' }),
    );
  });
});
