import { Injectable } from '@nestjs/common';
import { ProductStatus, type SetVariantStockRequest } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { Type, type Static } from 'typebox';
import { route, Routes } from '../http/route.ts';
import { Category, Product, toCategory, toProduct, toVariant, Variant } from '../shapes/catalogue.ts';
import {
  fromProductInput,
  fromTier,
  ImportResult,
  ProductInput,
  TierInput,
  toImportResult,
} from '../shapes/import.ts';
import { Id, nullable, oneOf, page, PageQuery, Price, shape } from '../shapes/shared.ts';
import { fromMoney } from '../shapes/shared-mapping.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';

const ById = shape({ id: Id });
const STATUS = {
  draft: ProductStatus.DRAFT,
  active: ProductStatus.ACTIVE,
  archived: ProductStatus.ARCHIVED,
} as const;
const StatusWord = oneOf(['draft', 'active', 'archived']);

const NewSlug = shape({
  slug: Type.String({ minLength: 1, maxLength: 200, description: 'a to z, digits and single dashes' }),
  takeOver: Type.Optional(
    Type.Boolean({
      description: 'Also when it is an old address of another, which then no longer leads there',
    }),
  ),
});

const StockChange = shape({
  onHand: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 2_000_000_000, description: 'This many are there' }),
  ),
  adjustBy: Type.Optional(
    Type.Integer({
      minimum: -2_000_000_000,
      maximum: 2_000_000_000,
      description: 'So many came in, or went out',
    }),
  ),
  unlimited: Type.Optional(Type.Literal(true, { description: 'Stock is not tracked' })),
  backorderLimit: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2_000_000_000,
      description: 'How many may be sold beyond what is there',
    }),
  ),
  maxPerCustomer: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 1,
        maximum: 2_000_000_000,
        description: 'How many one customer may have, over all orders; null: any number',
      }),
    ),
  ),
  lowThreshold: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 0,
        maximum: 2_000_000_000,
        description: 'So many or fewer are few there, which is announced; null: any number is enough',
      }),
    ),
  ),
  locationId: Type.Optional(Type.Unsafe<string>({ ...Id, description: 'Absent: the main warehouse' })),
});

@Injectable()
export class AdminCatalogueRoutes extends Routes {
  override readonly routes;

