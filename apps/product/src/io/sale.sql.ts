import { type Sql, sql } from '@tradepost/database';
import { dayOf } from '../domain/popularity.ts';

/**
 * What a sale writes beside the level and the hold: its movements, and the day on which its products were ordered.
 * @param rows the CTEs whose rows are what each location gives, and the hold
 */
export const sale = (rows: Sql, now: Date): Sql => sql`
  movement AS (
    INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason, reference, created_at)
    SELECT time_ordered_id(), variant_id, location_id, -quantity, 'sale', order_id::text, ${now}::timestamptz
    FROM ${rows}
  ), counted AS (
    INSERT INTO sale_changes (product_id, sold_on, orders)
    SELECT DISTINCT product_id, ${dayOf(now)}::date, 1 FROM ${rows}
  )`;
