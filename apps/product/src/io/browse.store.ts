import { Injectable } from '@nestjs/common';
import { slugOf } from '@tradepost/contracts/slug';
import { join, nothing, type Sql, sql } from '@tradepost/database';
import type { FacetCount } from '../domain/facets.ts';
import { MATCHES_AS_TYPED, type ProductQuery, type Sort } from '../domain/product-query.ts';
import { BrowseStore, type ProductPage } from '../flows/ports.ts';
import type { Card } from '../flows/product-details.ts';
import { ProductDatabase } from './product-database.ts';

/** What it is sorted by, whether it is available, and what a list shows of it. */
type ItemRow = [value: number | string, isAvailable: boolean, card: Card];
interface PageRow {
  items: ItemRow[];
  counts?: FacetCount[];
  total?: number;
}

const isAvailable = (productId: Sql): Sql => sql`EXISTS (
  SELECT FROM stock s WHERE s.product_id = ${productId} AND s.on_sale AND (s.available IS NULL OR s.available > 0))`;

/** Reads a page of the catalogue with its facets in one statement (docs/adr/0007-search.md). */
@Injectable()
export class PostgresBrowseStore extends BrowseStore {
  constructor(private readonly db: ProductDatabase) {
    super();
  }

  async page(query: ProductQuery, guesses?: readonly (readonly string[])[]): Promise<ProductPage> {
    const row = await this.db.one<PageRow>(pageOf(query, guesses));
    const items = row.items.map(([value, isAvailable, card]) => ({ ...card, value, isAvailable }));
    return { items, counts: row.counts ?? [], total: row.total ?? 0 };
  }

  async similarWords(words: readonly string[]): Promise<{ typed: string; word: string; uses: number }[]> {
    return this.db.query(sql`
      SELECT typed, w.word, w.uses FROM unnest(${words}::text[]) AS typed
      CROSS JOIN LATERAL (
        SELECT word FROM search_words WHERE word % typed
        UNION
        SELECT s.word FROM search_spellings s WHERE s.spelling IN (
          SELECT typed UNION ALL
          SELECT overlay(typed PLACING '' FROM i FOR 1) FROM generate_series(1, length(typed)) AS i)
        UNION
        SELECT word FROM search_words WHERE word IN (
          SELECT overlay(typed PLACING '' FROM i FOR 1) FROM generate_series(1, length(typed)) AS i)
      ) candidate JOIN search_words w USING (word)
      WHERE NOT EXISTS (SELECT FROM search_words known WHERE known.word = typed)`);
  }
}

function pageOf(query: ProductQuery, guesses?: readonly (readonly string[])[]): Sql {
  const hasText = query.words.length > 0;
  const { isBefore, order } = sortOf(query.sort);
  const misses = missesOf(query);
  const passes = misses ? sql`misses = '{}'` : sql`true`;
  const after = query.after ? sql`AND ${isBefore(query.after.value, query.after.id)}` : nothing;
  // Materialised if it is read twice or its values are expensive; otherwise an index finds the first rows alone.
  const materialised = query.withFacets || hasText ? sql`MATERIALIZED` : sql`NOT MATERIALIZED`;
  return sql`
    WITH ${hasText ? sql`terms AS MATERIALIZED (${guesses ? guessedTerms(guesses) : terms(query.words, query.sort)}),` : nothing}
    hits AS ${materialised} (${hitsOf(query, misses)}),
    page AS (SELECT product_id, value FROM hits WHERE ${passes} ${after} ORDER BY ${order} LIMIT ${query.limit + 1})
    SELECT (
      SELECT coalesce(json_agg(json_build_array(value, ${isAvailable(sql`ps.product_id`)}, ps.card) ORDER BY ${order}), '[]')
      FROM page JOIN product_search ps USING (product_id)) AS items
      ${query.withFacets ? countsOf(misses !== undefined) : nothing}`;
}

/** With facets, products that fail filters are included, with the names of the filters they fail. */
function hitsOf(query: ProductQuery, misses: Sql | undefined): Sql {
  const filters = query.withFacets ? [] : disjunctive(query).map(({ is }) => is);
  const conditions = [...conditionsOf(query), ...filters];
  return sql`
    SELECT ps.product_id, ${sortOf(query.sort).value} AS value ${query.withFacets ? sql`, ps.facets` : nothing}
      ${misses ? sql`, ${misses} AS misses` : nothing}
    FROM product_search ps ${sortOf(query.sort).from ?? nothing} ${query.words.length > 0 ? sql`, terms` : nothing}
    ${conditions.length > 0 ? sql`WHERE ${join(conditions, ' AND ')}` : nothing}`;
}

