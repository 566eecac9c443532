import { PRODUCT } from '@tradepost/contracts/limits';
import { join, nothing, Sql, sql } from '@tradepost/database';
import type { FacetCount } from '../domain/facets.ts';
import { type ProductQuery, slugsMeant } from '../domain/product-query.ts';
import type { ProductPage } from '../flows/ports.ts';
import type { Card } from '../flows/product-details.ts';
import { CAN_BE_BOUGHT } from '../io/catalogue-changes.sql.ts';
import type { ProductDatabase } from '../io/product-database.ts';
import { guessedTerms, isMatch, terms } from '../io/search-terms.sql.ts';
import { sortOf } from './list-order.sql.ts';

/** What it is sorted by, whether it is available, and what a list shows of it. */
type ItemRow = [value: number | string, isAvailable: boolean, card: Card];
interface SqlCount extends FacetCount {
  miss: string | null;
}
interface PageRow {
  items: ItemRow[];
  counts?: SqlCount[];
  total?: number;
}

const isAvailable = (productId: Sql): Sql =>
  sql`EXISTS (SELECT FROM stock s WHERE s.product_id = ${productId} AND ${CAN_BE_BOUGHT})`;

/**
 * A page of the catalogue with its facets, from Postgres alone, as it was read before the index was in memory. Slow for a
 * large catalogue; what `browse` gives has to be the same.
 */
export class SqlBrowse {
  constructor(private readonly db: ProductDatabase) {}

  async page(query: ProductQuery, guesses?: readonly (readonly string[])[]): Promise<ProductPage> {
    const row = await this.db.one<PageRow>(pageOf(query, guesses));
    const items = row.items.map(([value, isAvailable, card]) => ({ ...card, value, isAvailable }));
    return { items, counts: (row.counts ?? []).filter(counts), total: row.total ?? 0 };
  }
}

/** With the one filter that products fail, they count in its facet only. */
const counts = ({ key, miss }: SqlCount): boolean =>
  miss === null || miss === key.split('\u001f')[0]?.toLowerCase();

function pageOf(query: ProductQuery, guesses?: readonly (readonly string[])[]): Sql {
  const hasText = query.terms.length > 0;
  const { isBefore, order } = sortOf(query);
  const misses = missesOf(query);
  const hasOffers = query.withFacets && asksOfVariants(query) > 0;
  const passes = [...(misses ? [sql`misses = '{}'`] : []), ...(hasOffers ? [HAS_OFFER] : [])];
  const conditions = [...passes, ...(query.after ? [isBefore(query.after.value, query.after.id)] : [])];
  // Materialised if it is read twice or its values are expensive; otherwise an index finds the first rows alone.
  const materialised = query.withFacets || hasText ? sql`MATERIALIZED` : sql`NOT MATERIALIZED`;
  return sql`
    WITH ${hasText ? sql`terms AS MATERIALIZED (${guesses ? guessedTerms(query, guesses) : terms(query)}),` : nothing}
    hits AS ${materialised} (${hitsOf(query, misses)}),
    ${hasOffers ? sql`offers AS MATERIALIZED (${offersOf(query, misses)}),` : nothing}
    page AS (SELECT product_id, value FROM hits ${where(conditions)} ORDER BY ${order} LIMIT ${query.limit + 1})
    SELECT (
      SELECT coalesce(json_agg(json_build_array(value, ${isAvailable(sql`ps.product_id`)}, ps.card) ORDER BY ${order}), '[]')
      FROM page JOIN product_search ps USING (product_id)) AS items
      ${query.withFacets ? countsOf(query, passes, misses !== undefined) : nothing}`;
}

const where = (conditions: readonly Sql[]): Sql =>
  conditions.length > 0 ? sql`WHERE ${join([...conditions], ' AND ')}` : nothing;

