import { Injectable } from '@nestjs/common';
import { gtinOf, significantDigits } from '@tradepost/contracts/gtin';
import { slugOf } from '@tradepost/contracts/slug';
import { SUMMARY } from '@tradepost/contracts/limits';
import { escapeLike, toSafeNumber } from '@tradepost/database';
import { normaliseUuid } from '@tradepost/decision';
import type { CategoryRef, Choice, ProductStatus, TaxClass } from '../domain/product.ts';
import type { ProductDetails, VariantDetails } from '../flows/product-details.ts';
import type { Prisma } from '../gen/prisma/client.ts';
import { ProductDatabase } from './product-database.ts';

export interface StaffFilter {
  /** Part of a title, a slug, the beginning of a SKU, or a barcode; empty: any. */
  readonly query: string;
  readonly status: ProductStatus | undefined;
}

/** The last product of the previous page. */
export interface After {
  readonly updatedAt: Date;
  readonly id: string;
}

const byPosition = { orderBy: { position: 'asc' } } as const;

const STOCK = {
  ...{ tracked: true, onHand: true, held: true },
  ...{ available: true, backorderLimit: true, maxPerCustomer: true },
} as const;

/** Everything that belongs to a product. */
const everything = {
  options: byPosition,
  images: byPosition,
  category: { select: { path: true } },
  variants: {
    where: { retiredAt: null },
    ...byPosition,
    include: {
      tiers: { orderBy: { minQuantity: 'asc' }, omit: { variantId: true } },
      stock: { select: STOCK },
    },
  },
} as const satisfies Prisma.ProductInclude;

type ProductRow = Prisma.ProductGetPayload<{ include: typeof everything }>;
type VariantRow = ProductRow['variants'][number];

const onSale = { where: { retiredAt: null } } as const;

/** What the list shows: nothing that can be as long as the merchant likes. */
const summary = {
  ...{ id: true, slug: true, title: true, vendor: true, status: true, currency: true },
  ...{ version: true, updatedAt: true },
  images: { ...byPosition, take: 1 },
  category: { select: { path: true } },
  variants: {
    ...{ ...onSale, ...byPosition, take: SUMMARY.variants },
    include: { stock: { select: STOCK } },
  },
  _count: { select: { variants: onSale } },
} as const satisfies Prisma.ProductSelect;

type SummaryRow = Prisma.ProductGetPayload<{ select: typeof summary }>;

/** A product in the list of staff, with the first SUMMARY.variants of its variants only. */
export interface StaffListed extends Pick<
  ProductDetails,
  | ('id' | 'slug' | 'title' | 'vendor' | 'status' | 'currency' | 'version' | 'updatedAt')
  | ('images' | 'breadcrumbs' | 'variants')
> {
  readonly variantCount: number;
}

/** Products of any status, as staff list and edit them. */
@Injectable()
export class StaffProducts {
  constructor(private readonly db: ProductDatabase) {}

  /** By id, slug or an old slug. */
  async product(idOrSlug: string): Promise<ProductDetails | undefined> {
    const { product } = this.db.prisma;
    // In small letters: Prisma looks the result of gathered calls up by the text that it was given.
    const id = normaliseUuid(idOrSlug);
    const row = id
      ? await product.findUnique({ where: { id }, include: everything })
      : await product.findFirst({
          where: { OR: [{ slug: idOrSlug }, { oldSlugs: { some: { slug: idOrSlug } } }] },
          include: everything,
        });
    return row ? (await this.detailed([row]))[0] : undefined;
  }

