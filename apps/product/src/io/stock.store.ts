import { Injectable } from '@nestjs/common';
import { Database, type Queryable, sql } from '@tradepost/database';
import {
  type CommitOutcome,
  type ExtendOutcome,
  type HoldOutcome,
  type HoldRequest,
  type ReturnedGoods,
  type Shipment,
  StockStore,
} from '../flows/ports.ts';
import { dayOf } from '../domain/popularity.ts';
import { MAIN_LOCATION, type OverLimit, shortages, type StockLevel, type Wanted } from '../domain/stock.ts';

import { noteShipment } from './shipments.ts';

/** Times to look again when the lines that were short a moment ago are not any more. */
const ATTEMPTS = 3;

// One sweeper at a time; the others come back later.
const SWEEPERS_TURN = 7_270_910;

// With a customer's number: whose orders are being counted.
const CUSTOMERS_TURN = 7_270_911;

/** Whether the hold is there; if not, whether a limit per customer stands in its way, and where it is passed. */
type Tried = { readonly isHeld: boolean; readonly isLimited: boolean; readonly over: readonly OverLimit[] };

/**
 * Every statement locks stock first, in the order (variant, location), and the hold last (the counts of `locked`
 * see to that), so that none waits in a ring. Why it is built this way: docs/adr/0006-stock-holds.md.
 */
@Injectable()
export class PostgresStockStore extends StockStore {
  constructor(private readonly db: Database) {
    super();
  }

  async hold(request: HoldRequest): Promise<HoldOutcome> {
    for (let attempt = 1; ; attempt++) {
      const tried = await this.tryHold(request);
      if (tried.isHeld) return { kind: 'held' };
      if (tried.over.length > 0) return { kind: 'over', over: tried.over };
      const state = await this.stateOf(request.orderId);
      if (state === 'held' || state === 'committed' || state === 'consumed') return { kind: 'held' };
      if (state) return { kind: 'gone', state };
      const short = await this.shortages(request.wanted);
      if (short.length > 0 || attempt === ATTEMPTS) return { kind: 'short', short };
    }
  }

  async commit(orderId: string, now: Date): Promise<CommitOutcome> {
    const committed = await this.db.maybeOne(sql`
      WITH locked AS (
        SELECT s.variant_id, s.location_id, s.product_id, line.quantity
        FROM stock s JOIN hold_lines line USING (variant_id, location_id) WHERE line.order_id = ${orderId}
        ORDER BY 1, 2 FOR UPDATE OF s
      ), hold AS (
        UPDATE holds SET state = 'committed', changed_at = ${now}
        WHERE order_id = ${orderId} AND state = 'held' AND (SELECT count(*) FROM locked) > 0 RETURNING order_id
      ), sold AS (
        UPDATE stock SET held = held - locked.quantity, on_hand = on_hand - locked.quantity FROM locked, hold
        WHERE (stock.variant_id, stock.location_id) = (locked.variant_id, locked.location_id)
      ), movement AS (
        INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason, reference, created_at)
        SELECT time_ordered_id(), variant_id, location_id, -quantity, 'sale', order_id::text, ${now}::timestamptz
        FROM locked, hold
      ), counted AS (
        INSERT INTO sale_changes (product_id, sold_on, orders) SELECT DISTINCT product_id, ${dayOf(now)}::date, 1 FROM locked, hold
      )
      SELECT order_id FROM hold`);
    if (committed) return { kind: 'committed' };
    const state = await this.stateOf(orderId);
    if (state === 'committed' || state === 'consumed') return { kind: 'committed' };
    return { kind: 'gone', state: state ?? 'unknown' };
  }

  async extend(orderId: string, expiresAt: Date, now: Date): Promise<ExtendOutcome> {
    const extended = await this.db.maybeOne(sql`
      UPDATE holds SET expires_at = greatest(expires_at, ${expiresAt}), changed_at = ${now}
      WHERE order_id = ${orderId} AND state = 'held' RETURNING order_id`);
    if (extended) return { kind: 'extended' };
    const state = await this.stateOf(orderId);
    if (state === 'committed' || state === 'consumed') return { kind: 'extended' };
    return { kind: 'gone', state: state ?? 'unknown' };
  }

  consume(shipment: Shipment, now: Date): Promise<void> {
    return noteShipment(this.db, shipment, now);
  }

  async release(orderId: string, reason: string, now: Date): Promise<void> {
    if (await this.giveBack(orderId, reason, now)) return;
    const marked = await this.db.execute(sql`
      INSERT INTO holds (order_id, state, note, created_at, changed_at)
      VALUES (${orderId}, 'released', ${reason}, ${now}, ${now}) ON CONFLICT (order_id) DO NOTHING`);
    // There is a hold after all: it is over already, or it came between the two statements.
    if (marked === 0) await this.giveBack(orderId, reason, now);
  }