/** Undefined: there is no filter to fail. */
function missesOf(query: ProductQuery): Sql | undefined {
  const cases = disjunctive(query).map(({ facet, is }) => sql`CASE WHEN NOT (${is}) THEN ${facet}::text END`);
  return query.withFacets && cases.length > 0
    ? sql`array_remove(ARRAY[${join(cases, ', ')}], NULL)`
    : undefined;
}

/**
 * All facets in one grouping; a product that fails two filters counts nowhere. `unnest` is in the select list, because in
 * FROM it would be called for each product, which takes as long as the counting itself.
 */
function countsOf(hasMisses: boolean): Sql {
  const counted = hasMisses
    ? sql`SELECT key, miss, count(*) AS count FROM (
        SELECT unnest(facets) AS key, misses[1] AS miss FROM hits WHERE cardinality(misses) <= 1) keys GROUP BY 1, 2`
    : sql`SELECT key, NULL AS miss, count(*) AS count FROM (SELECT unnest(facets) AS key FROM hits) keys GROUP BY 1`;
  return sql`,
    (SELECT coalesce(json_agg(counted), '[]') FROM (${counted}) counted) AS counts,
    (SELECT count(*) FROM hits ${hasMisses ? sql`WHERE misses = '{}'` : nothing}) AS total`;
}

/**
 * `strict` matches the words as typed, the last one as a prefix; `wide` also the words that they are misspellings of.
 * Sorted by relevance, the latter come last. In other sorts they would be mixed in, so there a word that is in the index
 * means only itself.
 */
function terms(words: readonly string[], sort: Sort): Sql {
  const unlessKnown = sql`AND NOT EXISTS (SELECT FROM search_words known WHERE known.word = typed)`;
  return sql`
    SELECT to_tsquery('english', ${strictly(words)}) AS strict, to_tsquery('english', string_agg(
      '(' || typed || CASE WHEN nth = ${words.length} THEN ':*' ELSE '' END || coalesce(meant, '') || ')', ' & ')) AS wide
    FROM unnest(${words}::text[]) WITH ORDINALITY AS word (typed, nth) CROSS JOIN LATERAL (
      SELECT string_agg(' | ' || s.word, '') AS meant FROM search_spellings s
      WHERE s.spelling = typed ${sort === 'relevance' ? nothing : unlessKnown}) guess`;
}

function guessedTerms(guesses: readonly (readonly string[])[]): Sql {
  const wide = guesses.map((words) => `(${words.join(' | ')})`).join(' & ');
  return sql`SELECT to_tsquery('english', ${strictly(guesses.map(([first]) => first ?? ''))}) AS strict,
    to_tsquery('english', ${wide}) AS wide`;
}

const strictly = (words: readonly string[]): string => `${words.join(' & ')}:*`;

function conditionsOf(query: ProductQuery): Sql[] {
  return [
    ...(query.words.length > 0 ? [sql`ps.document @@ terms.wide`] : []),
    ...(query.minPrice !== undefined ? [sql`ps.price_max >= ${query.minPrice}`] : []),
    ...(query.maxPrice !== undefined ? [sql`ps.price_min <= ${query.maxPrice}`] : []),
    ...(query.isInStock ? [isAvailable(sql`ps.product_id`)] : []),
  ];
}

/** Filters that do not count in their own facet. */
function disjunctive(query: ProductQuery): { facet: string; is: Sql }[] {
  return [
    ...(query.category
      ? [{ facet: 'category', is: sql`ps.category_path && ${withCanonical(query.category)}::text[]` }]
      : []),
    ...(query.vendors.length > 0
      ? [{ facet: 'vendor', is: sql`ps.vendor = ANY (${query.vendors}::text[])` }]
      : []),
    ...query.options.map(({ name, keys }) => ({
      facet: `option.${name}`,
      is: sql`ps.option_keys && ${keys}::text[]`,
    })),
  ];
}

/** A slug as it was given, and as it is stored: `Чай 250` is `чай-250`. */
const withCanonical = (slug: string): string[] => [...new Set([slug, slugOf(slug)])];

interface SortColumns {
  value: Sql;
  from?: Sql;
  isBefore: (value: number | string, id: string) => Sql;
  order: Sql;
}

function sortOf(sort: Sort): SortColumns {
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
      return { value: relevance, ...down, order: falling };
  }
}

/** A whole number, so that a cursor can repeat it exactly; what matches as typed comes before what was guessed. */
const relevance = sql`
  (CASE WHEN ps.document @@ terms.strict THEN ${MATCHES_AS_TYPED}::int ELSE 0 END + ts_rank(ps.document, terms.wide) * 100000)::int`;
