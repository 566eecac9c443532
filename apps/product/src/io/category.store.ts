import { Injectable } from '@nestjs/common';
import { sql, type Transaction } from '@tradepost/database';
import { isUuid } from '@tradepost/decision';
import { appendEvents } from '@tradepost/messaging';
import { categoryNotFound } from '../domain/product.errors.ts';
import { moveAddress } from './addresses.ts';
import { productChanged } from './product-changed.ts';

/** What staff change about categories. */
@Injectable()
export class CategoryStore {
  /**
   * The slug is part of the paths of what is below, and of what products are found by. Products are locked first, like
   * by everybody; then the category, which imports that bring products into it hold shared.
   * @returns the slug it has now
   */
  async setSlug(tx: Transaction, id: string, slug: string, isTakeOver: boolean): Promise<string> {
    if (!isUuid(id)) throw categoryNotFound();
    const products = await tx.query<{ id: string; slug: string; version: number }>(sql`
      SELECT id, slug, version FROM products WHERE category_id = ANY (ARRAY(
        SELECT below.id FROM categories c JOIN categories below ON below.path @> ARRAY[c.slug] WHERE c.id = ${id}))
      ORDER BY id FOR NO KEY UPDATE`);
    const before = await tx.maybeOne<{ slug: string }>(
      sql`SELECT slug FROM categories WHERE id = ${id} FOR UPDATE`,
    );
    if (!before) throw categoryNotFound();
    if (before.slug === slug) return slug;
    await moveAddress(tx, 'category', { id, from: before.slug, to: slug, isTakeOver }, () =>
      rename(tx, before.slug, slug),
    );
    // Their breadcrumbs are not what readers remember.
    await appendEvents(tx, products.map(productChanged));
    return slug;
  }
}

async function rename(tx: Transaction, from: string, to: string): Promise<void> {
  await tx.execute(sql`
    UPDATE categories SET path = array_replace(path, ${from}, ${to}),
      slug = CASE WHEN slug = ${from} THEN ${to} ELSE slug END
    WHERE path @> ARRAY[${from}::text]`);
  // A facet's key is facet, label, slug and name with \x1f between (domain/facets.ts).
  await tx.execute(sql`
    UPDATE product_search SET category_path = array_replace(category_path, ${from}, ${to}), facets = ARRAY(
      SELECT CASE WHEN split_part(key, E'\x1f', 1) = 'category' AND split_part(key, E'\x1f', 3) = ${from}
        THEN array_to_string(ARRAY['category', split_part(key, E'\x1f', 2), ${to}, split_part(key, E'\x1f', 4)], E'\x1f')
        ELSE key END
      FROM unnest(facets) WITH ORDINALITY AS one (key, nth) ORDER BY nth)
    WHERE category_path @> ARRAY[${from}::text]`);
}
