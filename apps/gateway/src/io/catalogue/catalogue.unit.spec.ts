import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProductSort } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { aProduct, aSummary, ID, pounds } from '../../testing/builders.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway({ env: { EDGE_CACHE_TTL_MS: '0' } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.calls.splice(0);
  gateway.services.ProductService = {
    listProducts: async () => ({
      items: [aSummary({ compareAtPrice: pounds(1_999) })],
      facets: [
        { name: 'vendor', label: 'Maker', values: [{ value: 'Potters', label: 'Potters', count: 1 }] },
      ],
      total: 1,
      inexact: false,
      nextPageToken: 'more',
    }),
    suggest: async () => ({ words: ['mug'], products: [aSummary()], categories: [] }),
    getPicture: async () => ({ contentType: 'image/svg+xml', body: Buffer.from('<svg/>') }),
  };
});

const request = () => gateway.calls.at(-1)?.request;
const NO_FILTER = {
  query: '',
  category: '',
  vendors: [],
  minPriceMinor: undefined,
  maxPriceMinor: undefined,
  inStock: false,
  options: [],
  sort: ProductSort.UNSPECIFIED,
  pageSize: 20,
  pageToken: '',
  withFacets: true,
};

describe('the list of products', () => {
  it('is the first page without a query', async () => {
    const answer = await gateway.ask('/products');
    expect(request()).toEqual(NO_FILTER);
    expect(answer.json()).toMatchObject({
      items: [
        {
          slug: 'a-mug',
          price: { min: { amount: 1_299, currency: 'GBP' }, max: { amount: 1_599, currency: 'GBP' } },
          compareAtPrice: { amount: 1_999, currency: 'GBP' },
          image: null,
        },
      ],
      facets: [{ name: 'vendor', values: [{ count: 1 }] }],
      total: 1,
      inexact: false,
      nextCursor: 'more',
    });
  });

  it('is narrowed by every filter at once', async () => {
    const query = new URLSearchParams([
      ['q', '  blue mug '],
      ['category', 'table'],
      ['vendor', 'Potters'],
      ['vendor', 'Glazers'],
      ['minPrice', '100'],
      ['maxPrice', '2000'],
      ['inStock', 'true'],
      ['sort', '-price'],
      ['option.Colour', 'Blue'],
      ['option.Colour', 'Red'],
      ['option.Size', '1'],
      ['limit', '5'],
    ]);
    expect((await gateway.ask(`/products?${query.toString()}`)).statusCode).toBe(200);
    expect(request()).toEqual({
      ...NO_FILTER,
      query: 'blue mug',
      category: 'table',
      vendors: ['Potters', 'Glazers'],
      minPriceMinor: 100,
      maxPriceMinor: 2_000,
      inStock: true,
      sort: ProductSort.PRICE_DESC,
      options: [
        { name: 'Colour', values: ['Blue', 'Red'] },
        { name: 'Size', values: ['1'] },
      ],
      pageSize: 5,
    });
  });

  it('requests facets and total for the first page only', async () => {
    const answer = await gateway.ask('/products?cursor=more');
    expect(request()).toMatchObject({ pageToken: 'more', withFacets: false });
    expect(answer.json()).toMatchObject({ total: null });
  });

  it('refuses a range whose lower bound exceeds the upper', async () => {
    const answer = await gateway.ask('/products?minPrice=5&maxPrice=1');
    expect(answer.statusCode).toBe(400);
    const detail = '"minPrice" must not exceed "maxPrice".';
    expect(answer.json()).toMatchObject({ detail, errors: [{ code: 'field.range', in: 'query', detail }] });
    expect((await gateway.ask('/products?minPrice=5&maxPrice=5')).statusCode).toBe(200);
  });

  it.each(['sort=best', 'inStock=maybe', 'minPrice=-1', 'option.=x', 'nonsense=1', `q=${'x'.repeat(201)}`])(
    'refuses %s',
    async (query) => {
      expect((await gateway.ask(`/products?${query}`)).statusCode).toBe(400);
      expect(gateway.calls).toEqual([]);
    },
  );
});

