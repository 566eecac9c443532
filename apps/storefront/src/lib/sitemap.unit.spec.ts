import { expect, it } from '@jest/globals';
import { sitemapUrl, withProducts } from './sitemap.ts';

it.each([
  ['https://shop.example/products/mug', '<url><loc>https://shop.example/products/mug</loc></url>\n'],
  ['https://shop.example/?a=1&b=<x>', '<url><loc>https://shop.example/?a=1&amp;b=%3Cx%3E</loc></url>\n'],
  ['https://shop.example/küche', '<url><loc>https://shop.example/k%C3%BCche</loc></url>\n'],
])('%s stands in the sitemap as %s', (url, entry) => expect(sitemapUrl(url)).toBe(entry));

it('leaves out categories without a listed product', () =>
  expect(withProducts([{ productCount: 0 }, { productCount: 2 }])).toEqual([{ productCount: 2 }]));
