import type { PriceTier } from './pricing.ts';

export type ProductStatus = 'draft' | 'active' | 'archived';

/** One thing to choose. */
export type Option = { readonly name: string; readonly values: readonly string[] };

/** What was chosen. */
export type Choice = { readonly name: string; readonly value: string };

export type Picture = {
  readonly url: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
};

/** A variant as an input describes it. */
export type VariantRecord = {
  readonly sku: string;
  readonly options: readonly Choice[];
  readonly priceMinor: number;
  readonly compareAtMinor: number | null;
  /** Ascending. */
  readonly tiers: readonly PriceTier[];
  /** Null: not tracked. For a stored variant: what the last import said, not what is left. */
  readonly stock: number | null;
  readonly backorder: boolean;
  readonly weightGrams: number;
  readonly barcode: string;
  readonly imageUrl: string;
};

/** A product as an input describes it: two inputs that mean the same give equal records. */
export type ProductRecord = {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  readonly type: string;
  readonly tags: readonly string[];
  readonly status: ProductStatus;
  /** Slug or name, as given. Empty: none. */
  readonly category: string;
  readonly currency: string;
  readonly options: readonly Option[];
  readonly variants: readonly VariantRecord[];
  readonly images: readonly Picture[];
};

/** The chosen values as one text: equal for equal choices, whatever their case. */
export const optionKey = (choices: readonly Choice[]): string =>
  choices.map(({ value }) => value.toLowerCase()).join('\u001f');

/** Name and value as the search index keeps them. */
export const filterKey = (name: string, value: string): string =>
  `${name.toLowerCase()}\u001f${value.toLowerCase()}`;

/** A category on the way from the root to a product's own. */
export type CategoryRef = { readonly slug: string; readonly name: string };

/** A product as it is stored. */
export type StoredProduct = {
  readonly id: string;
  readonly version: number;
  /** `category` is its own category's slug; `stock` of a variant what the last import said. */
  readonly record: ProductRecord;
  readonly breadcrumbs: readonly CategoryRef[];
  /** Ids of its variants, in the order of the record. */
  readonly variantIds: readonly string[];
};