  async takeBack({ returnId, orderId, items }: ReturnedGoods, now: Date): Promise<void> {
    await this.db.execute(sql`
      WITH wanted AS (
        SELECT * FROM unnest(${items.map((w) => w.variantId)}::uuid[], ${items.map((w) => w.quantity)}::bigint[])
          AS wanted (variant_id, quantity)
      ), locked AS (
        SELECT s.variant_id, s.location_id, s.product_id, wanted.quantity
        FROM stock s JOIN wanted USING (variant_id) WHERE s.location_id = ${MAIN_LOCATION}
        ORDER BY 1, 2 FOR UPDATE OF s
      ), movement AS (
        INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason, reference, created_at)
        SELECT time_ordered_id(), variant_id, location_id, quantity, 'return', ${returnId}::text, ${now}::timestamptz FROM locked
        ON CONFLICT (reference, variant_id, location_id, reason) WHERE reason IN ('sale', 'return') DO NOTHING
        RETURNING variant_id
      ), fewer AS (
        INSERT INTO returned_lines (return_id, variant_id, order_id, quantity)
        SELECT ${returnId}::uuid, variant_id, order_id, quantity FROM locked JOIN movement USING (variant_id)
        JOIN holds ON order_id = ${orderId}
      ), back AS (
        UPDATE stock SET on_hand = on_hand + locked.quantity FROM locked JOIN movement USING (variant_id)
        WHERE (stock.variant_id, stock.location_id) = (locked.variant_id, locked.location_id)
      )
      INSERT INTO availability_changes (product_id) SELECT DISTINCT product_id FROM locked JOIN movement USING (variant_id)`);
  }

  async expire(now: Date, limit: number): Promise<number> {
    const expired = await this.db.query(sql`
      WITH due AS (
        SELECT order_id FROM holds WHERE state = 'held' AND expires_at <= ${now}
        AND (SELECT pg_try_advisory_xact_lock(${SWEEPERS_TURN}::bigint)) ORDER BY expires_at LIMIT ${limit}
      ), line AS (
        SELECT line.* FROM hold_lines line JOIN due USING (order_id)
      ), locked AS (
        SELECT s.product_id FROM stock s
        WHERE (s.variant_id, s.location_id) IN (SELECT variant_id, location_id FROM line)
        ORDER BY s.variant_id, s.location_id FOR UPDATE OF s
      ), hold AS (
        UPDATE holds SET state = 'expired', changed_at = ${now} FROM due
        WHERE holds.order_id = due.order_id AND holds.state = 'held' AND holds.expires_at <= ${now} AND (SELECT count(*) FROM locked) > 0
        RETURNING holds.order_id
      ), freed AS (
        UPDATE stock SET held = held - back.quantity FROM (
          SELECT variant_id, location_id, sum(quantity)::bigint AS quantity
          FROM line JOIN hold USING (order_id) GROUP BY 1, 2
        ) back WHERE (stock.variant_id, stock.location_id) = (back.variant_id, back.location_id)
      ), news AS (
        INSERT INTO availability_changes (product_id) SELECT DISTINCT product_id FROM locked
      )
      SELECT order_id FROM hold`);
    return expired.length;
  }

  levels(variantIds: readonly string[]): Promise<StockLevel[]> {
    return this.db.query<StockLevel>(sql`
      SELECT s.variant_id AS "variantId", v.sku, s.location_id AS "locationId", s.available, s.on_sale AS "isOnSale"
      FROM stock s JOIN variants v ON v.id = s.variant_id JOIN locations l ON l.id = s.location_id
      WHERE s.variant_id = ANY (${variantIds}::uuid[]) ORDER BY s.variant_id, l.priority, s.location_id`);
  }

  /**
   * Goods without a limit are held by the first statement. Where there is one, the customer's other orders wait while
   * it is asked again: a statement does not see what was committed after it began.
   */
  private async tryHold(request: HoldRequest): Promise<Tried> {
    const { customer } = request;
    const tried = await this.holdOnce(this.db, request, customer === '');
    if (!tried.isLimited || tried.isHeld || customer === '') return tried;
    return this.db.tx(async (tx) => {
      await tx.execute(sql`SELECT pg_advisory_xact_lock(${CUSTOMERS_TURN}::int, hashtext(${customer}))`);
      return this.holdOnce(tx, request, true);
    });
  }

