import { Injectable } from '@nestjs/common';
import { ProductSort } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { Type } from 'typebox';
import { route, Routes } from '../http/route.ts';
import {
  Category,
  Facet,
  Product,
  ProductSummary,
  Suggestions,
  toCategory,
  toProduct,
  toSummary,
} from '../shapes/catalogue.ts';
import { nullable, oneOf, PageQuery, shape } from '../shapes/shared.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';

const SORTS = {
  relevance: ProductSort.RELEVANCE,
  newest: ProductSort.NEWEST,
  popular: ProductSort.POPULAR,
  price: ProductSort.PRICE,
  '-price': ProductSort.PRICE_DESC,
  title: ProductSort.TITLE,
} as const;

const repeated = (description: string) =>
  Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50, description }));
const Amount = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 999_999_999_999, description: 'Minor units' }),
);

const ListQuery = Type.Object(
  {
    ...PageQuery,
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Words to find' })),
    category: Type.Optional(Type.String({ maxLength: 200, description: 'Slug; its children count too' })),
    vendor: repeated('Alternatives'),
    minPrice: Amount,
    maxPrice: Amount,
    inStock: Type.Optional(Type.Boolean()),
    sort: Type.Optional(
      oneOf(
        Object.keys(SORTS) as (keyof typeof SORTS)[],
        'popular: what is in most orders of the last 30 days first',
      ),
    ),
  },
  {
    additionalProperties: false,
    patternProperties: {
      '^option\\..{1,100}$': Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 }),
    },
  },
);

@Injectable()
export class CatalogueRoutes extends Routes {
  override readonly routes;

  constructor({ product }: Neighbours) {
    super();
    this.routes = [
      route({
        method: 'GET',
        path: '/products',
        tag: 'catalogue',
        summary:
          'Search and browse; option.<name>=value narrows by an option, repeated values are alternatives',
        access: 'public',
        isCached: true,
        query: ListQuery,
        answers: {
          200: shape({
            items: Type.Array(ProductSummary),
            facets: Type.Array(Facet),
            total: nullable(Type.Integer()),
            inexact: Type.Boolean({ description: 'Nothing matches q as it was typed; these come close' }),
            nextCursor: nullable(Type.String()),
          }),
        },
        handle: async ({ query }) => {
          checkRange(query.minPrice, query.maxPrice);
          const isFirstPage = query.cursor === undefined;
          const page = await product.listProducts({
            query: query.q?.trim() ?? '',
            category: query.category ?? '',
            vendors: query.vendor ?? [],
            minPriceMinor: query.minPrice,
            maxPriceMinor: query.maxPrice,
            inStock: query.inStock ?? false,
            options: optionFilters(query),
            sort: query.sort ? SORTS[query.sort] : ProductSort.UNSPECIFIED,
            pageSize: query.limit,
            pageToken: query.cursor ?? '',
            // Counting is the dear half; later pages show the same facets.
            withFacets: isFirstPage,
          });
          return {
            items: page.items.map(toSummary),
            facets: page.facets,
            total: isFirstPage ? page.total : null,
            inexact: page.inexact,
            nextCursor: page.nextPageToken || null,
          };
        },
      }),
      route({
        method: 'GET',
        path: '/products/{slug}',
        tag: 'catalogue',
        summary:
          'A product with options, variants, pictures and breadcrumbs; an old address answers with the slug of today',
        access: 'public',
        isCached: true,
        params: shape({ slug: Type.String({ minLength: 1, maxLength: 200 }) }),
        answers: { 200: Product },
        handle: async ({ params }) => {
          const found = await product.getProduct({ slug: params.slug, anyStatus: false });
          if (!found.product)
            throw new DomainError('missing', 'product.not_found', `There is no product "${params.slug}".`);
          return toProduct(found.product);
        },
      }),
      route({
        method: 'GET',
        path: '/categories',
        tag: 'catalogue',
        summary: 'The category tree, parents before children',
        access: 'public',
        isCached: true,
        answers: { 200: shape({ items: Type.Array(Category) }) },
        handle: async () => ({ items: (await product.listCategories({})).categories.map(toCategory) }),
      }),
      route({
        method: 'GET',
        path: '/categories/{slug}',
        tag: 'catalogue',
        summary: 'A category; an old address answers with the slug of today',
        access: 'public',
        isCached: true,
        params: shape({ slug: Type.String({ minLength: 1, maxLength: 200 }) }),
        answers: { 200: Category },
        handle: async ({ params }) =>
          toCategory(present((await product.getCategory({ slug: params.slug })).category)),
      }),
      route({
        method: 'GET',
        path: '/search/suggestions',
        tag: 'catalogue',
        summary: 'Words, products and categories as one types',
        access: 'public',
        isCached: true,
        query: shape({
          q: Type.String({ minLength: 1, maxLength: 200 }),
          limit: Type.Integer({ minimum: 1, maximum: 20, default: 5 }),
        }),
        answers: { 200: Suggestions },
        handle: async ({ query }) => {
          const found = await product.suggest({ query: query.q, limit: query.limit });
          return {
            words: found.words,
            products: found.products.map(toSummary),
            categories: found.categories,
          };
        },
      }),
      route({
        method: 'GET',
        path: '/pictures/{key}',
        tag: 'catalogue',
        summary: 'A picture of the catalogue',
        access: 'public',
        params: shape({ key: Type.String({ pattern: '^[\\w.-]{1,200}$' }) }),
        answers: { 200: Type.String() },
        handle: async ({ params }, reply) => {
          const picture = await product.getPicture({ key: params.key });
          reply.header('content-type', picture.contentType).header('cache-control', 'public, max-age=86400');
          // An SVG may carry scripts; nothing in one of ours may run.
          reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
          return Buffer.from(picture.body);
        },
      }),
    ];
  }
}

function optionFilters(query: Readonly<Record<string, unknown>>): { name: string; values: string[] }[] {
  return Object.entries(query)
    .filter(([name]) => name.startsWith('option.'))
    .map(([name, values]) => ({
      name: name.slice('option.'.length),
      values: (values as string[]).map(String),
    }));
}

function checkRange(min: number | undefined, max: number | undefined): void {
  if (min !== undefined && max !== undefined && min > max)
    throw new DomainError('invalid', 'request.invalid', 'minPrice is above maxPrice.', {
      errors: [
        { code: 'field.range', in: 'query', field: 'minPrice', detail: 'minPrice is above maxPrice.' },
      ],
    });
}
