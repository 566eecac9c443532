import { nothing, type Sql, sql } from '@tradepost/database';
import type { OverLimit, Shortage, StockItem } from '../domain/stock.ts';
import type { HoldRequest } from '../flows/ports.ts';
import { STANDING } from './hold-states.sql.ts';
import { sale } from './sale.sql.ts';

/** What the statement decided. If it held nothing, `over` or `short` says why, or the order already has a hold. */
export interface HoldAttempt {
  readonly isHeld: boolean;
  /** A wanted variant has a limit per customer. */
  readonly isLimited: boolean;
  /** Something that is held is counted, so that what is available has changed. */
  readonly isCounted: boolean;
  readonly over: readonly OverLimit[];
  readonly short: readonly Shortage[];
}

/**
 * The rule by which stock is held for an order (docs/adr/0027-one-stock-rule.md). It is one statement, so that nothing
 * can change between the decision and its effect, and a contended row stays locked for one round trip only. Read its
 * parts in this order:
 *
 *     wanted   what the order asks for, one row per variant
 *     locked   the stock rows of these variants, locked
 *     split    how much each location gives: by priority, until the quantity is complete
 *     taken    the locations that give something
 *     limited  the variants with a limit per customer, `over` those whose limit this order would exceed
 *     hold     the decision: the hold is written if every variant is complete and none is over its limit
 *     level, lines, changed  the effect, only if there is a hold: counters, lines, a note for the announcer
 *     movement, counted      if it is sold at once (docs/adr/0055-fewer-writes-per-purchase.md)
 *     short    what is missing, for the refusal
 *
 * @param isCountFinal false: what the customer already has may be changing, so variants with a limit are not held
 */
export function holdStock(request: HoldRequest, isCountFinal: boolean): Sql {
  const customer = request.customer || null;
  return sql`
    WITH wanted AS (${wantedItems(request.items)}),
    locked AS (${lockedStock(request.orderId)}),
    split AS (${SPLIT_BY_PRIORITY}),
    taken AS (SELECT * FROM split WHERE quantity > 0),
    limited AS (SELECT DISTINCT variant_id, asked, max_per_customer FROM locked WHERE max_per_customer IS NOT NULL),
    ${isCountFinal ? sql`over AS (${overLimit(customer)}),` : nothing}
    hold AS (${insertHold(request, customer, isCountFinal)}),
    level AS (${request.sells ? LOWER_ON_HAND : RAISE_HELD}),
    ${request.sells ? sql`${sale(sql`taken, hold`, request.now)},` : nothing}
    lines AS (
      INSERT INTO hold_lines (order_id, variant_id, location_id, quantity, available_after)
      SELECT order_id, variant_id, location_id, taken.quantity, level.available
      FROM taken JOIN level USING (variant_id, location_id), hold),
    changed AS (INSERT INTO availability_changes (product_id) SELECT DISTINCT product_id FROM taken, hold WHERE tracked),
    short AS (${SHORT})
    SELECT EXISTS (SELECT FROM hold) AS "isHeld", EXISTS (SELECT FROM limited) AS "isLimited",
      EXISTS (SELECT FROM taken WHERE tracked) AS "isCounted",
      ${isCountFinal ? OVER_AS_JSON : sql`'[]'::json`} AS over,
      CASE WHEN EXISTS (SELECT FROM hold) THEN '[]' ELSE ${SHORT_AS_JSON} END AS short`;
}

/**
 * The inner SELECTs hide the number of items from the planner. Seeing it, Postgres makes a new plan for every call, which
 * takes longer than the statement itself.
 */
const wantedItems = (items: readonly StockItem[]): Sql => sql`
  SELECT * FROM unnest((SELECT ${items.map((one) => one.variantId)}::uuid[]),
    (SELECT ${items.map((one) => one.quantity)}::bigint[])) AS item (variant_id, quantity)`;

/**
 * Rows are locked in the order (variant, location) by every statement, so that no two wait for each other. The columns
 * are those of the moment in which the lock was granted. A location that is oversold has nothing to give. An order that already has a hold locks nothing.
 */
const lockedStock = (orderId: string): Sql => sql`
  SELECT s.variant_id, s.location_id, s.product_id, s.on_hand, s.held, s.tracked, s.backorder_limit,
    CASE WHEN s.available < 0 THEN 0 ELSE s.available END AS available, s.max_per_customer, l.priority, wanted.quantity AS asked
  FROM stock s JOIN wanted USING (variant_id) JOIN locations l ON l.id = s.location_id
  WHERE s.on_sale AND NOT EXISTS (SELECT FROM holds WHERE order_id = ${orderId})
  ORDER BY s.variant_id, s.location_id FOR UPDATE OF s`;

