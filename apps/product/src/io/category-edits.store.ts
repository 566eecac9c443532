import { sql } from '@tradepost/database';
import { isUuid } from '@tradepost/decision';
import { appendEvents } from '@tradepost/messaging';
import { categoryNotFound } from '../domain/product.errors.ts';
import type { SlugOwner } from '../domain/slug-move.ts';
import { CategoryEdits } from '../flows/ports.ts';
import type { CategoryDetails } from '../flows/product-details.ts';
import type { Category } from '../gen/prisma/client.ts';
import { categoryDetails } from './categories.sql.ts';
import type { ProductTransaction } from './product-database.ts';
import { type ChangedProduct, productChanged } from './product-events.ts';
import { CategorySlugs } from './slugs.store.ts';

export class PostgresCategoryEdits extends CategoryEdits {
  private readonly slugs: CategorySlugs;

  constructor(private readonly tx: ProductTransaction) {
    super();
    this.slugs = new CategorySlugs(tx);
  }

  /**
   * The slug is part of the paths of the categories below, and of the search index. Products are locked first, as by
   * every writer; then the category, which imports that put products into it hold shared.
   */
  async changeSlug(
    { id, slug }: { readonly id: string; readonly slug: string },
    decide: (current: SlugOwner, owner: SlugOwner | undefined) => boolean,
  ): Promise<CategoryDetails> {
    if (!isUuid(id)) throw categoryNotFound();
    const products = await this.tx.query<ChangedProduct>(sql`
      SELECT id, slug, version FROM products WHERE category_id = ANY (ARRAY(
        SELECT below.id FROM categories c JOIN categories below ON below.path @> ARRAY[c.slug] WHERE c.id = ${id}))
      ORDER BY id FOR NO KEY UPDATE`);
    const before = await this.tx.maybeOne<Pick<Category, 'id' | 'slug'>>(
      sql`SELECT id, slug FROM categories WHERE id = ${id} FOR UPDATE`,
    );
    if (!before) throw categoryNotFound();
    const isMoved = decide({ ...before, isCurrent: true }, await this.slugs.ownerOf(slug));
    if (isMoved) {
      const { slug: from } = before;
      await this.slugs.move({ id: before.id, from, to: slug }, () => this.rename(from, slug));
      // Readers cache the breadcrumbs of products.
      await appendEvents(this.tx, products.map(productChanged));
    }
    return this.tx.one<CategoryDetails>(categoryDetails(before.id));
  }

  private async rename(from: string, to: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE categories SET path = array_replace(path, ${from}, ${to}),
        slug = CASE WHEN slug = ${from} THEN ${to} ELSE slug END
      WHERE path @> ARRAY[${from}::text]`);
    // A facet's key is facet, label, slug and name with \x1f between (domain/facets.ts).
    await this.tx.execute(sql`
      UPDATE product_search SET category_path = array_replace(category_path, ${from}, ${to}), facets = ARRAY(
        SELECT CASE WHEN split_part(key, E'\x1f', 1) = 'category' AND split_part(key, E'\x1f', 3) = ${from}
          THEN array_to_string(ARRAY['category', split_part(key, E'\x1f', 2), ${to}, split_part(key, E'\x1f', 4)], E'\x1f')
          ELSE key END
        FROM unnest(facets) WITH ORDINALITY AS one (key, nth) ORDER BY nth)
      WHERE category_path @> ARRAY[${from}::text]`);
  }
}
