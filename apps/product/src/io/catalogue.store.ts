import { Injectable } from '@nestjs/common';
import { isSlug, slugOf } from '@tradepost/contracts/slug';
import { type Sql, sql } from '@tradepost/database';
import { isUuid } from '@tradepost/decision';
import type { CategoryPlace } from '../domain/cursor.ts';
import type { CategoryDetails, ProductDetails } from '../flows/product-details.ts';
import { CategoryTree, type PlacedCategory } from './category-tree.ts';
import { productDetails } from './product-details.sql.ts';
import { ProductDatabase } from './product-database.ts';
import { ProductPages } from './product-pages.ts';
import { SOLD } from './product-states.sql.ts';

/** What customers read. */
@Injectable()
export class CatalogueStore {
  constructor(
    private readonly db: ProductDatabase,
    private readonly tree: CategoryTree,
    private readonly pages: ProductPages,
  ) {}

  /** A product on sale by id, slug or an old slug. */
  async product(idOrSlug: string): Promise<ProductDetails | undefined> {
    if (isUuid(idOrSlug)) return this.find(sql`p.id = ${idOrSlug}`);
    const bySlug = (slug: string) => this.pages.bySlug(slug);
    const found = (await bySlug(idOrSlug)) ?? (await this.atNewSlug(idOrSlug, bySlug));
    // Typed by hand or composed in another way: `Кружка 250`.
    const slug = slugOf(idOrSlug);
    return found ?? (isSlug(idOrSlug) || slug === '' ? undefined : this.product(slug));
  }

  /** Parents before children: all after a place, or from the first on. */
  categories(after: CategoryPlace | undefined): Promise<readonly PlacedCategory[]> {
    return after ? this.tree.after(after) : this.tree.all();
  }

  /** By slug or an old slug. */
  async category(slug: string): Promise<CategoryDetails | undefined> {
    const all = await this.tree.all();
    const bySlug = (name: string | undefined) => all.find((one) => one.slug === name);
    const found = bySlug(slug) ?? bySlug(await this.newCategorySlug(slug));
    return found ?? (isSlug(slug) || slugOf(slug) === '' ? undefined : this.category(slugOf(slug)));
  }

  async picture(key: string): Promise<{ contentType: string; body: Uint8Array } | null> {
    return this.db.prisma.picture.findUnique({ where: { key }, select: { contentType: true, body: true } });
  }

  private find(condition: Sql): Promise<ProductDetails | undefined> {
    return this.db.maybeOne(productDetails(sql`WHERE ${condition} AND p.status IN ${SOLD}`));
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
