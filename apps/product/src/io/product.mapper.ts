import {
  type Category,
  type Facet as WireFacet,
  ImportOutcome,
  type ImportResult as WireImportResult,
  type Money,
  type Product,
  type ProductSummary,
  ProductSort,
  ProductStatus as WireStatus,
  TaxClass as WireTaxClass,
  type Variant,
  type VariantOffer,
} from '@tradepost/contracts';
import { gtinOf } from '@tradepost/contracts/gtin';
import type { Facet } from '../domain/facets.ts';
import { unitPriceFor } from '../domain/pricing.ts';
import type { Sort } from '../domain/product-query.ts';
import { isSold, type ProductStatus, type TaxClass } from '../domain/product.ts';
import type { ImportResult } from '../domain/import-plan.ts';
import type { ListedProduct } from '../flows/ports.ts';
import type { Card, CategoryDetails, ProductDetails, VariantDetails } from '../flows/product-details.ts';
import type { OfferRow } from './offer.store.ts';
import { textOf } from './safe-html.ts';
import type { StaffListed } from './staff-products.store.ts';

const LARGEST_INT32 = 2_147_483_647;

const STATUS: Readonly<Record<ProductStatus, WireStatus>> = {
  draft: WireStatus.DRAFT,
  active: WireStatus.ACTIVE,
  archived: WireStatus.ARCHIVED,
  unlisted: WireStatus.UNLISTED,
};

const TAX_CLASSES: Readonly<Record<TaxClass, WireTaxClass>> = {
  standard: WireTaxClass.STANDARD,
  zero: WireTaxClass.ZERO,
};

/** Undefined: the request does not say. */
export const taxClassOf = (wire: WireTaxClass): TaxClass | undefined =>
  (Object.keys(TAX_CLASSES) as TaxClass[]).find((taxClass) => TAX_CLASSES[taxClass] === wire);

export const statusOf = (wire: WireStatus): ProductStatus | undefined =>
  (Object.keys(STATUS) as ProductStatus[]).find((status) => STATUS[status] === wire);

const SORTS: Partial<Record<ProductSort, Sort>> = {
  [ProductSort.RELEVANCE]: 'relevance',
  [ProductSort.NEWEST]: 'newest',
  [ProductSort.POPULAR]: 'popular',
  [ProductSort.PRICE]: 'price',
  [ProductSort.PRICE_DESC]: '-price',
  [ProductSort.TITLE]: 'title',
};

export const sortOf = (wire: ProductSort): Sort | undefined => SORTS[wire];

const OUTCOMES = {
  created: ImportOutcome.CREATED,
  updated: ImportOutcome.UPDATED,
  unchanged: ImportOutcome.UNCHANGED,
  refused: ImportOutcome.REFUSED,
} as const;

const money = (amountMinor: number, currency: string): Money => ({ amountMinor, currency });
const optionalMoney = (amountMinor: number | null, currency: string): Money | undefined =>
  amountMinor === null ? undefined : money(amountMinor, currency);

/** Undefined: no limit. */
const quantity = (available: number | null): number | undefined =>
  available === null ? undefined : Math.min(Math.max(available, 0), LARGEST_INT32);

export function toVariant(
  row: VariantDetails,
  { currency, status }: Pick<ProductDetails, 'currency' | 'status'>,
): Variant {
  const isAvailable = isSold(status) && (row.available === null || row.available > 0);
  return {
    ...{ id: row.id, sku: row.sku, options: [...row.options], version: row.version },
    price: money(row.priceMinor, currency),
    compareAtPrice: optionalMoney(row.compareAtMinor, currency),
    tiers: row.tiers.map((tier) => ({
      minQuantity: tier.minQuantity,
      price: money(tier.amountMinor, currency),
    })),
    available: isAvailable,
    backordered: isAvailable && row.isBackordered,
    quantityAvailable: quantity(row.available),
    imageUrl: row.imageUrl,
    barcode: row.barcode,
    gtin: gtinOf(row.barcode) ?? '',
    weightGrams: row.weightGrams,
    maxPerCustomer: row.maxPerCustomer ?? undefined,
    taxClass: TAX_CLASSES[row.taxClass],
    requiresShipping: row.requiresShipping,
  };
}

export function toProduct(row: ProductDetails): Product {
  const { id, slug, title, vendor, description, version, updatedAt } = row;
  return {
    ...{ id, slug, title, vendor, description, version, updatedAt },
    ...{ tags: [...row.tags], images: [...row.images], breadcrumbs: [...row.breadcrumbs] },
    descriptionText: textOf(description),
    status: STATUS[row.status],
    options: row.options.map(({ name, values }) => ({ name, values: [...values] })),
    variants: row.variants.map((variant) => toVariant(variant, row)),
    variantCount: 0,
  };
}

/** As the list of staff shows it. */
export function toStaffSummary(row: StaffListed): Product {
  const { id, slug, title, vendor, version, updatedAt, variantCount } = row;
  return {
    ...{ id, slug, title, vendor, version, updatedAt, variantCount },
    status: STATUS[row.status],
    ...{ images: [...row.images], breadcrumbs: [...row.breadcrumbs] },
    variants: row.variants.map((variant) => toVariant(variant, row)),
    ...{ description: '', descriptionText: '', tags: [], options: [] },
  };
}

export function toSummary(row: ListedProduct): ProductSummary {
  const { id, slug, title, vendor, currency } = row;
  return {
    ...{ id, slug, title, vendor, available: row.isAvailable },
    priceMin: money(row.priceMin, currency),
    priceMax: money(row.priceMax, currency),
    compareAtPrice: optionalMoney(row.compareAtMinor, currency),
    image: imageOf(row),
  };
}

function imageOf({ imageUrl: url, imageAlt: alt, imageWidth: width, imageHeight: height }: Card) {
  return url === '' ? undefined : { url, alt, width, height };
}

export function toCategory({ card, ...category }: CategoryDetails): Category {
  return { ...category, image: card ? imageOf(card) : undefined };
}

export function toFacet({ name, label, values }: Facet): WireFacet {
  return { name, label, values: [...values] };
}

/** With the unit price at the quantity that was asked for. */
export function toOffer(row: OfferRow, asked: number): VariantOffer {
  const { variantId, productId, slug, sku, title, options, imageUrl } = row;
  return {
    ...{ variantId, productId, slug, sku, title, options, imageUrl },
    unitPrice: money(unitPriceFor(row.priceMinor, row.tiers, asked), row.currency),
    quantityAvailable: quantity(row.available),
    maxPerCustomer: row.maxPerCustomer ?? undefined,
    onSale: row.isOnSale,
    taxClass: TAX_CLASSES[row.taxClass],
    requiresShipping: row.requiresShipping,
  };
}

export const toImportResult = ({ outcome, ...result }: ImportResult): WireImportResult => ({
  ...{ slug: result.slug, outcome: OUTCOMES[outcome], productId: result.productId },
  errors: [...result.errors],
  variants: [...result.variants],
  changes: [...result.changes],
  moreChanges: result.moreChanges,
  notes: result.notes.map(({ skus, ...note }) => ({ ...note, skus: [...skus] })),
  retired: [...result.retired],
});
