import { type Sql, sql } from '@tradepost/database';
import { STATES_BEFORE } from './hold-states.sql.ts';
import { sale } from './sale.sql.ts';

/**
 * How a hold ends, each in one statement. All lock stock rows first, in the order (variant, location), and the hold's row
 * last, so that no two wait for each other: `(SELECT count(*) FROM locked) > 0` makes Postgres lock the stock before it
 * reads the hold. A hold that is not in a state of `STATES_BEFORE` is left as it is, and no row is returned.
 */

// One sweeper at a time; a replica that finds it taken has nothing to do.
const SWEEPER_LOCK = 7_270_910;

/** The stock rows of an order's lines, locked. */
const lockedLines = (orderId: string): Sql => sql`
  SELECT s.variant_id, s.location_id, s.product_id, s.tracked, line.quantity
  FROM stock s JOIN hold_lines line USING (variant_id, location_id) WHERE line.order_id = ${orderId}
  ORDER BY 1, 2 FOR UPDATE OF s`;

/** Sells what is held: it leaves the level with a movement, and counts as an order of the day. */
export const commitHold = (orderId: string, now: Date): Sql => sql`
  WITH locked AS (${lockedLines(orderId)}),
  hold AS (
    UPDATE holds SET state = 'committed', changed_at = ${now}
    WHERE order_id = ${orderId} AND state IN ${STATES_BEFORE.committed} AND (SELECT count(*) FROM locked) > 0
    RETURNING order_id
  ), sold AS (
    UPDATE stock SET held = held - locked.quantity, on_hand = on_hand - locked.quantity FROM locked, hold
    WHERE (stock.variant_id, stock.location_id) = (locked.variant_id, locked.location_id)
  ), ${sale(sql`locked, hold`, now)}
  SELECT order_id FROM hold`;

/**
 * Frees what is held, or returns what was sold with a movement and takes the order out of its day's count. A hold of
 * which a parcel has left (`left_at`) gives nothing back.
 */
export const releaseHold = (orderId: string, reason: string, now: Date): Sql => sql`
  WITH locked AS (${lockedLines(orderId)}),
  before AS (
    SELECT order_id, state = 'committed' AS is_sold, (changed_at AT TIME ZONE 'UTC')::date AS sold_on FROM holds
    WHERE order_id = ${orderId} AND state IN ${STATES_BEFORE.released} AND left_at IS NULL
      AND (SELECT count(*) FROM locked) > 0
    FOR UPDATE
  ), hold AS (
    UPDATE holds SET state = 'released', note = ${reason}, changed_at = ${now} FROM before
    WHERE holds.order_id = before.order_id
  ), freed AS (
    UPDATE stock SET held = held - CASE WHEN is_sold THEN 0 ELSE quantity END,
                     on_hand = on_hand + CASE WHEN is_sold THEN quantity ELSE 0 END
    FROM locked, before WHERE (stock.variant_id, stock.location_id) = (locked.variant_id, locked.location_id)
  ), movement AS (
    INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason, reference, note, created_at)
    SELECT time_ordered_id(), variant_id, location_id, quantity, 'return', order_id::text, ${reason}::text,
           ${now}::timestamptz
    FROM locked, before WHERE is_sold
  ), counted AS (
    INSERT INTO sale_changes (product_id, sold_on, orders)
    SELECT DISTINCT product_id, sold_on, -1 FROM locked, before WHERE is_sold
  ), changed AS (
    INSERT INTO availability_changes (product_id) SELECT DISTINCT product_id FROM locked, before WHERE tracked
  )
  SELECT order_id FROM before`;

/** Closes an order that has no hold: one that comes later, because its call was overtaken, finds it released. */
export const markReleased = (orderId: string, reason: string, now: Date): Sql => sql`
  INSERT INTO holds (order_id, state, note, created_at, changed_at)
  VALUES (${orderId}, 'released', ${reason}, ${now}, ${now}) ON CONFLICT (order_id) DO NOTHING`;

/**
 * Frees at most `limit` holds whose time is over. State and time are checked again under the lock: a hold that is being
 * committed or extended meanwhile stays.
 */
export const expireHolds = (now: Date, limit: number): Sql => sql`
  WITH due AS (
    SELECT order_id FROM holds WHERE state IN ${STATES_BEFORE.expired} AND expires_at <= ${now}
    AND (SELECT pg_try_advisory_xact_lock(${SWEEPER_LOCK}::bigint)) ORDER BY expires_at LIMIT ${limit}
  ), line AS (
    SELECT line.* FROM hold_lines line JOIN due USING (order_id)
  ), locked AS (
    SELECT s.product_id, s.tracked FROM stock s
    WHERE (s.variant_id, s.location_id) IN (SELECT variant_id, location_id FROM line)
    ORDER BY s.variant_id, s.location_id FOR UPDATE OF s
  ), hold AS (
    UPDATE holds SET state = 'expired', changed_at = ${now} FROM due
    WHERE holds.order_id = due.order_id AND holds.state IN ${STATES_BEFORE.expired} AND holds.expires_at <= ${now}
      AND (SELECT count(*) FROM locked) > 0
    RETURNING holds.order_id
  ), freed AS (
    UPDATE stock SET held = held - freed.quantity FROM (
      SELECT variant_id, location_id, sum(quantity)::bigint AS quantity
      FROM line JOIN hold USING (order_id) GROUP BY 1, 2
    ) freed WHERE (stock.variant_id, stock.location_id) = (freed.variant_id, freed.location_id)
  ), changed AS (
    INSERT INTO availability_changes (product_id) SELECT DISTINCT product_id FROM locked WHERE tracked
  )
  SELECT order_id FROM hold`;
