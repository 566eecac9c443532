import { type Sql, sql } from '@tradepost/database';
import { MATCHES_AS_TYPED, type ProductQuery } from '../domain/product-query.ts';

interface SortColumns {
  value: Sql;
  from?: Sql;
  isBefore: (value: number | string, id: string) => Sql;
  order: Sql;
}

/** What a list is sorted by, and how its next page begins. */
export function sortOf({ sort, titleKey }: ProductQuery): SortColumns {
  const up = { isBefore: (v: number | string, id: string) => sql`(value, product_id) > (${v}, ${id}::uuid)` };
  const down = {
    isBefore: (v: number | string, id: string) => sql`(value, product_id) < (${v}, ${id}::uuid)`,
  };
  const [rising, falling] = [sql`value, product_id`, sql`value DESC, product_id DESC`];
  switch (sort) {
    case 'price':
      return { value: sql`ps.price_min`, ...up, order: rising };
    case '-price':
      return { value: sql`ps.price_min`, ...down, order: falling };
    case 'title':
      return { value: sql`ps.title_key`, ...up, order: rising };
    case 'newest':
      // Ids sort by time.
      return {
        value: sql`0`,
        isBefore: (_, id) => sql`product_id < ${id}::uuid`,
        order: sql`product_id DESC`,
      };
    case 'popular':
      // Equally popular products are shuffled, always in the same way: by the ends of their ids, which are random. Else
      // a new shop would list what was imported together.
      return {
        value: sql`coalesce(sold.orders, 0)`,
        from: sql`LEFT JOIN product_popularity sold ON sold.product_id = ps.product_id`,
        isBefore: (v, id) => sql`(-value, reverse(product_id::text)) > (-${v}::int, reverse(${id}::text))`,
        order: sql`-value, reverse(product_id::text)`,
      };
    case 'relevance':
      return { value: relevanceTo(titleKey), ...down, order: falling };
  }
}

/**
 * A whole number, so that a cursor can repeat it exactly; the code that was typed comes first, then the title, then what matches as
 * typed, then what was guessed.
 */
const relevanceTo = (titleKey: string): Sql => sql`
  (CASE WHEN ps.document @@ terms.exact THEN ${3 * MATCHES_AS_TYPED}::int
    WHEN ps.title_key = ${titleKey} THEN ${2 * MATCHES_AS_TYPED}::int
    WHEN ps.document @@ terms.strict THEN ${MATCHES_AS_TYPED}::int ELSE 0 END
    + ts_rank(ps.document, terms.wide) * 100000)::int`;
