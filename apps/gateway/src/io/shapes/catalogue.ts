import {
  type Category as WireCategory,
  type Product as WireProduct,
  ProductStatus,
  type ProductSummary as WireSummary,
  type Variant as WireVariant,
} from '@tradepost/contracts';
import { SLUG_LENGTH, SUMMARY } from '@tradepost/contracts/limits';
import { Type, type Static } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { Id, Money, nullable, Time, Version } from './shared.ts';
import { toMoney, toTime } from './shared-mapping.ts';
import { taxClasses, toTaxClass } from './tax.ts';
import { wireEnum } from './wire-enum.ts';

export const productStatuses = wireEnum('ProductStatus', ProductStatus);

const Image = named(
  'Image',
  shape({
    url: Type.String(),
    alt: Type.String(),
    width: nullable(Type.Integer()),
    height: nullable(Type.Integer()),
  }),
);
const CategoryRef = named('CategoryRef', shape({ slug: Type.String(), name: Type.String() }));
export const BySlug = shape({ slug: Type.String({ minLength: 1, maxLength: SLUG_LENGTH }) });
export type BySlug = Static<typeof BySlug>;

export const Tier = named('PriceTier', shape({ minQuantity: Type.Integer({ minimum: 2 }), price: Money }));
const ChosenOptions = Type.Record(Type.String(), Type.String(), {
  description: 'Option name to chosen value',
});

export const ProductSummary = named(
  'ProductSummary',
  shape({
    id: Id,
    slug: Type.String(),
    title: Type.String(),
    vendor: Type.String(),
    price: shape({ min: Money, max: Money }),
    compareAtPrice: nullable(Money),
    image: nullable(Image),
    available: Type.Boolean(),
  }),
);

export const Variant = named(
  'Variant',
  shape({
    id: Id,
    sku: Type.String(),
    options: ChosenOptions,
    price: Money,
    compareAtPrice: nullable(Money),
    tiers: Type.Array(Tier),
    available: Type.Boolean(),
    quantityAvailable: nullable(Type.Integer({ description: 'null: unlimited' })),
    backordered: Type.Boolean({ description: 'Can be bought, and is sent when more has come' }),
    imageUrl: nullable(Type.String()),
    barcode: nullable(Type.String({ description: 'What scanners read' })),
    gtin: nullable(Type.String({ description: 'The barcode, if it is a GTIN-8, -12, -13 or -14' })),
    weightGrams: nullable(Type.Integer()),
    maxPerCustomer: nullable(
      Type.Integer({ description: 'Limit per customer over all orders; null: no limit' }),
    ),
    taxClass: taxClasses.schema,
    requiresShipping: Type.Boolean({
      description: 'false: nothing is shipped, as for a download or a voucher',
    }),
    version: Version,
  }),
);
export type Variant = Static<typeof Variant>;

export const Product = named(
  'Product',
  shape({
    id: Id,
    slug: Type.String(),
    title: Type.String(),
    vendor: Type.String(),
    description: Type.String({ description: 'Plain text' }),
    descriptionHtml: Type.String({
      description: 'Sanitised HTML: formatting and external links only',
    }),
    status: productStatuses.schema,
    tags: Type.Array(Type.String()),
    options: Type.Array(shape({ name: Type.String(), values: Type.Array(Type.String()) })),
    variants: Type.Array(Variant),
    images: Type.Array(Image),
    breadcrumbs: Type.Array(CategoryRef),
    updatedAt: Time,
    version: Version,
  }),
);
export type Product = Static<typeof Product>;

/** A product in the list of staff. */
export const StaffProductSummary = named(
  'StaffProductSummary',
  shape({
    id: Id,
    slug: Type.String(),
    title: Type.String(),
    vendor: Type.String(),
    status: productStatuses.schema,
    image: nullable(Image),
    breadcrumbs: Type.Array(CategoryRef),
    variantCount: Type.Integer({ description: 'How many variants are on sale' }),
    variants: Type.Array(Variant, {
      description: `The first ${SUMMARY.variants}, without tiers; GET /admin/products/{id} has all`,
    }),
    updatedAt: Time,
    version: Version,
  }),
);
export type StaffProductSummary = Static<typeof StaffProductSummary>;

