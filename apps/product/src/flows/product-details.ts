import type { PriceTier } from '../domain/pricing.ts';
import type { CategoryRef, Choice, Option, Picture, ProductStatus, TaxClass } from '../domain/product.ts';

/** A variant as readers get it. */
export interface VariantDetails {
  readonly id: string;
  readonly sku: string;
  readonly options: readonly Choice[];
  readonly priceMinor: number;
  readonly compareAtMinor: number | null;
  readonly tiers: readonly PriceTier[];
  readonly weightGrams: number;
  readonly barcode: string;
  readonly imageUrl: string;
  /** What the last import gave. Null: not counted, or not known. */
  readonly importedStock: number | null;
  /** The last import said that it is counted. */
  readonly isImportedTracked: boolean;
  readonly version: number;
  /** Over all locations. Null: any quantity. */
  readonly available: number | null;
  /** Some location sells beyond what is on hand, without limit. */
  readonly hasUnlimitedBackorder: boolean;
  /** No location has any left on hand; there may still be some to sell. */
  readonly isBackordered: boolean;
  /** Null: no limit. */
  readonly maxPerCustomer: number | null;
  readonly taxClass: TaxClass;
  readonly requiresShipping: boolean;
}

/** A product with everything that belongs to it, without retired variants. */
export interface ProductDetails {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  readonly type: string;
  readonly tags: readonly string[];
  readonly status: ProductStatus;
  readonly currency: string;
  /** Null: not imported by handle, or by an earlier release. */
  readonly handle: string | null;
  readonly version: number;
  readonly updatedAt: Date;
  readonly options: readonly Option[];
  readonly variants: readonly VariantDetails[];
  readonly images: readonly Picture[];
  /** Categories from the root to its own. */
  readonly breadcrumbs: readonly CategoryRef[];
}

/** What lists show of a product. */
export interface Card {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly vendor: string;
  readonly currency: string;
  readonly priceMin: number;
  readonly priceMax: number;
  readonly compareAtMinor: number | null;
  readonly imageUrl: string;
  readonly imageAlt: string;
  readonly imageWidth: number;
  readonly imageHeight: number;
}

export interface CategoryDetails extends CategoryRef {
  readonly id: string;
  /** Empty: at the top. */
  readonly parentSlug: string;
  readonly position: number;
  /** Active products in it and below. */
  readonly productCount: number;
  /** Of a product whose picture represents it. */
  readonly card: Card | null;
}
