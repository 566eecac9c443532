import { Injectable } from '@nestjs/common';
import { type Sql, sql } from '@tradepost/database';
import { isUuid } from '@tradepost/decision';
import type { CategoryDetails, ProductDetails } from '../flows/product-details.ts';
import { allCategories } from './categories.sql.ts';
import { productDetails } from './product-details.sql.ts';
import { ProductDatabase } from './product-database.ts';

/** What customers read. */
@Injectable()
export class CatalogueStore {
  constructor(private readonly db: ProductDatabase) {}

  /** An active product by id, slug or an old slug. */
  async product(idOrSlug: string): Promise<ProductDetails | undefined> {
    if (isUuid(idOrSlug)) return this.find(sql`p.id = ${idOrSlug}`);
    const bySlug = (slug: string) => this.find(sql`p.slug = ${slug}`);
    return (await bySlug(idOrSlug)) ?? (await this.atNewSlug(idOrSlug, bySlug));
  }

  categories(): Promise<CategoryDetails[]> {
    return this.db.query(allCategories);
  }

  /** By slug or an old slug. */
  async category(slug: string): Promise<CategoryDetails | undefined> {
    const all = await this.categories();
    const bySlug = (name: string | undefined) => all.find((one) => one.slug === name);
    return bySlug(slug) ?? bySlug(await this.newCategorySlug(slug));
  }

  async picture(key: string): Promise<{ contentType: string; body: Uint8Array } | null> {
    return this.db.prisma.picture.findUnique({ where: { key }, select: { contentType: true, body: true } });
  }

  private find(condition: Sql): Promise<ProductDetails | undefined> {
    return this.db.maybeOne(productDetails(sql`WHERE ${condition} AND p.status = 'active'`));
  }

  private async atNewSlug<T>(slug: string, bySlug: (slug: string) => Promise<T>): Promise<T | undefined> {
    const moved = await this.db.prisma.productOldSlug.findUnique({
      where: { slug },
      select: { product: { select: { slug: true } } },
    });
    return moved ? bySlug(moved.product.slug) : undefined;
  }

  private async newCategorySlug(slug: string): Promise<string | undefined> {
    const moved = await this.db.prisma.categoryOldSlug.findUnique({
      where: { slug },
      select: { category: { select: { slug: true } } },
    });
    return moved?.category.slug;
  }
}