/** A location gives what it has (`available` is null: any quantity), but no more than the ones before it left open. */
const SPLIT_BY_PRIORITY = sql`
  SELECT *, least(coalesce(available, asked),
                  asked - coalesce(sum(coalesce(available, asked)) OVER before, 0))::bigint AS quantity
  FROM locked
  WINDOW before AS (PARTITION BY variant_id ORDER BY priority, location_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;

/** What the customer already has are the lines of their standing holds, less what was returned of them, and what they bought long ago. */
const overLimit = (customer: string | null): Sql =>
  customer === null
    ? sql`SELECT *, 0 AS already FROM limited WHERE asked > max_per_customer`
    : sql`
  SELECT * FROM (
    SELECT limited.*, coalesce((
      SELECT quantity FROM customer_purchases long_ago
      WHERE long_ago.customer = ${customer} AND long_ago.variant_id = limited.variant_id
    ), 0) + (
      SELECT coalesce(sum(bought - returned), 0)::bigint FROM holds h, LATERAL (
        SELECT sum(quantity) AS bought FROM hold_lines line
        WHERE line.order_id = h.order_id AND line.variant_id = limited.variant_id
      ) line, LATERAL (
        SELECT coalesce(sum(quantity), 0) AS returned FROM returned_lines line
        WHERE line.order_id = h.order_id AND line.variant_id = limited.variant_id
      ) back WHERE h.customer = ${customer} AND h.state IN ${STANDING}
    ) AS already FROM limited
  ) counted WHERE already + asked > max_per_customer`;

/** Without conflict handling, a repeated call that overtook the first would fail instead of finding its hold. */
const insertHold = (
  { orderId, now, expiresAt, sells }: HoldRequest,
  customer: string | null,
  isCountFinal: boolean,
): Sql => sql`
  INSERT INTO holds (order_id, state, expires_at, created_at, changed_at, customer)
  SELECT ${orderId}::uuid, ${sells ? sql`'committed'` : sql`'held'`}, ${expiresAt}::timestamptz, ${now}::timestamptz, ${now}::timestamptz, ${customer}
  WHERE (SELECT sum(quantity) FROM taken) = (SELECT sum(quantity) FROM wanted)
    AND NOT EXISTS (SELECT FROM ${isCountFinal ? sql`over` : sql`limited`})
  ON CONFLICT (order_id) DO NOTHING RETURNING order_id`;

/**
 * Writes what was read under the lock instead of `held + quantity`: Postgres checks constraints on the row of the
 * statement's snapshot before it notices a newer one, and would refuse stock that was released meanwhile.
 */
const changeLevel = (held: Sql, onHand: Sql): Sql => sql`
  UPDATE stock SET held = ${held}, on_hand = ${onHand}, tracked = taken.tracked, backorder_limit = taken.backorder_limit
  FROM taken, hold
  WHERE (stock.variant_id, stock.location_id) = (taken.variant_id, taken.location_id)
  RETURNING stock.variant_id, stock.location_id, stock.available`;

const RAISE_HELD = changeLevel(sql`taken.held + taken.quantity`, sql`taken.on_hand`);
const LOWER_ON_HAND = changeLevel(sql`taken.held`, sql`taken.on_hand - taken.quantity`);

/** A variant that is not on sale at any location has no locked row, so that all of `locked` is null. */
const SHORT = sql`
  SELECT wanted.variant_id, wanted.quantity AS asked, count(locked.location_id) = 0 AS is_off_sale,
    coalesce(sum(locked.available), 0) AS available
  FROM wanted LEFT JOIN locked USING (variant_id)
  GROUP BY 1, 2 HAVING coalesce(sum(coalesce(locked.available, locked.asked)), 0) < wanted.quantity`;

const OVER_AS_JSON = sql`(
  SELECT coalesce(json_agg(json_build_object('variantId', variant_id, 'sku', sku, 'asked', asked, 'already', already,
    'limit', max_per_customer) ORDER BY variant_id), '[]')
  FROM over JOIN variants ON id = variant_id)`;

const SHORT_AS_JSON = sql`(
  SELECT coalesce(json_agg(json_build_object(
    'code', CASE WHEN is_off_sale THEN 'variant.not_on_sale' ELSE 'stock.insufficient' END,
    'variantId', variant_id, 'sku', coalesce(sku, ''), 'asked', asked, 'available', available) ORDER BY variant_id), '[]')
  FROM short LEFT JOIN variants ON id = variant_id)`;
