import { type Database, sql } from '@tradepost/database';
import { ship, type SoldGoods } from '../domain/shipment.ts';
import type { HoldState } from '../domain/stock.ts';
import type { Shipment } from '../flows/ports.ts';

/** Notes what left, under the lock of its hold: two parcels of one order must see each other. */
export async function noteShipment(db: Database, shipment: Shipment, now: Date): Promise<void> {
  const { shipmentId, orderId, items } = shipment;
  await db.tx(async (tx) => {
    const hold = await tx.maybeOne<{ state: HoldState }>(
      sql`SELECT state FROM holds WHERE order_id = ${orderId} FOR UPDATE`,
    );
    const goods = await tx.query<SoldGoods>(sql`
      SELECT variant_id AS "variantId", sum(quantity)::bigint AS sold, (
        SELECT coalesce(sum(quantity), 0)::bigint FROM consumed_lines gone
        WHERE gone.order_id = ${orderId} AND gone.variant_id = line.variant_id AND gone.shipment_id <> ${shipmentId}
      ) AS left FROM hold_lines line WHERE order_id = ${orderId} GROUP BY 1`);
    const state = ship(hold?.state ?? 'unknown', goods, items);
    await tx.execute(sql`
      WITH gone AS (
        INSERT INTO consumed_lines (shipment_id, order_id, variant_id, quantity)
        SELECT ${shipmentId}::uuid, ${orderId}::uuid, * FROM unnest(
          ${items.map((one) => one.variantId)}::uuid[], ${items.map((one) => one.quantity)}::bigint[])
        ON CONFLICT DO NOTHING RETURNING variant_id
      )
      UPDATE holds SET state = ${state}, left_at = coalesce(left_at, ${now}), changed_at = ${now}
      WHERE order_id = ${orderId} AND EXISTS (SELECT FROM gone)`);
  });
}
