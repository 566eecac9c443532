import { type Database, sql } from '@tradepost/database';
import type { HoldState } from '../domain/hold.ts';
import { type ShippedItem, ship } from '../domain/shipment.ts';
import type { Shipment } from '../flows/ports.ts';

/** Records what a parcel contained, under the lock of its order's hold: two parcels of one order must see each other. */
export async function recordShipment(db: Database, shipment: Shipment, now: Date): Promise<void> {
  const { shipmentId, orderId, items } = shipment;
  await db.tx(async (tx) => {
    const hold = await tx.maybeOne<{ state: HoldState }>(
      sql`SELECT state FROM holds WHERE order_id = ${orderId} FOR UPDATE`,
    );
    const sold = await tx.query<ShippedItem>(sql`
      SELECT variant_id AS "variantId", sum(quantity)::bigint AS sold, (
        SELECT coalesce(sum(quantity), 0)::bigint FROM consumed_lines parcel
        WHERE parcel.order_id = ${orderId} AND parcel.variant_id = line.variant_id AND parcel.shipment_id <> ${shipmentId}
      ) AS shipped FROM hold_lines line WHERE order_id = ${orderId} GROUP BY 1`);
    const state = ship(hold?.state ?? 'unknown', sold, items);
    await tx.execute(sql`
      WITH lines AS (
        INSERT INTO consumed_lines (shipment_id, order_id, variant_id, quantity)
        SELECT ${shipmentId}::uuid, ${orderId}::uuid, * FROM unnest(
          ${items.map((one) => one.variantId)}::uuid[], ${items.map((one) => one.quantity)}::bigint[])
        ON CONFLICT DO NOTHING RETURNING variant_id
      )
      UPDATE holds SET state = ${state}, left_at = coalesce(left_at, ${now}), changed_at = ${now}
      WHERE order_id = ${orderId} AND EXISTS (SELECT FROM lines)`);
  });
}
