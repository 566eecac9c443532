import { describe, expect, it } from '@jest/globals';
import { breadcrumbList, inScript, productNode } from './json-ld.ts';

describe('JSON inside a script element', () => {
  it("can't close the element, and parses to the same value", () => {
    const node = { name: '</script><script>alert(1)</script> & <!--\u2028' };
    expect(inScript(node)).not.toMatch(/[<>&\u2028]/);
    expect(JSON.parse(inScript(node))).toEqual(node);
  });
});

describe('the structured data of a product', () => {
  const price = (amount: number) => ({ amount, currency: 'GBP' });
  const variant = {
    id: 'v',
    compareAtPrice: null,
    tiers: [],
    quantityAvailable: 1,
    backordered: false,
    taxClass: 'standard' as const,
    requiresShipping: true,
    imageUrl: null,
    version: 1,
  };
  const node = productNode(
    {
      ...{
        id: 'p',
        slug: 'mug',
        title: 'Mug',
        vendor: 'Kiln',
        description: '',
        descriptionHtml: '',
        status: 'active',
        tags: [],
      },
      ...{
        updatedAt: '',
        version: 1,
        breadcrumbs: [],
        options: [{ name: 'Colour', values: ['Oat', 'Ink'] }],
      },
      images: [{ url: '/api/v1/pictures/mug.svg', alt: '', width: null, height: null }],
      variants: [
        {
          ...variant,
          sku: 'A',
          ...{ barcode: '05012345678900', gtin: '05012345678900' },
          options: { Colour: 'Oat' },
          price: price(1205),
          available: true,
          weightGrams: null,
          maxPerCustomer: null,
        },
        {
          ...variant,
          sku: 'B',
          ...{ barcode: 'B-1', gtin: null },
          options: { Colour: 'Ink' },
          price: price(5),
          available: false,
          weightGrams: null,
          maxPerCustomer: null,
        },
        {
          ...variant,
          sku: 'C',
          ...{ barcode: null, gtin: null },
          options: { Colour: 'Sand' },
          price: price(5),
          available: true,
          backordered: true,
          weightGrams: null,
          maxPerCustomer: null,
        },
      ],
    },
    { origin: 'https://shop.example', description: 'A mug' },
  );

  it('has an offer per variant with its URL, price and availability', () =>
    expect(node.offers.map(({ url, price, availability }) => [url, price, availability])).toEqual([
      ['https://shop.example/products/mug?option.Colour=Oat', '12.05', 'https://schema.org/InStock'],
      ['https://shop.example/products/mug?option.Colour=Ink', '0.05', 'https://schema.org/OutOfStock'],
      ['https://shop.example/products/mug?option.Colour=Sand', '0.05', 'https://schema.org/BackOrder'],
    ]));

  it('has the GTIN of each variant that has one', () =>
    expect(node.offers.map((offer) => 'gtin' in offer && offer.gtin)).toEqual([
      '05012345678900',
      false,
      false,
    ]));

  it('contains pictures and brand', () => {
    expect(node.image).toEqual(['https://shop.example/api/v1/pictures/mug.svg']);
    expect(node.brand).toEqual({ '@type': 'Brand', name: 'Kiln' });
  });
});

describe('the structured data of breadcrumbs', () => {
  it('are counted from one', () =>
    expect(
      breadcrumbList([{ name: 'Home', to: '/' }, { name: 'Mug' }], 'https://shop.example').itemListElement,
    ).toEqual([
      { '@type': 'ListItem', position: 1, name: 'Home', item: 'https://shop.example/' },
      { '@type': 'ListItem', position: 2, name: 'Mug' },
    ]));

  it('have URLs of ASCII', () =>
    expect(
      breadcrumbList([{ name: 'Чай', to: '/categories/чай' }], 'https://shop.example').itemListElement,
    ).toMatchObject([{ name: 'Чай', item: 'https://shop.example/categories/%D1%87%D0%B0%D0%B9' }]));
});
