import { StockLow } from '@tradepost/contracts';
import { type Sql, sql, type Transaction } from '@tradepost/database';
import { appendEvents } from '@tradepost/messaging';
import { v7 } from 'uuid';

/**
 * Tells where few are left by now, and notes where there are enough again. Whoever changes what can be sold calls it in
 * the same transaction, or leaves a change of availability; each crossing is told once.
 * @param changed a condition on `stock`; rows below those that the transaction has locked would make a ring
 */
export async function tellOfLowStock(tx: Transaction, changed: Sql): Promise<void> {
  const low = await tx.query<StockLow>(sql`
    WITH crossed AS (
      SELECT variant_id, location_id FROM stock
      WHERE ${changed} AND is_low <> coalesce(available <= low_threshold, false)
      ORDER BY 1, 2 FOR UPDATE
    ), noted AS (
      UPDATE stock SET is_low = coalesce(available <= low_threshold, false) FROM crossed
      WHERE (stock.variant_id, stock.location_id) = (crossed.variant_id, crossed.location_id) RETURNING stock.*
    )
    SELECT noted.product_id AS "productId", variant_id AS "variantId", sku, location_id AS "locationId", available,
      low_threshold AS threshold
    FROM noted JOIN variants v ON v.id = variant_id WHERE is_low ORDER BY variant_id, location_id`);
  await appendEvents(
    tx,
    low.map((one) => ({
      id: v7(),
      aggregateType: 'product',
      aggregateId: one.productId,
      type: 'shop.product.v1.StockLow',
      schemaVersion: 1,
      payload: StockLow.encode(one).finish(),
    })),
  );
}
