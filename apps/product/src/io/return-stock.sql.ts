import { type Sql, sql } from '@tradepost/database';
import { MAIN_LOCATION } from '../domain/stock.ts';
import type { StockReturn } from '../flows/ports.ts';

/**
 * Puts returned stock back at the main location. The unique index on movements makes a repeated return change nothing;
 * `returned_lines` lowers what the order's customer counts as having.
 */
export const returnStock = ({ returnId, orderId, items }: StockReturn, now: Date): Sql => sql`
  WITH returned AS (
    SELECT * FROM unnest(${items.map((one) => one.variantId)}::uuid[], ${items.map((one) => one.quantity)}::bigint[])
      AS item (variant_id, quantity)
  ), locked AS (
    SELECT s.variant_id, s.location_id, s.product_id, s.tracked, returned.quantity
    FROM stock s JOIN returned USING (variant_id) WHERE s.location_id = ${MAIN_LOCATION}
    ORDER BY 1, 2 FOR UPDATE OF s
  ), movement AS (
    INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason, reference, created_at)
    SELECT time_ordered_id(), variant_id, location_id, quantity, 'return', ${returnId}::text, ${now}::timestamptz FROM locked
    ON CONFLICT (reference, variant_id, location_id, reason) WHERE reason IN ('sale', 'return') DO NOTHING
    RETURNING variant_id
  ), lines AS (
    INSERT INTO returned_lines (return_id, variant_id, order_id, quantity)
    SELECT ${returnId}::uuid, variant_id, order_id, quantity FROM locked JOIN movement USING (variant_id)
    JOIN holds ON order_id = ${orderId}
  ), raised AS (
    UPDATE stock SET on_hand = on_hand + locked.quantity FROM locked JOIN movement USING (variant_id)
    WHERE (stock.variant_id, stock.location_id) = (locked.variant_id, locked.location_id)
  )
  INSERT INTO availability_changes (product_id) SELECT DISTINCT product_id FROM locked JOIN movement USING (variant_id)
  WHERE tracked`;
