import { type Sql, sql } from '@tradepost/database';
import type { ProductPopularity, ProductSearch } from '../gen/prisma/client.ts';

/** What rarely changes of a listed product; each variant is its price and its bits. */
export type StoredEntry = [
  titleKey: ProductSearch['titleKey'],
  priceMin: number,
  facets: ProductSearch['facets'],
  card: string,
  hasPicture: boolean,
  variants: [priceMinor: number, facetBits: string][],
];

/** What often changes: its orders, and a digit for each variant: 1 if it can be bought. */
export type StoredLive = [orders: ProductPopularity['orders'], isAvailable: string];

/** Null: the product is not listed. Without an entry, only the rest changed. */
export type StoredChange = [id: string, isEntry: boolean, live: StoredLive | null, entry: StoredEntry | null];

export interface ChangesRow {
  readonly cursor: string;
  readonly identity: string;
  readonly readAt: Date;
  /** The cursor is of another database, or so old that changes after it may be swept: everything must be read again. */
  readonly isLost: boolean;
  readonly haveCategoriesChanged: boolean;
  readonly changes: StoredChange[];
  /** Instead, if there are many. */
  readonly ids: string[] | null;
}

export const CAN_BE_BOUGHT = sql`s.on_sale AND (s.available IS NULL OR s.available > 0)`;

const entryOf = sql`json_build_array(ps.title_key, ps.price_min, ps.facets, ps.card::text,
  ps.card ->> 'imageUrl' <> '', (
  SELECT coalesce(json_agg(json_build_array(v.price_minor, v.facet_bits::text) ORDER BY v.variant_id), '[]')
  FROM product_search_variants v WHERE v.product_id = ps.product_id))`;

const liveOf = sql`json_build_array(
  coalesce((SELECT sold.orders FROM product_popularity sold WHERE sold.product_id = ps.product_id), 0), (
  SELECT coalesce(string_agg(CASE WHEN EXISTS (
    SELECT FROM stock s WHERE s.variant_id = v.variant_id AND ${CAN_BE_BOUGHT}) THEN '1' ELSE '0' END, ''
    ORDER BY v.variant_id), '')
  FROM product_search_variants v WHERE v.product_id = ps.product_id))`;

const change = (isEntry: Sql): Sql => sql`json_build_array(one.id, ${isEntry},
  CASE WHEN ps.product_id IS NOT NULL THEN ${liveOf} END,
  CASE WHEN ps.product_id IS NOT NULL AND ${isEntry} THEN ${entryOf} END)`;

/** Other than before: this is another server, or a table that was restored. */
const IDENTITY = sql`pg_postmaster_start_time()::text || ' ' || 'catalogue_changes'::regclass::oid`;

/** The cursor is the statement's snapshot: all that was committed before it. */
const READ = sql`pg_current_snapshot()::text AS cursor, ${IDENTITY} AS identity, now() AS "readAt"`;

/** A cursor for the state before all pages of `entriesOf` that are read after it, and the ids to read. */
export const wholeCatalogue = (): Sql => sql`
  SELECT ${READ}, false AS "isLost", true AS "haveCategoriesChanged", '[]'::json AS changes,
    (SELECT coalesce(json_agg(product_id ORDER BY product_id), '[]') FROM product_search) AS ids`;

/**
 * Every change by transactions that a cursor does not include, by transactions because one that commits late has an older
 * time than rows that were already read. Materialised, so that Postgres plans it without looking at the cursor.
 */
export const changesSince = (
  last: Pick<ChangesRow, 'cursor' | 'identity' | 'readAt'>,
  maxAgeMs: number,
  most: number,
): Sql => sql`
  WITH last AS MATERIALIZED (
    SELECT ${last.cursor}::pg_snapshot AS shot, ${last.identity}::text AS identity, ${last.readAt}::timestamptz AS read_at
  ), changed AS MATERIALIZED (
    SELECT c.product_id AS id, bool_or(c.is_entry) AS is_entry FROM last, catalogue_changes c
    WHERE c.xid >= pg_snapshot_xmin(last.shot) AND NOT pg_visible_in_snapshot(c.xid, last.shot) GROUP BY 1
  ), few AS (
    SELECT id, is_entry FROM changed WHERE id IS NOT NULL AND (SELECT count(*) FROM changed) <= ${most}
  )
  SELECT ${READ},
    last.identity <> ${IDENTITY} OR last.read_at < now() - ${maxAgeMs} * interval '1 millisecond' AS "isLost",
    EXISTS (SELECT FROM changed WHERE id IS NULL) AS "haveCategoriesChanged",
    (SELECT coalesce(json_agg(${change(sql`one.is_entry`)}), '[]')
      FROM few one LEFT JOIN product_search ps ON ps.product_id = one.id) AS changes,
    (SELECT json_agg(id) FROM changed WHERE id IS NOT NULL HAVING count(*) > ${most}) AS ids
  FROM last`;

/** All of these products. */
export const entriesOf = (ids: readonly string[]): Sql => sql`
  SELECT coalesce(json_agg(${change(sql`true`)}), '[]') AS changes
  FROM unnest((SELECT ${ids}::uuid[])) AS one (id) LEFT JOIN product_search ps ON ps.product_id = one.id`;

/**
 * What the snapshot of an old cursor already had, whenever it was written: a transaction may commit long after its
 * `changed_at`. Nothing on another server, where transactions may have other numbers.
 */
export const sweepSeenBy = ({ cursor, identity }: Pick<ChangesRow, 'cursor' | 'identity'>): Sql => sql`
  DELETE FROM catalogue_changes WHERE xid < pg_snapshot_xmin(${cursor}::pg_snapshot) AND ${identity}::text = ${IDENTITY}`;