export const Category = named(
  'Category',
  shape({
    id: Id,
    slug: Type.String(),
    name: Type.String(),
    parent: nullable(Type.String({ description: 'Slug of the parent' })),
    productCount: Type.Integer(),
    image: nullable(Image),
  }),
);
export type Category = Static<typeof Category>;

export const Facet = named(
  'Facet',
  shape({
    name: Type.String({ description: 'Query parameter: category, vendor, option.Size' }),
    label: Type.String(),
    values: Type.Array(shape({ value: Type.String(), label: Type.String(), count: Type.Integer() })),
  }),
);

export const Suggestions = named(
  'Suggestions',
  shape({
    words: Type.Array(Type.String()),
    products: Type.Array(ProductSummary),
    categories: Type.Array(CategoryRef),
  }),
);

type WireImage = NonNullable<WireSummary['image']>;
const toImage = (image: WireImage): Static<typeof Image> => ({
  url: image.url,
  alt: image.alt,
  width: image.width || null,
  height: image.height || null,
});

export function toSummary(product: WireSummary): Static<typeof ProductSummary> {
  return {
    id: product.id,
    slug: product.slug,
    title: product.title,
    vendor: product.vendor,
    price: { min: toMoney(product.priceMin), max: toMoney(product.priceMax) },
    compareAtPrice: product.compareAtPrice ? toMoney(product.compareAtPrice) : null,
    image: product.image ? toImage(product.image) : null,
    available: product.available,
  };
}

export function toVariant(variant: WireVariant): Variant {
  return {
    id: variant.id,
    sku: variant.sku,
    options: Object.fromEntries(variant.options.map(({ name, value }) => [name, value])),
    price: toMoney(variant.price),
    compareAtPrice: variant.compareAtPrice ? toMoney(variant.compareAtPrice) : null,
    tiers: variant.tiers.map((tier) => ({ minQuantity: tier.minQuantity, price: toMoney(tier.price) })),
    available: variant.available,
    quantityAvailable: variant.quantityAvailable ?? null,
    backordered: variant.backordered,
    imageUrl: variant.imageUrl || null,
    barcode: variant.barcode || null,
    gtin: variant.gtin || null,
    weightGrams: variant.weightGrams || null,
    maxPerCustomer: variant.maxPerCustomer ?? null,
    taxClass: toTaxClass(variant.taxClass),
    requiresShipping: variant.requiresShipping ?? true,
    version: variant.version,
  };
}

export function toProduct(product: WireProduct): Product {
  return {
    id: product.id,
    slug: product.slug,
    title: product.title,
    vendor: product.vendor,
    description: product.descriptionText,
    descriptionHtml: product.description,
    status: productStatuses.toWord(product.status),
    tags: product.tags,
    options: product.options.map(({ name, values }) => ({ name, values })),
    variants: product.variants.map(toVariant),
    images: product.images.map(toImage),
    breadcrumbs: product.breadcrumbs.map(({ slug, name }) => ({ slug, name })),
    updatedAt: toTime(product.updatedAt),
    version: product.version,
  };
}

export function toStaffSummary(wire: WireProduct): StaffProductSummary {
  const { id, slug, title, vendor, status, images, breadcrumbs, updatedAt, version } = toProduct(wire);
  return {
    ...{ id, slug, title, vendor, status, image: images[0] ?? null, breadcrumbs },
    // A service of the release before sends all variants and no count.
    variantCount: wire.variantCount || wire.variants.length,
    variants: wire.variants.slice(0, SUMMARY.variants).map(toVariant),
    ...{ updatedAt, version },
  };
}

export const toCategory = (category: WireCategory): Category => ({
  id: category.id,
  slug: category.slug,
  name: category.name,
  parent: category.parentSlug || null,
  productCount: category.productCount,
  image: category.image ? toImage(category.image) : null,
});
