/**
 * What an import sends for one product: the body of `PATCH /api/v1/admin/imports/products`, item by item. What is absent
 * stays as it is in the shop; a new product gets the default.
 */
export interface ProductDraft {
  slug: string;
  /** As the file has it: another one could give the same slug. Absent: it is known by its slug. */
  handle?: string;
  title?: string;
  descriptionHtml?: string;
  vendor?: string;
  type?: string;
  tags?: string[];
  /** False: a draft, whatever the status says. */
  published?: boolean;
  status?: 'active' | 'draft' | 'archived' | 'unlisted';
  category?: string;
  options?: { name: string; values: string[] }[];
  /** True: options of the product after those given stay. */
  keepFurtherOptions?: true;
  variants?: VariantDraft[];
  /** `alt` absent: stays. */
  images?: { url: string; alt?: string; position: number }[];
}

export interface VariantDraft {
  /** Empty: the shop makes one from slug and options, always the same. */
  sku?: string;
  options?: Record<string, string>;
  price?: DraftMoney;
  /** null: none. */
  compareAtPrice?: DraftMoney | null;
  tiers?: { minQuantity: number; price: DraftMoney }[];
  /** null: stock is not counted, there is always enough. Below zero: sold beyond what is there. */
  stock?: number | null;
  /** True, without `stock`: it is counted, but how many there are is not known. */
  tracked?: true;
  backorder?: boolean;
  weightGrams?: number;
  barcode?: string;
  imageUrl?: string;
  /** zero: no tax at any destination. */
  taxClass?: 'standard' | 'zero';
  requiresShipping?: boolean;
}

export interface DraftMoney {
  amount: number;
  currency: string;
}