/** With facets, products that fail filters are included, with the names of the filters they fail. */
function hitsOf(query: ProductQuery, misses: Sql | undefined): Sql {
  const filters = [...ofProducts(query), ...ofVariants(query, sql`ps.option_keys`)].map(({ is }) => is);
  // One thing that is asked of a variant is known of the product.
  const oneVariant = asksOfVariants(query) > 1 ? [sql`EXISTS (${offerOf(query)})`] : [];
  const conditions = [...conditionsOf(query), ...(query.withFacets ? [] : [...filters, ...oneVariant])];
  return sql`
    SELECT ps.product_id, ${sortOf(query).value} AS value ${query.withFacets ? sql`, ps.facets` : nothing}
      ${misses ? sql`, ${misses} AS misses` : nothing}
    FROM product_search ps ${sortOf(query).from ?? nothing} ${query.terms.length > 0 ? sql`, terms` : nothing}
    ${where(conditions)}`;
}

/** Undefined: there is no filter to fail. */
function missesOf(query: ProductQuery): Sql | undefined {
  const filters = ofProducts(query);
  return query.withFacets && filters.length > 0 ? failed(filters) : undefined;
}

/** The names of the filters that are failed. */
function failed(filters: readonly Filter[]): Sql {
  const cases = filters.map(({ facet, is }) => sql`CASE WHEN NOT (${is}) THEN ${facet}::text END`);
  return cases.length > 0 ? sql`array_remove(ARRAY[${join(cases, ', ')}], NULL)` : sql`'{}'::text[]`;
}

/** How many conditions one variant has to meet. */
const asksOfVariants = ({ options, minPrice, maxPrice, isInStock }: ProductQuery): number =>
  options.length + Number(minPrice !== undefined) + Number(maxPrice !== undefined) + Number(isInStock);

/**
 * For each hit, the facets of its variants that meet the other conditions (docs/adr/0032-one-variant.md): `facets0` of
 * those that fail no option filter, `facets1` of those that fail only the first one, and so on.
 */
function offersOf(query: ProductQuery, misses: Sql | undefined): Sql {
  const options = ofVariants(query, sql`v.option_keys`);
  const lacks = options.map(({ is }, i) => sql`CASE WHEN ${is} THEN 0 ELSE ${2 ** i}::int END`);
  const single = [0, ...options.map((_, i) => 2 ** i)];
  const facets = single.map(
    (lack, i) => sql`bit_or(bits) FILTER (WHERE lacks = ${lack}::int) AS ${facetsOf(i)}`,
  );
  const few = misses ? [sql`cardinality(hits.misses) <= 1`] : [];
  return sql`
    SELECT product_id, ${join(facets, ', ')} FROM (
      SELECT product_id, ${lacks.length > 0 ? join(lacks, ' + ') : sql`0`} AS lacks, v.facet_bits AS bits
      FROM hits JOIN product_search_variants v USING (product_id) ${where([...few, ...sellableAs(query)])}) meant
    GROUP BY product_id`;
}

// A name can't be a parameter: one of each for no filter, and for each option that a product can have.
const NAMES = Array.from({ length: PRODUCT.options + 1 }, (_, i) => ({
  facets: new Sql([`facets${i}`], []),
  digit: new Sql([`digit${i}`], []),
}));
const facetsOf = (i: number): Sql => NAMES[i]?.facets ?? nothing;
const digitOf = (i: number): Sql => NAMES[i]?.digit ?? nothing;

/** A variant of the product that meets all filters. */
function offerOf(query: ProductQuery): Sql {
  const options = ofVariants(query, sql`v.option_keys`).map(({ is }) => is);
  return sql`SELECT FROM product_search_variants v
    ${where([sql`v.product_id = ps.product_id`, ...sellableAs(query), ...options])}`;
}

const sellableAs = ({ minPrice, maxPrice, isInStock }: ProductQuery): Sql[] => [
  ...(minPrice !== undefined ? [sql`v.price_minor >= ${minPrice}`] : []),
  ...(maxPrice !== undefined ? [sql`v.price_minor <= ${maxPrice}`] : []),
  ...(isInStock
    ? [sql`EXISTS (SELECT FROM stock s WHERE s.variant_id = v.variant_id AND ${CAN_BE_BOUGHT})`]
    : []),
];

