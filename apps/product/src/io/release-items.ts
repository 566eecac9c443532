import { type Database, sql } from '@tradepost/database';
import type { HoldState } from '../domain/hold.ts';
import { releaseItems, type SoldLine } from '../domain/item-release.ts';
import type { ItemRelease } from '../flows/ports.ts';

interface Locked {
  readonly state: HoldState;
  readonly isKnown: boolean;
}

/**
 * Gives back sold items under the locks of their stock and then of the hold, in the order of every statement about holds.
 * The lines of the hold are lowered with it, so that what ships, is released or counts against a limit later counts the
 * rest only. Its movements make the release known: it is booked once.
 */
export async function giveBackItems(
  db: Database,
  { releaseId, orderId, items }: ItemRelease,
  now: Date,
): Promise<void> {
  await db.tx(async (tx) => {
    await tx.execute(sql`
      SELECT FROM stock s JOIN hold_lines line USING (variant_id, location_id) WHERE line.order_id = ${orderId}
      ORDER BY s.variant_id, s.location_id FOR UPDATE OF s`);
    const hold = await tx.maybeOne<Locked>(sql`
      SELECT state, EXISTS (SELECT FROM stock_movements WHERE reference = ${releaseId} AND reason = 'return') AS "isKnown"
      FROM holds WHERE order_id = ${orderId} FOR UPDATE`);
    if (hold?.isKnown) return;
    // Read again: another release may have lowered them while this one waited.
    const sold = await tx.query<SoldLine>(sql`
      SELECT variant_id AS "variantId", location_id AS "locationId", quantity
      FROM hold_lines line JOIN locations l ON l.id = location_id WHERE order_id = ${orderId}
      ORDER BY variant_id, l.priority DESC, location_id DESC`);
    const shipped = await tx.query<{ variantId: string; shipped: number }>(sql`
      SELECT variant_id AS "variantId", sum(quantity)::bigint AS shipped FROM consumed_lines
      WHERE order_id = ${orderId} GROUP BY 1`);
    const back = releaseItems(hold?.state ?? 'unknown', sold, shipped, items);
    if (back) await tx.execute(saved({ releaseId, orderId, ...back }, now));
  });
}

const saved = (
  {
    releaseId,
    orderId,
    lines,
    state,
  }: { releaseId: string; orderId: string; lines: readonly SoldLine[]; state: HoldState },
  now: Date,
) => sql`
  WITH back AS (
    SELECT * FROM unnest(${lines.map((one) => one.variantId)}::uuid[], ${lines.map((one) => one.locationId)}::uuid[],
      ${lines.map((one) => one.quantity)}::bigint[]) AS line (variant_id, location_id, quantity)
  ), movement AS (
    INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason, reference, note, created_at)
    SELECT time_ordered_id(), variant_id, location_id, quantity, 'return', ${releaseId}::text, 'cancelled',
           ${now}::timestamptz FROM back
  ), raised AS (
    UPDATE stock SET on_hand = on_hand + back.quantity FROM back
    WHERE (stock.variant_id, stock.location_id) = (back.variant_id, back.location_id)
    RETURNING stock.product_id, stock.variant_id, stock.location_id, stock.tracked
  ), gone AS (
    DELETE FROM hold_lines line USING back WHERE line.order_id = ${orderId}
      AND (line.variant_id, line.location_id, line.quantity) = (back.variant_id, back.location_id, back.quantity)
    RETURNING line.variant_id, line.location_id
  ), lowered AS (
    UPDATE hold_lines line SET quantity = line.quantity - back.quantity FROM back WHERE line.order_id = ${orderId}
      AND (line.variant_id, line.location_id) = (back.variant_id, back.location_id) AND line.quantity > back.quantity
  ), uncounted AS (
    INSERT INTO sale_changes (product_id, sold_on, orders)
    SELECT DISTINCT raised.product_id, (changed_at AT TIME ZONE 'UTC')::date, -1 FROM raised, holds
    WHERE holds.order_id = ${orderId} AND left_at IS NULL AND NOT EXISTS (
      SELECT FROM hold_lines line JOIN stock s USING (variant_id, location_id)
      WHERE line.order_id = ${orderId} AND s.product_id = raised.product_id
        AND (line.variant_id, line.location_id) NOT IN (SELECT variant_id, location_id FROM gone))
  ), changed AS (
    INSERT INTO availability_changes (product_id) SELECT DISTINCT product_id FROM raised WHERE tracked
  )
  UPDATE holds SET state = ${state}, note = CASE WHEN ${state} = 'released' THEN 'cancelled' ELSE note END,
    -- Until something left, this is the day of the sale.
    changed_at = CASE WHEN state = ${state} AND left_at IS NULL THEN changed_at ELSE ${now}::timestamptz END
  WHERE order_id = ${orderId}`;
