import {
  ImportOutcome,
  type ImportResult as WireResult,
  ProductStatus,
  type ProductInput as WireInput,
} from '@tradepost/contracts';
import { Type, type Static } from 'typebox';
import { named } from '../http/route.ts';
import { Id, nullable, oneOf, Price, shape, words } from './shared.ts';
import { fromMoney, toWord } from './shared-mapping.ts';

const short = Type.Optional(Type.String({ maxLength: 300 }));

export const TierInput = named(
  'PriceTierInput',
  shape({ minQuantity: Type.Integer({ minimum: 2, maximum: 999_999 }), price: Price }),
);

const VariantInput = named(
  'VariantInput',
  shape({
    sku: short,
    options: Type.Record(Type.String(), Type.String({ maxLength: 200 })),
    price: Price,
    compareAtPrice: Type.Optional(Price),
    tiers: Type.Optional(Type.Array(TierInput, { maxItems: 50 })),
    stock: nullable(
      Type.Integer({ minimum: -2_000_000_000, maximum: 2_000_000_000, description: 'null: not tracked' }),
    ),
    backorder: Type.Optional(Type.Boolean()),
    weightGrams: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
    barcode: short,
    imageUrl: Type.Optional(Type.String({ maxLength: 2_000 })),
  }),
);

export const ProductInput = named(
  'ProductInput',
  shape({
    slug: Type.String({ minLength: 1, maxLength: 200 }),
    title: words(500),
    descriptionHtml: Type.Optional(Type.String({ maxLength: 60_000 })),
    vendor: short,
    type: short,
    tags: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 250 })),
    status: oneOf(['active', 'draft']),
    category: short,
    options: Type.Optional(
      Type.Array(shape({ name: words(100), values: Type.Array(words(200), { maxItems: 500 }) }), {
        maxItems: 10,
      }),
    ),
    variants: Type.Array(VariantInput, { minItems: 1, maxItems: 2_000 }),
    images: Type.Optional(
      Type.Array(
        shape({
          url: Type.String({ minLength: 1, maxLength: 2_000 }),
          alt: Type.Optional(Type.String({ maxLength: 1_000 })),
          position: Type.Optional(Type.Integer()),
        }),
        { maxItems: 250 },
      ),
    ),
  }),
);

export const ImportResult = named(
  'ImportResult',
  shape({
    slug: Type.String(),
    outcome: Type.String({ description: 'created, updated, unchanged, refused' }),
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
  outcome:
    result.outcome === ImportOutcome.UNSPECIFIED ? 'refused' : toWord(result.outcome, 'IMPORT_OUTCOME_'),
  productId: result.productId || null,
  variants: result.variants,
  errors: result.errors,
});
