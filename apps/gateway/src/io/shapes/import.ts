import {
  ImportOutcome,
  type ImportResult as WireResult,
  ProductStatus,
  type ProductInput as WireInput,
  type ProductPatch as WirePatch,
  type VariantPatch as WireVariantPatch,
} from '@tradepost/contracts';
import { IMPORT_CHANGES, PRODUCT, QUANTITY, SLUG_LENGTH, STOCK } from '@tradepost/contracts/limits';
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

const Stock = Type.Integer({
  minimum: -STOCK.onHand,
  maximum: STOCK.onHand,
  description: `-${STOCK.imported} to ${STOCK.imported}; below 0: oversold; null: not tracked`,
});

const VariantInput = named(
  'VariantInput',
  shape({
    sku: Name,
    options: Type.Record(Type.String(), text(PRODUCT.optionValue)),
    price: Price,
    compareAtPrice: Type.Optional(Price),
    tiers: Type.Optional(upTo(PRODUCT.tiers, TierInput)),
    stock: nullable(Stock),
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

const Status = oneOf(['active', 'draft', 'archived', 'unlisted']);

export const ProductInput = named(
  'ProductInput',
  shape({
    slug: text(SLUG_LENGTH),
    handle: Type.Optional(
      Type.String({ description: 'What the source calls it. Absent: it is known by its slug' }),
    ),
    title: text(PRODUCT.title),
    descriptionHtml: Type.Optional(text(PRODUCT.descriptionHtml)),
    vendor: Name,
    type: Name,
    tags: Type.Optional(upTo(PRODUCT.tags, text(PRODUCT.tag))),
    status: Status,
    category: Name,
    options: Type.Optional(upTo(PRODUCT.options, Option)),
    variants: Type.Array(VariantInput, { description: `1 to ${PRODUCT.variants}` }),
    images: Type.Optional(upTo(PRODUCT.images, NewImage)),
  }),
);

const VariantPatch = named(
  'VariantPatch',
  shape({
    sku: Type.Optional(Type.String({ description: 'Empty: derived from slug and options' })),
    options: Type.Optional(Type.Record(Type.String(), text(PRODUCT.optionValue))),
    price: Type.Optional(Price),
    compareAtPrice: Type.Optional(nullable(Price)),
    tiers: Type.Optional(upTo(PRODUCT.tiers, TierInput)),
    stock: Type.Optional(nullable(Stock)),
    tracked: Type.Optional(
      Type.Boolean({ description: 'True, without stock: tracked, and the quantity is not known' }),
    ),
    backorder: Type.Optional(Type.Boolean()),
    weightGrams: Type.Optional(Type.Integer({ minimum: 0, maximum: PRODUCT.weightGrams })),
    barcode: Type.Optional(text(PRODUCT.barcode)),
    imageUrl: Type.Optional(text(PRODUCT.url)),
    taxClass: Type.Optional(NewTaxClass),
    requiresShipping: Type.Optional(Type.Boolean()),
  }),
);

export const ProductPatch = named(
  'ProductPatch',
  shape({
    slug: text(SLUG_LENGTH),
    handle: Type.Optional(
      Type.String({ description: 'What the source calls it. Absent: it is known by its slug' }),
    ),
    title: Type.Optional(text(PRODUCT.title)),
    descriptionHtml: Type.Optional(text(PRODUCT.descriptionHtml)),
    vendor: Name,
    type: Name,
    tags: Type.Optional(upTo(PRODUCT.tags, text(PRODUCT.tag))),
    status: Type.Optional(Status),
    published: Type.Optional(Type.Boolean({ description: 'False: a draft, unless it is archived' })),
    category: Name,
    options: Type.Optional(upTo(PRODUCT.options, Option)),
    keepFurtherOptions: Type.Optional(
      Type.Boolean({ description: 'True: options of the product after those given stay' }),
    ),
    variants: Type.Optional(
      Type.Array(VariantPatch, {
        description: `Up to ${PRODUCT.variants}. With options they are all variants; without, the others stay`,
      }),
    ),
    images: Type.Optional(upTo(PRODUCT.images, NewImage)),
  }),
);

const Change = shape({
  field: Type.String({ description: 'Such as variants[MUG-1].price' }),
  from: Type.String({ description: 'Old value as text, or its length; empty: none' }),
  to: Type.String({ description: 'New value as text, or its length; empty: none' }),
});
const Note = shape({
  code: Type.String(),
  detail: Type.String(),
  skus: Type.Array(Type.String(), { description: `Up to ${IMPORT_CHANGES}` }),
  variantCount: Type.Integer(),
});

export const ImportResult = named(
  'ImportResult',
  shape({
    slug: Type.String(),
    outcome: outcomes.schema,
    productId: nullable(Id),
    variants: Type.Array(shape({ sku: Type.String(), id: Id })),
    errors: Type.Array(
      shape({
        field: Type.String(),
        code: Type.String(),
        detail: Type.String(),
        owner: Type.Optional(
          Type.String({ description: 'Slug of the product that has what this one wants' }),
        ),
      }),
    ),
    changes: Type.Array(Change, {
      description: `What changes in an existing product, up to ${IMPORT_CHANGES} fields`,
    }),
    moreChanges: Type.Integer({ description: 'Number of further changes' }),
    notes: Type.Array(Note, { description: 'What to know of an accepted product, such as unknown stock' }),
    retired: Type.Array(Type.String(), { description: 'SKUs of variants that it loses, or would lose' }),
  }),
);

const STATUSES = {
  active: ProductStatus.ACTIVE,
  draft: ProductStatus.DRAFT,
  archived: ProductStatus.ARCHIVED,
  unlisted: ProductStatus.UNLISTED,
} as const satisfies Record<Static<typeof Status>, ProductStatus>;

type Images = readonly Static<typeof NewImage>[];
const inOrder = (images: Images) => images.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));

export function fromProductInput(input: Static<typeof ProductInput>): WireInput {
  const images = inOrder(input.images ?? []);
  return {
    slug: input.slug,
    handle: input.handle,
    title: input.title,
    description: input.descriptionHtml ?? '',
    vendor: input.vendor ?? '',
    type: input.type ?? '',
    tags: input.tags ?? [],
    status: STATUSES[input.status],
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

export function fromProductPatch(patch: Static<typeof ProductPatch>): WirePatch {
  const { slug, handle, title, vendor, type, published, category, tags, options, variants, images } = patch;
  return {
    ...{ slug, handle, title, vendor, type, published, category },
    description: patch.descriptionHtml,
    tags: tags && { values: tags },
    status: patch.status ? STATUSES[patch.status] : ProductStatus.UNSPECIFIED,
    options: options && { options, keepsFurther: patch.keepFurtherOptions ?? false },
    variants: variants && { variants: variants.map(fromVariantPatch) },
    images: images && { images: inOrder(images).map(({ url, alt }) => ({ url, alt })) },
  };
}

function fromVariantPatch(patch: Static<typeof VariantPatch>): WireVariantPatch {
  const { sku, options = {}, compareAtPrice, backorder, weightGrams, barcode, imageUrl } = patch;
  return {
    ...{ sku, backorder, weightGrams, barcode, imageUrl, requiresShipping: patch.requiresShipping },
    options: Object.entries(options).map(([name, value]) => ({ name, value })),
    price: patch.price && fromMoney(patch.price),
    compareAtPrice:
      compareAtPrice === undefined
        ? undefined
        : { price: compareAtPrice ? fromMoney(compareAtPrice) : undefined },
    tiers: patch.tiers && { tiers: patch.tiers.map(fromTier) },
    stock: fromStock(patch),
    taxClass: fromTaxClass(patch.taxClass),
  };
}

function fromStock({ stock, tracked }: Static<typeof VariantPatch>): WireVariantPatch['stock'] {
  if (typeof stock === 'number') return { $case: 'onHand', onHand: stock };
  if (stock === null) return { $case: 'unlimited', unlimited: true };
  return tracked ? { $case: 'uncounted', uncounted: true } : undefined;
}

export const toImportResult = (result: WireResult): Static<typeof ImportResult> => ({
  slug: result.slug,
  outcome: outcomes.toWord(result.outcome),
  productId: result.productId || null,
  variants: result.variants,
  errors: result.errors.map(({ owner, ...error }) => ({ ...error, ...(owner ? { owner } : {}) })),
  changes: result.changes,
  moreChanges: result.moreChanges,
  notes: result.notes,
  retired: result.retired,
});