  /** Those changed last first; one more than `limit`, if there are more. */
  async list(filter: StaffFilter, limit: number, after: After | undefined): Promise<StaffListed[]> {
    const rows = await this.db.prisma.product.findMany({
      where: { AND: [matching(filter), ...(after ? [listedAfter(after)] : [])] },
      select: summary,
      orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const categories = await this.categoriesOf(rows);
    return rows.map((row) => toListed(row, categories));
  }

  private async detailed(rows: readonly ProductRow[]): Promise<ProductDetails[]> {
    const categories = await this.categoriesOf(rows);
    return rows.map((row) => toDetails(row, categories));
  }

  private async categoriesOf(rows: readonly Pick<ProductRow, 'category'>[]): Promise<Categories> {
    const slugs = new Set(rows.flatMap(({ category }) => category?.path ?? []));
    if (slugs.size === 0) return new Map();
    const categories = await this.db.prisma.category.findMany({
      where: { slug: { in: [...slugs] } },
      select: { slug: true, name: true },
    });
    return new Map(categories.map((one) => [one.slug, one]));
  }
}

type Categories = ReadonlyMap<string, CategoryRef>;

function matching({ query, status }: StaffFilter): Prisma.ProductWhereInput {
  return {
    ...(status && { status }),
    ...(query !== '' && {
      OR: [
        { title: { contains: escapeLike(query), mode: 'insensitive' } },
        { slug: { in: [query, slugOf(query)] } },
        { variants: { some: { sku: { startsWith: escapeLike(query), mode: 'insensitive' } } } },
        { variants: { some: { barcode: { in: barcodesLike(query) } } } },
      ],
    }),
  };
}

/** As it was typed and, of a GTIN, with any number of leading zeros. */
function barcodesLike(query: string): string[] {
  const gtin = gtinOf(query);
  if (!gtin) return [query];
  const digits = significantDigits(gtin);
  return [query, ...[8, 12, 13, 14].map((length) => digits.padStart(length, '0'))];
}

/** `lte` alone lets the index find the place; the rest leaves out what was listed at the same moment. */
const listedAfter = ({ updatedAt, id }: After): Prisma.ProductWhereInput => ({
  updatedAt: { lte: updatedAt },
  OR: [{ updatedAt: { lt: updatedAt } }, { id: { lt: id } }],
});

const breadcrumbsOf = ({ category }: Pick<ProductRow, 'category'>, categories: Categories): CategoryRef[] =>
  (category?.path ?? []).map((one) => categories.get(one) ?? { slug: one, name: one });

const imagesOf = ({ images }: Pick<ProductRow, 'images'>) =>
  images.map(({ url, alt, width, height }) => ({ url, alt, width, height }));

function toListed(row: SummaryRow, categories: Categories): StaffListed {
  const { id, slug, title, vendor, currency, version, updatedAt } = row;
  return {
    ...{ id, slug, title, vendor, currency, version, updatedAt },
    status: row.status as ProductStatus,
    images: imagesOf(row),
    breadcrumbs: breadcrumbsOf(row, categories),
    variants: row.variants.map((variant) => toVariant({ ...variant, tiers: [] })),
    variantCount: row._count.variants,
  };
}

function toDetails(row: ProductRow, categories: Categories): ProductDetails {
  const { id, slug, title, description, vendor, type, tags, currency, handle, version, updatedAt } = row;
  return {
    ...{ id, slug, title, description, vendor, type, tags, currency, handle, version, updatedAt },
    // The CHECK on the column allows these only.
    status: row.status as ProductStatus,
    options: row.options.map(({ name, choices }) => ({ name, values: choices })),
    images: imagesOf(row),
    breadcrumbs: breadcrumbsOf(row, categories),
    variants: row.variants.map(toVariant),
  };
}

function toVariant(row: VariantRow): VariantDetails {
  const { id, sku, weightGrams, barcode, imageUrl, version, requiresShipping, stock } = row;
  const isCounted = stock.length > 0 && stock.every(({ available }) => available !== null);
  const limits = stock.flatMap(({ maxPerCustomer }) => maxPerCustomer ?? []);
  return {
    ...{ id, sku, weightGrams, barcode, imageUrl, version, requiresShipping },
    // The CHECK on the column allows these only.
    taxClass: row.taxClass as TaxClass,
    options: row.options as unknown as Choice[],
    priceMinor: toSafeNumber(row.priceMinor),
    compareAtMinor: row.compareAtMinor === null ? null : toSafeNumber(row.compareAtMinor),
    importedStock: row.importedStock === null ? null : toSafeNumber(row.importedStock),
    isImportedTracked: row.importedTracked ?? row.importedStock !== null,
    tiers: row.tiers.map(({ minQuantity, amountMinor }) => ({
      ...{ minQuantity, amountMinor: toSafeNumber(amountMinor) },
    })),
    available: isCounted
      ? stock.reduce((sum, { available }) => sum + Math.max(toSafeNumber(available ?? 0n), 0), 0)
      : null,
    hasUnlimitedBackorder: stock.some(({ backorderLimit }) => backorderLimit === null),
    isBackordered: stock.length > 0 && stock.every(({ tracked, onHand, held }) => tracked && onHand <= held),
    maxPerCustomer: limits.length > 0 ? Math.min(...limits) : null,
  };
}
