import { nothing, type Sql, sql } from '@tradepost/database';
import type { CategoryPlace } from '../domain/cursor.ts';

/** Selects `CategoryDetails`, parents before children. The counts and cards come from the search index. */
export const categories = ({
  after,
  limit,
}: { after?: CategoryPlace | undefined; limit?: number } = {}): Sql => sql`
  SELECT c.id, cardinality(c.path) AS depth, c.slug, c.name, coalesce(above.slug, '') AS "parentSlug", c.position,
    coalesce(counted.count, 0)::int AS "productCount", shown.card
  FROM categories c LEFT JOIN categories above ON above.id = c.parent_id
  LEFT JOIN (SELECT step, count(*) FROM product_search, unnest(category_path) AS step GROUP BY 1) counted
    ON counted.step = c.slug
  LEFT JOIN LATERAL (
    SELECT card FROM product_search WHERE category_path @> ARRAY[c.slug] AND card ->> 'imageUrl' <> ''
    ORDER BY product_id LIMIT 1) shown ON true
  WHERE ${after ? sql`(cardinality(c.path), c.position, c.slug) > (${after.depth}::int, ${after.position}::int, ${after.slug}::text)` : sql`true`}
  ORDER BY cardinality(c.path), c.position, c.slug ${limit === undefined ? nothing : sql`LIMIT ${limit}`}`;

export const allCategories = categories();
