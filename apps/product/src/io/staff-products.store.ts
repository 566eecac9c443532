import { Injectable } from '@nestjs/common';
import { escapeLike, toSafeNumber } from '@tradepost/database';
import { normaliseUuid } from '@tradepost/decision';
import type { CategoryRef, Choice, ProductStatus, TaxClass } from '../domain/product.ts';
import type { ProductDetails, VariantDetails } from '../flows/product-details.ts';
import type { Prisma } from '../gen/prisma/client.ts';
import { ProductDatabase } from './product-database.ts';

export interface StaffFilter {
  /** Part of a title, a slug, or the beginning of a SKU; empty: any. */
  readonly query: string;
  readonly status: ProductStatus | undefined;
}

/** The last product of the previous page. */
export interface After {
  readonly updatedAt: Date;
  readonly id: string;
}

const byPosition = { orderBy: { position: 'asc' } } as const;

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
      stock: { select: { available: true, backorderLimit: true, maxPerCustomer: true } },
    },
  },
} as const satisfies Prisma.ProductInclude;

type ProductRow = Prisma.ProductGetPayload<{ include: typeof everything }>;

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
  async list(filter: StaffFilter, limit: number, after: After | undefined): Promise<ProductDetails[]> {
    const rows = await this.db.prisma.product.findMany({
      where: { AND: [matching(filter), ...(after ? [listedAfter(after)] : [])] },
      include: everything,
      orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return this.detailed(rows);
  }

  private async detailed(rows: readonly ProductRow[]): Promise<ProductDetails[]> {
    const slugs = new Set(rows.flatMap(({ category }) => category?.path ?? []));
    const categories =
      slugs.size === 0
        ? []
        : await this.db.prisma.category.findMany({
            where: { slug: { in: [...slugs] } },
            select: { slug: true, name: true },
          });
    const bySlug = new Map(categories.map((one) => [one.slug, one]));
    return rows.map((row) => toDetails(row, bySlug));
  }
}

function matching({ query, status }: StaffFilter): Prisma.ProductWhereInput {
  return {
    ...(status && { status }),
    ...(query !== '' && {
      OR: [
        { title: { contains: escapeLike(query), mode: 'insensitive' } },
        { slug: query },
        { variants: { some: { sku: { startsWith: escapeLike(query), mode: 'insensitive' } } } },
      ],
    }),
  };
}

/** `lte` alone lets the index find the place; the rest leaves out what was listed at the same moment. */
const listedAfter = ({ updatedAt, id }: After): Prisma.ProductWhereInput => ({
  updatedAt: { lte: updatedAt },
  OR: [{ updatedAt: { lt: updatedAt } }, { id: { lt: id } }],
});

function toDetails(row: ProductRow, categories: ReadonlyMap<string, CategoryRef>): ProductDetails {
  const { id, slug, title, description, vendor, type, tags, currency, version, updatedAt } = row;
  return {
    ...{ id, slug, title, description, vendor, type, tags, currency, version, updatedAt },
    // The CHECK on the column allows these only.
    status: row.status as ProductStatus,
    options: row.options.map(({ name, choices }) => ({ name, values: choices })),
    images: row.images.map(({ url, alt, width, height }) => ({ url, alt, width, height })),
    breadcrumbs: (row.category?.path ?? []).map((one) => categories.get(one) ?? { slug: one, name: one }),
    variants: row.variants.map(toVariant),
  };
}

function toVariant(row: ProductRow['variants'][number]): VariantDetails {
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
    tiers: row.tiers.map(({ minQuantity, amountMinor }) => ({
      ...{ minQuantity, amountMinor: toSafeNumber(amountMinor) },
    })),
    available: isCounted
      ? stock.reduce((sum, { available }) => sum + toSafeNumber(available ?? 0n), 0)
      : null,
    hasUnlimitedBackorder: stock.some(({ backorderLimit }) => backorderLimit === null),
    maxPerCustomer: limits.length > 0 ? Math.min(...limits) : null,
  };
}
