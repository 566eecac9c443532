import {
  ImportOutcome,
  type ImportResult as WireResult,
  ProductStatus,
  type ProductInput as WireInput,
} from '@tradepost/contracts';
import { PRODUCT, QUANTITY, SLUG_LENGTH, STOCK } from '@tradepost/contracts/limits';
import { Type, type Static } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { Id, nullable, oneOf, Price, words } from './shared.ts';
import { fromMoney } from './shared-mapping.ts';
import { wireEnum } from './wire-enum.ts';

const outcomes = wireEnum('ImportOutcome', ImportOutcome);

const Name = Type.Optional(Type.String({ maxLength: PRODUCT.name }));

export const TierInput = named(
  'PriceTierInput',
  shape({ minQuantity: Type.Integer({ minimum: 2, maximum: QUANTITY.max }), price: Price }),
);

const VariantInput = named(
  'VariantInput',
  shape({
    sku: Name,
    options: Type.Record(Type.String(), Type.String({ maxLength: PRODUCT.optionValue })),
    price: Price,
    compareAtPrice: Type.Optional(Price),
    tiers: Type.Optional(Type.Array(TierInput, { maxItems: PRODUCT.tiers })),
    stock: nullable(
      Type.Integer({ minimum: -STOCK.imported, maximum: STOCK.imported, description: 'null: not tracked' }),
    ),
    backorder: Type.Optional(Type.Boolean()),
    weightGrams: Type.Optional(Type.Integer({ minimum: 0, maximum: PRODUCT.weightGrams })),
    barcode: Type.Optional(Type.String({ maxLength: PRODUCT.barcode })),
    imageUrl: Type.Optional(Type.String({ maxLength: PRODUCT.url })),
  }),
);

export const ProductInput = named(
  'ProductInput',
  shape({
    slug: Type.String({ minLength: 1, maxLength: SLUG_LENGTH }),
    title: words(PRODUCT.title),
    descriptionHtml: Type.Optional(Type.String({ maxLength: PRODUCT.descriptionHtml })),
    vendor: Name,
    type: Name,
    tags: Type.Optional(Type.Array(Type.String({ maxLength: PRODUCT.tag }), { maxItems: PRODUCT.tags })),
    status: oneOf(['active', 'draft']),
    category: Name,
    options: Type.Optional(
      Type.Array(
        shape({
          name: words(PRODUCT.optionName),
          values: Type.Array(words(PRODUCT.optionValue), { maxItems: PRODUCT.optionValues }),
        }),
        {
          maxItems: PRODUCT.options,
        },
      ),
    ),
    variants: Type.Array(VariantInput, { minItems: 1, maxItems: PRODUCT.variants }),
    images: Type.Optional(
      Type.Array(
        shape({
          url: Type.String({ minLength: 1, maxLength: PRODUCT.url }),
          alt: Type.Optional(Type.String({ maxLength: PRODUCT.alt })),
          position: Type.Optional(Type.Integer()),
        }),
        { maxItems: PRODUCT.images },
      ),
    ),
  }),
);

export const ImportResult = named(
  'ImportResult',
  shape({
    slug: Type.String(),
    outcome: outcomes.schema,
    productId: nullable(Id),
    variants: Type.Array(shape({ sku: Type.String(), id: Id })),
    errors: Type.Array(shape({ field: Type.String(), code: Type.String(), detail: Type.String() })),
  }),
);

export function fromProductInput(input: Static<typeof ProductInput>): WireInput {
  const images = [...(input.images ?? [])].sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  return {
    slug: input.slug,
    title: input.title,
    description: input.descriptionHtml ?? '',
    vendor: input.vendor ?? '',
    type: input.type ?? '',
    tags: input.tags ?? [],
    status: input.status === 'active' ? ProductStatus.ACTIVE : ProductStatus.DRAFT,
    category: input.category ?? '',
    options: input.options ?? [],
    variants: input.variants.map(fromVariantInput),
    images: images.map(({ url, alt }) => ({ url, alt: alt ?? '', width: 0, height: 0 })),
  };
}

export const fromTier = (tier: Static<typeof TierInput>) => ({
  minQuantity: tier.minQuantity,
  price: fromMoney(tier.price),
});

function fromVariantInput(variant: Static<typeof VariantInput>): WireInput['variants'][number] {
  return {
    sku: variant.sku ?? '',
    options: Object.entries(variant.options).map(([name, value]) => ({ name, value })),
    price: fromMoney(variant.price),
    compareAtPrice: variant.compareAtPrice && fromMoney(variant.compareAtPrice),
    tiers: (variant.tiers ?? []).map(fromTier),
    stock: variant.stock ?? undefined,
    backorder: variant.backorder ?? false,
    weightGrams: variant.weightGrams ?? 0,
    barcode: variant.barcode ?? '',
    imageUrl: variant.imageUrl ?? '',
  };
}

export const toImportResult = (result: WireResult): Static<typeof ImportResult> => ({
  slug: result.slug,
  outcome: outcomes.toWord(result.outcome),
  productId: result.productId || null,
  variants: result.variants,
  errors: result.errors,
});
