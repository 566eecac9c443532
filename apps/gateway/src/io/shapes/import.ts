import {
  ImportOutcome,
  type ImportResult as WireResult,
  ProductStatus,
  type ProductInput as WireInput,
} from '@tradepost/contracts';
import { PRODUCT, QUANTITY, SLUG_LENGTH, STOCK } from '@tradepost/contracts/limits';
import { type Static, type TSchema, Type } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { Id, nullable, oneOf, Price } from './shared.ts';
import { fromMoney } from './shared-mapping.ts';
import { fromTaxClass, NewTaxClass } from './tax.ts';
import { wireEnum } from './wire-enum.ts';

const outcomes = wireEnum('ImportOutcome', ImportOutcome);

// Lengths and counts are only described: the product service checks them, so that a product which exceeds one is refused
// on its own. The schema would refuse the whole call.
const text = (max: number) => Type.String({ description: `At most ${max} characters` });
const upTo = <S extends TSchema>(max: number, item: S) => Type.Array(item, { description: `At most ${max}` });
const Name = Type.Optional(text(PRODUCT.name));

/** Checked by the product service, as the lengths are. */
export const Barcode = Type.String({
  description: `At most ${PRODUCT.barcode} characters; a GTIN needs its check digit; empty: none`,
});

export const TierInput = named(
  'PriceTierInput',
  shape({ minQuantity: Type.Integer({ minimum: 2, maximum: QUANTITY.max }), price: Price }),
);

const VariantInput = named(
  'VariantInput',
  shape({
    sku: Name,
    options: Type.Record(Type.String(), text(PRODUCT.optionValue)),
    price: Price,
    compareAtPrice: Type.Optional(Price),
    tiers: Type.Optional(upTo(PRODUCT.tiers, TierInput)),
    stock: nullable(
      Type.Integer({
        minimum: -STOCK.onHand,
        maximum: STOCK.onHand,
        description: `0 to ${STOCK.imported}; null: not tracked`,
      }),
    ),
    backorder: Type.Optional(Type.Boolean()),
    weightGrams: Type.Optional(Type.Integer({ minimum: 0, maximum: PRODUCT.weightGrams })),
    barcode: Type.Optional(Barcode),
    imageUrl: Type.Optional(text(PRODUCT.url)),
    taxClass: Type.Optional(NewTaxClass),
    requiresShipping: Type.Optional(Type.Boolean({ description: 'Absent: as it was' })),
  }),
);

const Option = shape({
  name: text(PRODUCT.optionName),
  values: upTo(PRODUCT.optionValues, text(PRODUCT.optionValue)),
});
const NewImage = shape({
  url: text(PRODUCT.url),
  alt: Type.Optional(text(PRODUCT.alt)),
  position: Type.Optional(Type.Integer()),
});

export const ProductInput = named(
  'ProductInput',
  shape({
    slug: text(SLUG_LENGTH),
    handle: Type.Optional(
      Type.String({ description: 'What the source calls it, if the slug was made from that and differs' }),
    ),
    title: text(PRODUCT.title),
    descriptionHtml: Type.Optional(text(PRODUCT.descriptionHtml)),
    vendor: Name,
    type: Name,
    tags: Type.Optional(upTo(PRODUCT.tags, text(PRODUCT.tag))),
    status: oneOf(['active', 'draft']),
    category: Name,
    options: Type.Optional(upTo(PRODUCT.options, Option)),
    variants: Type.Array(VariantInput, { description: `1 to ${PRODUCT.variants}` }),
    images: Type.Optional(upTo(PRODUCT.images, NewImage)),
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
    handle: input.handle,
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
    taxClass: fromTaxClass(variant.taxClass),
    requiresShipping: variant.requiresShipping,
  };
}

export const toImportResult = (result: WireResult): Static<typeof ImportResult> => ({
  slug: result.slug,
  outcome: outcomes.toWord(result.outcome),
  productId: result.productId || null,
  variants: result.variants,
  errors: result.errors,
});