  constructor({ product }: Neighbours) {
    super();
    const about = { tag: 'admin', access: 'staff' } as const;
    this.routes = [
      route({
        ...about,
        method: 'GET',
        path: '/admin/products',
        summary: 'Products of every status, last changed first',
        query: shape({
          ...PageQuery,
          q: Type.Optional(Type.String({ maxLength: 200 })),
          status: Type.Optional(StatusWord),
        }),
        answers: { 200: page(Product) },
        handle: async ({ query }) => {
          const status = query.status ? STATUS[query.status] : ProductStatus.UNSPECIFIED;
          const found = await product.listProductsForStaff({
            query: query.q ?? '',
            status,
            pageSize: query.limit,
            pageToken: query.cursor ?? '',
          });
          return { items: found.items.map(toProduct), nextCursor: found.nextPageToken || null };
        },
      }),
      route({
        ...about,
        method: 'GET',
        path: '/admin/products/{id}',
        summary: 'A product of any status',
        isConditional: true,
        params: ById,
        answers: { 200: Product },
        handle: async ({ params }) =>
          toProduct(present((await product.getProduct({ slug: params.id, anyStatus: true })).product)),
      }),
      route({
        ...about,
        method: 'PUT',
        path: '/admin/products/{id}/status',
        summary: 'Puts a product on sale, or takes it off',
        isConditional: true,
        params: ById,
        body: shape({ status: StatusWord }),
        answers: { 200: Product },
        handle: async ({ identity, params, body, expectedVersion, idempotencyKey }) => {
          const changed = await product.setProductStatus({
            productId: params.id,
            status: STATUS[body.status],
            expectedVersion,
            idempotencyKey,
            actorId: identity?.userId,
          });
          return toProduct(present(changed.product));
        },
      }),
      route({
        ...about,
        method: 'PUT',
        path: '/admin/products/{id}/slug',
        summary: 'Gives a product another address; the old one leads to it',
        isConditional: true,
        params: ById,
        body: NewSlug,
        answers: { 200: Product },
        handle: async ({ identity, params, body, expectedVersion, idempotencyKey }) => {
          const changed = await product.setProductSlug({
            ...{ productId: params.id, slug: body.slug, takeOver: body.takeOver ?? false },
            ...{ expectedVersion, idempotencyKey, actorId: identity?.userId },
          });
          return toProduct(present(changed.product));
        },
      }),
      route({
        ...about,
        method: 'PUT',
        path: '/admin/categories/{id}/slug',
        summary: 'Gives a category another address; the old one leads to it',
        params: ById,
        body: NewSlug,
        answers: { 200: Category },
        handle: async ({ identity, params, body, idempotencyKey }) => {
          const changed = await product.setCategorySlug({
            ...{ categoryId: params.id, slug: body.slug, takeOver: body.takeOver ?? false },
            ...{ idempotencyKey, actorId: identity?.userId },
          });
          return toCategory(present(changed.category));
        },
      }),
      route({
        ...about,
        method: 'PUT',
        path: '/admin/variants/{id}/prices',
        summary: 'Replaces price, compare-at price and quantity tiers',
        isConditional: true,
        params: ById,
        body: shape({
          price: Price,
          compareAtPrice: Type.Optional(Price),
          tiers: Type.Optional(Type.Array(TierInput, { maxItems: 50 })),
        }),
        answers: { 200: Variant },
        handle: async ({ identity, params, body, expectedVersion, idempotencyKey }) => {
          const changed = await product.setVariantPrices({
            variantId: params.id,
            price: fromMoney(body.price),
            compareAtPrice: body.compareAtPrice && fromMoney(body.compareAtPrice),
            tiers: (body.tiers ?? []).map(fromTier),
            expectedVersion,
            idempotencyKey,
            actorId: identity?.userId,
          });
          return toVariant(present(changed.variant));
        },
      }),
      route({
        ...about,
        method: 'PUT',
        path: '/admin/variants/{id}/stock',
        summary: 'Sets or adjusts the quantity on hand',
        isConditional: true,
        params: ById,
        body: StockChange,
        answers: { 200: Variant },
        handle: async ({ identity, params, body, expectedVersion, idempotencyKey }) => {
          const changed = await product.setVariantStock({
            variantId: params.id,
            change: changeOf(body),
            backorderLimit: body.backorderLimit,
            maxPerCustomer: body.maxPerCustomer === null ? 0 : body.maxPerCustomer,
            lowThreshold: body.lowThreshold === null ? -1 : body.lowThreshold,
            locationId: body.locationId,
            expectedVersion,
            idempotencyKey,
            actorId: identity?.userId,
          });
          return toVariant(present(changed.variant));
        },
      }),
      route({
        ...about,
        method: 'POST',
        path: '/admin/imports/products',
        summary: 'Creates or updates up to 50 products; each is taken whole or not at all',
        body: shape({
          dryRun: Type.Optional(Type.Boolean()),
          products: Type.Array(ProductInput, { minItems: 1, maxItems: 50 }),
        }),
        answers: { 200: shape({ results: Type.Array(ImportResult) }) },
        handle: async ({ identity, body, idempotencyKey }) => {
          const products = body.products.map(fromProductInput);
          const imported = await product.importProducts(
            { products, dryRun: body.dryRun ?? false, idempotencyKey, actorId: identity?.userId },
            { timeoutMs: 30_000 },
          );
          return { results: imported.results.map(toImportResult) };
        },
      }),
    ];
  }
}

function changeOf(body: Static<typeof StockChange>): SetVariantStockRequest['change'] {
  const { onHand, adjustBy, unlimited, ...settings } = body;
  const changes = [onHand, adjustBy, unlimited].filter((one) => one !== undefined).length;
  const { backorderLimit, maxPerCustomer, lowThreshold } = settings;
  const isSetting = [backorderLimit, maxPerCustomer, lowThreshold].some((one) => one !== undefined);
  if (changes === 0 && isSetting) return undefined;
  if (changes !== 1)
    throw new DomainError(
      'invalid',
      'request.invalid',
      'Send exactly one of onHand, adjustBy and unlimited.',
    );
  if (onHand !== undefined) return { $case: 'onHand', onHand };
  if (adjustBy !== undefined) return { $case: 'adjustBy', adjustBy };
  return { $case: 'unlimited', unlimited: true };
}
