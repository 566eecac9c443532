import { Inject, Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import { deleteRows, Sweeper, type SweepRule } from '@tradepost/messaging';
import { CONFIG } from '@tradepost/nest';
import type { ProductConfig } from '../product.config.ts';

const DAY_MS = 86_400_000;
const ENDED = sql`state IN ('consumed', 'released', 'expired')`;

/**
 * Holds that ended, with their lines. What they contain of variants with a limit per customer is added up in
 * `customer_purchases` by the same statement, so that it counts for good.
 */
const holdSweep = (keepMs: number): SweepRule => ({
  ...{ table: 'holds', keepMs },
  deletion: ({ before, limit, isOurs }) => sql`
    WITH due AS (
      SELECT ctid, order_id, customer, state FROM holds WHERE ${ENDED} AND changed_at < ${before} AND ${isOurs}
      ORDER BY changed_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), line AS (
      SELECT customer, order_id, variant_id, quantity FROM due JOIN hold_lines USING (order_id)
      WHERE customer IS NOT NULL AND state = 'consumed'
      UNION ALL
      SELECT customer, order_id, variant_id, -quantity FROM due JOIN returned_lines USING (order_id)
      WHERE customer IS NOT NULL AND state = 'consumed'
    ), counted AS (
      INSERT INTO customer_purchases AS known (customer, variant_id, quantity)
      SELECT customer, variant_id, sum(quantity) FROM line
      WHERE variant_id IN (SELECT variant_id FROM stock WHERE max_per_customer IS NOT NULL)
      GROUP BY 1, 2 HAVING sum(quantity) > 0 ORDER BY 1, 2
      ON CONFLICT (customer, variant_id) DO UPDATE SET quantity = known.quantity + excluded.quantity
    )
    ${deleteRows(sql`holds`, sql`SELECT ctid FROM due`)}`,
  oldest: sql`SELECT changed_at FROM holds WHERE ${ENDED} ORDER BY changed_at LIMIT 1`,
});

/** Movements. A trigger adds them up by month, in `stock_movement_months`. Their ids begin with their time. */
const movementSweep = (keepMs: number): SweepRule => ({
  ...{ table: 'stock_movements', keepMs },
  deletion: ({ before, limit, isOurs }) =>
    deleteRows(
      sql`stock_movements`,
      sql`SELECT ctid FROM (
          SELECT ctid, created_at FROM stock_movements WHERE ${isOurs} ORDER BY id LIMIT ${limit}
        ) AS first WHERE created_at < ${before}`,
    ),
  oldest: sql`SELECT created_at FROM stock_movements ORDER BY id LIMIT 1`,
});

/** What this service does not keep for good: `STOCK_KEEP_DAYS`. */
@Injectable()
export class StockRetention {
  constructor(sweeper: Sweeper, @Inject(CONFIG) { STOCK_KEEP_DAYS }: Pick<ProductConfig, 'STOCK_KEEP_DAYS'>) {
    const keepMs = STOCK_KEEP_DAYS * DAY_MS;
    sweeper.add(holdSweep(keepMs), movementSweep(keepMs));
  }
}
