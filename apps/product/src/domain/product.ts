import type { PriceTier } from './pricing.ts';

/** How a variant is taxed; `zero`: no tax at any destination. */
export type TaxClass = 'standard' | 'zero';

export type ProductStatus = 'draft' | 'active' | 'archived' | 'unlisted';

/** Customers can open it and buy it. */
export const isSold = (status: ProductStatus): boolean => status === 'active' || status === 'unlisted';

/** Lists, search, suggestions and the sitemap name it. */
export const isListed = (status: ProductStatus): boolean => status === 'active';

/** A property to choose, with its possible values. */
export interface Option {
  readonly name: string;
  readonly values: readonly string[];
}

/** The value of one option that a variant has. */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

export interface Picture {
  readonly url: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
}

/** A variant as an import describes it, normalised. */
export interface VariantRecord {
  readonly sku: string;
  readonly options: readonly Choice[];
  readonly priceMinor: number;
  readonly compareAtMinor: number | null;
  /** Ascending. */
  readonly tiers: readonly PriceTier[];
  /** False: not counted, there is always enough. Of a stored variant: what the last import said. */
  readonly isTracked: boolean;
  /** Null: not counted, or not known. Of a stored variant: what the last import gave, not what is left. */
  readonly stock: number | null;
  readonly backorder: boolean;
  readonly weightGrams: number;
  readonly barcode: string;
  readonly imageUrl: string;
  readonly taxClass: TaxClass;
  readonly requiresShipping: boolean;
}

/** What an import may leave out: it stays as it is; a new variant gets the default. */
export const VARIANT_DEFAULTS = {
  taxClass: 'standard',
  requiresShipping: true,
} as const satisfies Partial<VariantRecord>;

type LeftOut = keyof typeof VARIANT_DEFAULTS;

/** A variant as an import describes it, before it is known what is stored. */
export type GivenVariant = Omit<VariantRecord, LeftOut> & {
  readonly [Field in LeftOut]: VariantRecord[Field] | undefined;
};

/** A product as an import describes it, before it is known what is stored. */
export interface GivenProduct extends Omit<ProductRecord, 'variants'> {
  readonly variants: readonly GivenVariant[];
}

/** A product as it is stored, or is to be stored: equal products give equal records. */
export interface ProductRecord {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  readonly type: string;
  readonly tags: readonly string[];
  readonly status: ProductStatus;
  /** Its slug or name, as given. Empty: none. */
  readonly category: string;
  readonly currency: string;
  readonly options: readonly Option[];
  readonly variants: readonly VariantRecord[];
  readonly images: readonly Picture[];
}

/** The chosen values as one text, equal for equal choices in any case. */
export const optionKey = (choices: readonly Choice[]): string =>
  choices.map(({ value }) => value.toLowerCase()).join('\u001f');

/** Name and value as the search index stores them. */
export const filterKey = (name: string, value: string): string =>
  `${name}\u001f${value}`.normalize('NFC').toLowerCase();

/** A category on the path from the root to that of a product. */
export interface CategoryRef {
  readonly slug: string;
  readonly name: string;
}

/** A product as it is stored. */
export interface StoredProduct {
  readonly id: string;
  readonly version: number;
  /** `category` is the slug of its category. */
  readonly record: ProductRecord;
  readonly breadcrumbs: readonly CategoryRef[];
  /** What the source called it when it was imported. Undefined: not imported by handle, or by an earlier release. */
  readonly handle?: string | undefined;
  /** Ids of its variants, in the order of the record. */
  readonly variantIds: readonly string[];
}
