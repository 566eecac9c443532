import type { PictureKind, PictureSpec, Scene } from './pictures/spec.ts';

export interface DemoCategory {
  slug: string;
  name: string;
  parent: string | null;
  position: number;
}

export interface DemoVariant {
  sku: string;
  options: Record<string, string>;
  /** GBP pence, VAT included. */
  priceMinor: number;
  compareAtMinor?: number;
  tiers?: { minQuantity: number; priceMinor: number }[];
  /** Pieces on hand; null when stock is not tracked. */
  stock: number | null;
  weightGrams: number;
}

export interface DemoProduct {
  slug: string;
  title: string;
  vendor: string;
  description: string;
  /** Slug of a leaf category. */
  category: string;
  type: PictureKind;
  tags: string[];
  attributes: Record<string, string>;
  options: { name: string; values: string[] }[];
  variants: DemoVariant[];
  picture: PictureSpec;
  status?: 'active' | 'draft';
}

export interface DemoCatalogue {
  currency: string;
  categories: DemoCategory[];
  products: DemoProduct[];
}

/** A product as `data/products/*.json` describe it; its variants are the combinations of its options. */
export interface ProductDraft {
  slug: string;
  title: string;
  vendor: string;
  description: string;
  category: string;
  type: PictureKind;
  tags: string[];
  attributes: Record<string, string>;
  /** Prefix of every SKU: maker, then product. */
  sku: string;
  options?: Record<string, string[]>;
  priceMinor: number;
  weightGrams: number;
  /** What an option value adds to price and weight. */
  adds?: Record<string, { priceMinor?: number; weightGrams?: number }>;
  /** One number for all variants, or a list that is applied to the variants in order and repeated. */
  stock: number | null | (number | null)[];
  /** The difference to the price before the sale, and the option values on sale (absent: all). */
  sale?: { offMinor: number; values?: string[] };
  /** Discount in per cent on the unit price from a quantity on. */
  tiers?: [minQuantity: number, percentOff: number][];
  look?: Omit<Partial<PictureSpec>, 'kind' | 'scene'>;
  status?: 'active' | 'draft';
}

export function products(scene: Scene, drafts: ProductDraft[]): DemoProduct[] {
  return drafts.map((draft) => {
    const options = Object.entries(draft.options ?? {}).map(([name, values]) => ({ name, values }));
    const { slug, title, vendor, description, category, type, tags, attributes, status } = draft;
    const colour = draft.options?.['Colour']?.[0] ?? 'Natural';
    return {
      ...{ slug, title, vendor, description, category, type, tags, attributes, options },
      variants: combinations(options).map((chosen, index) => variant(draft, chosen, index)),
      picture: { kind: type, scene, colour, ...draft.look },
      ...(status ? { status } : {}),
    };
  });
}

function variant(draft: ProductDraft, options: Record<string, string>, index: number): DemoVariant {
  const values = Object.values(options);
  const added = values.map((value) => draft.adds?.[value] ?? {});
  const priceMinor = added.reduce((total, add) => total + (add.priceMinor ?? 0), draft.priceMinor);
  const weightGrams = added.reduce((total, add) => total + (add.weightGrams ?? 0), draft.weightGrams);
  const { sale, stock } = draft;
  const onSale = sale && (!sale.values || sale.values.some((value) => values.includes(value)));
  return {
    sku: [draft.sku, ...values.map(skuCode)].join('-'),
    options,
    priceMinor,
    ...(onSale ? { compareAtMinor: priceMinor + sale.offMinor } : {}),
    ...(draft.tiers ? { tiers: draft.tiers.map((tier) => tierPrice(priceMinor, tier)) } : {}),
    stock: Array.isArray(stock) ? (stock[index % stock.length] ?? 0) : stock,
    weightGrams,
  };
}

function tierPrice(priceMinor: number, [minQuantity, percentOff]: [number, number]) {
  return { minQuantity, priceMinor: Math.round((priceMinor * (100 - percentOff)) / 100) };
}

function combinations(options: { name: string; values: string[] }[]): Record<string, string>[] {
  return options.reduce<Record<string, string>[]>(
    (sets, { name, values }) => sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))),
    [{}],
  );
}

/** `28 cm` → `28CM`, `Set of four` → `SOF`, `Verdigris` → `VER`, `XL` → `XL`. */
function skuCode(value: string): string {
  const words = value.toUpperCase().match(/[A-Z0-9.]+/g) ?? [];
  if (words.some((word) => /\d/.test(word))) return words.join('').replace('.', '').slice(0, 6);
  if (words.length > 1) return words.map((word) => word[0]).join('');
  return (words[0] ?? '').slice(0, 3);
}