describe('a product', () => {
  it('has its variants, pictures and breadcrumbs', async () => {
    const variant = {
      ...{ id: ID, sku: 'MUG-1', options: [{ name: 'Colour', value: 'Blue' }], price: pounds(1_299) },
      ...{ compareAtPrice: undefined, tiers: [{ minQuantity: 10, price: pounds(999) }], available: true },
      ...{
        quantityAvailable: undefined,
        imageUrl: '',
        weightGrams: 0,
        maxPerCustomer: undefined,
        version: 1,
      },
    };
    const product = aProduct({
      variants: [variant] as never,
      images: [{ url: '/pictures/a', alt: 'A', width: 0, height: 0 }],
      breadcrumbs: [{ slug: 'table', name: 'Table' }] as never,
    });
    gateway.services.ProductService = { getProduct: async () => ({ product }) };
    const answer = await gateway.ask('/products/a-mug');
    expect(request()).toEqual({ slug: 'a-mug', anyStatus: false });
    expect(answer.json()).toMatchObject({
      description: 'Holds tea',
      descriptionHtml: '<p>Holds tea</p>',
      status: 'active',
      variants: [
        {
          options: { Colour: 'Blue' },
          tiers: [{ minQuantity: 10, price: { amount: 999, currency: 'GBP' } }],
          quantityAvailable: null,
          weightGrams: null,
          maxPerCustomer: null,
        },
      ],
      images: [{ url: '/pictures/a', width: null, height: null }],
      breadcrumbs: [{ slug: 'table', name: 'Table' }],
    });
  });

  it.each(['кружка-250', 'ที่'.repeat(66), 'Йод'.normalize('NFD')])(
    'is asked for by the slug %s',
    async (slug) => {
      gateway.services.ProductService = { getProduct: async () => ({ product: aProduct({ slug }) }) };
      const answer = await gateway.ask(`/products/${encodeURIComponent(slug)}`);
      expect([answer.statusCode, request()]).toEqual([200, { slug, anyStatus: false }]);
      expect(answer.headers.etag).toMatch(/^(W\/)?"[\x21-\x7e]+"$/);
    },
  );

  it('that is not there is named in the problem', async () => {
    gateway.services.ProductService = { getProduct: async () => ({ product: undefined }) };
    const answer = await gateway.ask('/products/nope');
    expect([answer.statusCode, answer.json()]).toMatchObject([
      404,
      { code: 'product.not_found', detail: 'No product has the slug "nope".' },
    ]);
  });
});

describe('categories', () => {
  const category = {
    id: ID,
    slug: 'table',
    name: 'Table',
    parentSlug: '',
    productCount: 3,
    image: undefined,
  };
  const shown = { id: ID, slug: 'table', name: 'Table', parent: null, productCount: 3, image: null };

  it('are listed, and read one by one', async () => {
    gateway.services.ProductService = {
      listCategories: async () => ({ categories: [category] as never, nextPageToken: 'more' }),
      getCategory: async () => ({ category: category as never }),
    };
    expect((await gateway.ask('/categories')).json()).toEqual({ items: [shown], nextCursor: 'more' });
    await gateway.ask('/categories?cursor=more');
    expect(request()).toEqual({ pageToken: 'more' });
    expect((await gateway.ask('/categories/table')).json()).toEqual(shown);
    expect(request()).toEqual({ slug: 'table' });
  });

  it('that are not there are 404', async () => {
    gateway.services.ProductService = {
      getCategory: async () => {
        throw new DomainError('missing', 'category.not_found', 'No such category.');
      },
    };
    expect((await gateway.ask('/categories/nope')).statusCode).toBe(404);
  });
});

describe('suggestions', () => {
  it('are words, products and categories, five by default', async () => {
    const answer = await gateway.ask('/search/suggestions?q=mu');
    expect(request()).toEqual({ query: 'mu', limit: 5 });
    expect(answer.json()).toMatchObject({ words: ['mug'], products: [{ slug: 'a-mug' }], categories: [] });
  });

  it.each(['', '?q=', '?q=mu&limit=0', '?q=mu&limit=21'])(
    'need a text and a limit up to 20: "%s"',
    async (query) => {
      expect((await gateway.ask(`/search/suggestions${query}`)).statusCode).toBe(400);
    },
  );
});

describe('a picture', () => {
  it('may be cached for a day, and none of its scripts may run', async () => {
    const answer = await gateway.ask('/pictures/mug.svg');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=86400',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    });
    expect(answer.body).toBe('<svg/>');
  });

  it('that does not exist is a problem, which is not cached', async () => {
    gateway.services.ProductService = {
      getPicture: async () => {
        throw new DomainError('missing', 'picture.not_found', 'No such picture.');
      },
    };
    const answer = await gateway.ask('/pictures/nope.svg');
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('has a plain name', async () => {
    expect((await gateway.ask('/pictures/a%2Fb')).statusCode).toBe(400);
    expect((await gateway.ask(`/pictures/${'x'.repeat(200)}`)).statusCode).toBe(200);
  });
});
