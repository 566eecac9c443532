import type { Client } from 'pg';

/**
 * What the copied sales do to sums: stock that was delivered before, and popularity of the last thirty days. And what carts
 * became whose purchase was declined.
 */
export async function balance(db: Client): Promise<void> {
  await db.query(`
    UPDATE cart.carts SET state = 'expired', revision = revision + 1, updated_at = updated_at + interval '30 days'
    WHERE state = 'active' AND user_id IS NULL AND updated_at < now() - interval '30 days'`);
  await db.query(`
    INSERT INTO product.stock_movements (id, variant_id, location_id, quantity, reason, note, created_at)
    SELECT (substr(ms, 1, 8) || '-' || substr(ms, 9) || '-7' || substr(gen_random_uuid()::text, 16))::uuid,
           variant_id, location_id, on_hand - moved, 'adjust', 'Deliveries of the year', first_at
    FROM product.stock JOIN (
      SELECT variant_id, location_id, sum(quantity) AS moved, min(created_at) - interval '1 s' AS first_at
      FROM product.stock_movements GROUP BY 1, 2
    ) m USING (variant_id, location_id), lpad(to_hex((extract(epoch FROM first_at) * 1000)::bigint), 12, '0') ms
    WHERE on_hand <> moved`);
  await db.query(`
    INSERT INTO product.product_sales (product_id, sold_on, orders)
    SELECT v.product_id, (m.created_at AT TIME ZONE 'UTC')::date, count(DISTINCT m.reference)
    FROM product.stock_movements m JOIN product.variants v ON v.id = m.variant_id
    WHERE m.reason = 'sale' AND m.created_at > now() - interval '29 days' AND NOT EXISTS (
      SELECT FROM product.holds h WHERE h.order_id::text = m.reference AND h.state = 'released')
    GROUP BY 1, 2 ON CONFLICT (product_id, sold_on) DO UPDATE SET orders = excluded.orders`);
  // With triggers: instances that run learn of it.
  await db.query(`
    SET session_replication_role = origin;
    SET search_path = product;
    INSERT INTO product_popularity AS p (product_id, orders)
    SELECT product_id, sum(orders) FROM product_sales GROUP BY 1
    ON CONFLICT (product_id) DO UPDATE SET orders = excluded.orders WHERE p.orders <> excluded.orders;
    RESET search_path`);
  // Of runs that saw orders whose money and stock were not copied yet.
  await db.query(`DELETE FROM "order".reconciliation_findings`);
}
