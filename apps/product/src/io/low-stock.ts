import type { StockLow } from '@tradepost/contracts';
import { type Sql, sql, type Transaction } from '@tradepost/database';
import { appendEvents } from '@tradepost/messaging';
import { stockLow } from './product-events.ts';

/**
 * Publishes which levels have reached their threshold, and records which have left it. Each crossing is published once.
 * Whoever changes what can be sold calls it in the same transaction, or leaves a row in `availability_changes`.
 * @param changed a condition on `stock`; rows that sort before those locked by the transaction could cause a deadlock
 */
export async function publishLowStock(tx: Transaction, changed: Sql): Promise<void> {
  const low = await tx.query<StockLow>(sql`WITH ${lowStock(changed)} SELECT * FROM low`);
  await appendEvents(tx, low.map(stockLow));
}

/** As CTEs of a larger statement; `low` has the levels to be published. */
export const lowStock = (changed: Sql): Sql => sql`
  crossed AS (
    SELECT variant_id, location_id FROM stock
    WHERE ${changed} AND is_low <> coalesce(available <= low_threshold, false)
    ORDER BY 1, 2 FOR UPDATE
  ), recorded AS (
    UPDATE stock SET is_low = coalesce(available <= low_threshold, false) FROM crossed
    WHERE (stock.variant_id, stock.location_id) = (crossed.variant_id, crossed.location_id) RETURNING stock.*
  ), low AS (
    SELECT recorded.product_id AS "productId", variant_id AS "variantId", sku, location_id AS "locationId", available,
      low_threshold AS threshold
    FROM recorded JOIN variants v ON v.id = variant_id WHERE is_low ORDER BY variant_id, location_id
  )`;