const HAS_OFFER = sql`product_id IN (SELECT product_id FROM offers WHERE facets0 IS NOT NULL)`;

/**
 * All facets in one grouping; a product that fails two filters counts nowhere. `unnest` is in the select list, because in
 * FROM it would be called for each product, which takes as long as the counting itself.
 */
function countsOf(query: ProductQuery, passes: readonly Sql[], hasMisses: boolean): Sql {
  const miss = hasMisses ? sql`misses[1]` : sql`NULL::text`;
  const few = where(hasMisses ? [sql`cardinality(misses) <= 1`] : []);
  const keys =
    asksOfVariants(query) > 0
      ? sql`SELECT key, ${missOf(query)} AS miss FROM (
          SELECT facets0 IS NOT NULL AS "isMeant", ${miss} AS miss, unnest(facets) AS key, ${digitsOf(query)}
          FROM hits JOIN offers USING (product_id) ${few}) each`
      : sql`SELECT unnest(facets) AS key, ${miss} AS miss FROM hits ${few}`;
  return sql`,
    (SELECT coalesce(json_agg(counted), '[]') FROM (
      SELECT key, miss, count(*) AS count FROM (${keys}) keys GROUP BY 1, 2) counted) AS counts,
    (SELECT count(*) FROM hits ${where(passes)}) AS total`;
}

/** The bits beside the keys: two `unnest` of one select list keep step. `get_bit` would need their numbers. */
const digitsOf = ({ options }: ProductQuery): Sql =>
  join(
    [facetsOf(0), ...options.map((_, i) => facetsOf(i + 1))].map(
      (bits, i) => sql`unnest(string_to_array(${bits}::text, NULL)) AS ${digitOf(i)}`,
    ),
    ', ',
  );

/** With conditions for variants, a value of an option counts if one of them has it. Empty: the key counts nowhere. */
function missOf({ options }: ProductQuery): Sql {
  const others = options.map(
    ({ name }, i) => sql`WHEN ${digitOf(i + 1)} = '1' THEN ${`option.${name}`}::text`,
  );
  return sql`CASE
    WHEN NOT starts_with(key, 'option.') THEN CASE WHEN "isMeant" THEN miss ELSE '' END
    WHEN miss IS NOT NULL THEN ''
    WHEN ${digitOf(0)} = '1' THEN NULL ${others.length > 0 ? join(others, ' ') : nothing} ELSE '' END`;
}

function conditionsOf(query: ProductQuery): Sql[] {
  return [
    ...(query.terms.length > 0 ? [isMatch(query)] : []),
    ...(query.minPrice !== undefined ? [sql`ps.price_max >= ${query.minPrice}`] : []),
    ...(query.maxPrice !== undefined ? [sql`ps.price_min <= ${query.maxPrice}`] : []),
    ...(query.isInStock ? [isAvailable(sql`ps.product_id`)] : []),
  ];
}

interface Filter {
  readonly facet: string;
  readonly is: Sql;
}

/** Filters that do not count in their own facet, and that products meet or fail. */
function ofProducts(query: ProductQuery): Filter[] {
  return [
    ...(query.category
      ? [{ facet: 'category', is: sql`ps.category_path && ${slugsMeant(query.category)}::text[]` }]
      : []),
    ...(query.vendors.length > 0
      ? [{ facet: 'vendor', is: sql`ps.vendor = ANY (${query.vendors}::text[])` }]
      : []),
  ];
}

/** The same of variants. */
const ofVariants = ({ options }: ProductQuery, optionKeys: Sql): Filter[] =>
  options.map(({ name, keys }) => ({ facet: `option.${name}`, is: sql`${optionKeys} && ${keys}::text[]` }));
