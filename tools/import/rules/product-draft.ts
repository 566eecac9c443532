/** What an import sends for one product: the body of `POST /api/v1/admin/imports/products`, item by item. */
export interface ProductDraft {
  slug: string;
  /** As the file has it, if the slug differs. */
  handle?: string;
  title: string;
  descriptionHtml: string;
  vendor: string;
  type: string;
  tags: string[];
  status: 'active' | 'draft';
  category?: string;
  options: { name: string; values: string[] }[];
  variants: VariantDraft[];
  images: { url: string; alt: string; position: number }[];
}

export interface VariantDraft {
  /** Empty: the shop makes one from slug and options, always the same. */
  sku: string;
  options: Record<string, string>;
  price: DraftMoney;
  compareAtPrice?: DraftMoney;
  tiers?: { minQuantity: number; price: DraftMoney }[];
  /** null: stock is not counted, there is always enough. */
  stock: number | null;
  backorder: boolean;
  weightGrams?: number;
  barcode?: string;
  imageUrl?: string;
}

export interface DraftMoney {
  amount: number;
  currency: string;
}
