import { type Sql, sql } from '@tradepost/database';

const columns = sql`c.id, cardinality(c.path) AS depth, c.slug, c.name, coalesce(above.slug, '') AS "parentSlug", c.position`;

/** Parents before children. The counts and cards come from the index in memory. */
export const categoryTree = sql`
  SELECT ${columns}, row_number() OVER (ORDER BY c.name, c.slug)::int AS "nthByName"
  FROM categories c LEFT JOIN categories above ON above.id = c.parent_id
  ORDER BY cardinality(c.path), c.position, c.slug`;

/** Selects `CategoryDetails` of one category as the transaction sees it. */
export const categoryDetails = (id: string): Sql => sql`
  SELECT ${columns}, (SELECT count(*) FROM product_search WHERE category_path @> ARRAY[c.slug])::int AS "productCount", (
    SELECT card FROM product_search WHERE category_path @> ARRAY[c.slug] AND card ->> 'imageUrl' <> ''
    ORDER BY product_id LIMIT 1) AS card
  FROM categories c LEFT JOIN categories above ON above.id = c.parent_id WHERE c.id = ${id}`;