  /**
   * Locks the wanted rows, splits each quantity over the locations, and holds all or nothing.
   * An order that is known already locks nothing. Limited goods are held only when their count is sure.
   *
   * `held` writes what was read under the lock instead of `held + n`: Postgres checks constraints on the row as the
   * statement's snapshot has it before it notices a newer one, and would refuse goods that were given back meanwhile.
   */
  private holdOnce(db: Queryable, request: HoldRequest, isCountSure: boolean): Promise<Tried> {
    const { orderId, wanted, now, expiresAt } = request;
    const customer = request.customer || null;
    return db.one<Tried>(sql`
      WITH wanted AS (
        SELECT * FROM unnest(${wanted.map((w) => w.variantId)}::uuid[], ${wanted.map((w) => w.quantity)}::bigint[])
          AS wanted (variant_id, quantity)
      ), locked AS (
        SELECT s.*, l.priority, wanted.quantity AS asked
        FROM stock s JOIN wanted USING (variant_id) JOIN locations l ON l.id = s.location_id
        WHERE s.on_sale AND NOT EXISTS (SELECT FROM holds WHERE order_id = ${orderId})
        ORDER BY s.variant_id, s.location_id FOR UPDATE OF s
      ), line AS (
        SELECT *, least(coalesce(available, asked),
                        asked - coalesce(sum(coalesce(available, asked)) OVER before, 0))::bigint AS quantity
        FROM locked
        WINDOW before AS (PARTITION BY variant_id ORDER BY priority, location_id
                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
      ), taken AS (
        SELECT * FROM line WHERE quantity > 0
      ), limited AS (
        SELECT DISTINCT variant_id, asked, max_per_customer FROM locked WHERE max_per_customer IS NOT NULL
      ), over AS (
        SELECT * FROM (
          SELECT limited.*, (
            SELECT coalesce(sum(bought - back), 0)::bigint FROM holds h, LATERAL (
              SELECT sum(quantity) AS bought FROM hold_lines line
              WHERE line.order_id = h.order_id AND line.variant_id = limited.variant_id
            ) line, LATERAL (
              SELECT coalesce(sum(quantity), 0) AS back FROM returned_lines line
              WHERE line.order_id = h.order_id AND line.variant_id = limited.variant_id
            ) back WHERE h.customer = ${customer} AND h.state IN ('held', 'committed', 'consumed')
          ) AS already FROM limited WHERE ${isCountSure}
        ) counted WHERE already + asked > max_per_customer
      ), hold AS (
        INSERT INTO holds (order_id, state, expires_at, created_at, changed_at, customer)
        SELECT ${orderId}::uuid, 'held', ${expiresAt}::timestamptz, ${now}::timestamptz, ${now}::timestamptz, ${customer}
        WHERE (SELECT sum(quantity) FROM taken) = (SELECT sum(quantity) FROM wanted)
          AND NOT EXISTS (SELECT FROM over) AND (${isCountSure} OR NOT EXISTS (SELECT FROM limited))
        ON CONFLICT (order_id) DO NOTHING RETURNING order_id
      ), held AS (
        UPDATE stock SET held = taken.held + taken.quantity, on_hand = taken.on_hand, tracked = taken.tracked,
                         backorder_limit = taken.backorder_limit
        FROM taken, hold
        WHERE (stock.variant_id, stock.location_id) = (taken.variant_id, taken.location_id)
      ), lines AS (
        INSERT INTO hold_lines (order_id, variant_id, location_id, quantity)
        SELECT order_id, variant_id, location_id, quantity FROM taken, hold
      ), news AS (
        INSERT INTO availability_changes (product_id) SELECT DISTINCT product_id FROM taken, hold
      )
      SELECT EXISTS (SELECT FROM hold) AS "isHeld", EXISTS (SELECT FROM limited) AS "isLimited",
        (SELECT coalesce(json_agg(json_build_object('variantId', variant_id, 'sku', sku, 'asked', asked,
           'already', already, 'limit', max_per_customer) ORDER BY variant_id), '[]')
         FROM over JOIN variants ON id = variant_id) AS over`);
  }

  /** @returns false when there is nothing to give back. */
  private async giveBack(orderId: string, reason: string, now: Date): Promise<boolean> {
    const released = await this.db.maybeOne(sql`
      WITH locked AS (
        SELECT s.variant_id, s.location_id, s.product_id, line.quantity
        FROM stock s JOIN hold_lines line USING (variant_id, location_id) WHERE line.order_id = ${orderId}
        ORDER BY 1, 2 FOR UPDATE OF s
      ), before AS (
        SELECT order_id, state = 'committed' AS is_sold, (changed_at AT TIME ZONE 'UTC')::date AS sold_on FROM holds
        WHERE order_id = ${orderId} AND state IN ('held', 'committed') AND left_at IS NULL
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
        INSERT INTO sale_changes (product_id, sold_on, orders) SELECT DISTINCT product_id, sold_on, -1 FROM locked, before WHERE is_sold
      ), news AS (
        INSERT INTO availability_changes (product_id) SELECT DISTINCT product_id FROM locked, before
      )
      SELECT order_id FROM before`);
    return released !== undefined;
  }

  private async stateOf(orderId: string): Promise<string | undefined> {
    const hold = await this.db.maybeOne<{ state: string }>(
      sql`SELECT state FROM holds WHERE order_id = ${orderId}`,
    );
    return hold?.state;
  }

  private async shortages(wanted: readonly Wanted[]) {
    return shortages(await this.levels(wanted.map((one) => one.variantId)), wanted);
  }
}
