import { sql } from '@tradepost/database';
import { normaliseUuid } from '@tradepost/decision';
import { locationNotFound } from '../domain/product.errors.ts';
import type { StockLevel } from '../domain/stock-adjustment.ts';
import { MAIN_LOCATION } from '../domain/stock.ts';
import type { StockLevelChange } from '../flows/ports.ts';
import type { ProductTransaction } from './product-database.ts';

interface StockKey {
  readonly variantId: string;
  readonly locationId: string;
}

/**
 * The stock of a variant at a location, locked at all locations in the order of all statements, because its limit per
 * customer is the same everywhere. A location that never had the variant begins with none.
 * @throws DomainError `location.not_found`
 */
export async function lockLevel(
  tx: ProductTransaction,
  { variantId, locationId }: StockKey,
): Promise<StockLevel> {
  if (locationId !== MAIN_LOCATION) await ensureLevel(tx, { variantId, locationId });
  await tx.execute(sql`SELECT FROM stock WHERE variant_id = ${variantId} ORDER BY location_id FOR UPDATE`);
  return tx.one<StockLevel>(sql`
    SELECT on_hand AS "onHand", held, tracked AS "isTracked", backorder_limit AS "backorderLimit",
      max_per_customer AS "maxPerCustomer", low_threshold AS "lowThreshold"
    FROM stock WHERE variant_id = ${variantId} AND location_id = ${locationId}`);
}

/** Writes a locked level, with the movement that explains its quantity. */
export async function saveLevel(
  tx: ProductTransaction,
  { variantId, locationId }: StockKey,
  before: StockLevel,
  { level, reason }: StockLevelChange,
): Promise<void> {
  await tx.execute(sql`
    UPDATE stock SET on_hand = ${level.onHand}, tracked = ${level.isTracked}, backorder_limit = ${level.backorderLimit},
      low_threshold = ${level.lowThreshold}
    WHERE variant_id = ${variantId} AND location_id = ${locationId}`);
  if (level.maxPerCustomer !== before.maxPerCustomer)
    await tx.execute(
      sql`UPDATE stock SET max_per_customer = ${level.maxPerCustomer} WHERE variant_id = ${variantId}`,
    );
  const moved = level.onHand - before.onHand;
  if (moved !== 0)
    await tx.execute(sql`
      INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason)
      VALUES (time_ordered_id(), ${variantId}, ${locationId}, ${moved}, ${reason})`);
}

/** It is on sale where the others are. */
async function ensureLevel(tx: ProductTransaction, { variantId, locationId }: StockKey): Promise<void> {
  const id = normaliseUuid(locationId);
  const location = id && (await tx.prisma.location.findUnique({ where: { id }, select: { id: true } }));
  if (!location) throw locationNotFound();
  await tx.execute(sql`
    INSERT INTO stock (variant_id, location_id, product_id, on_sale, max_per_customer)
    SELECT variant_id, ${locationId}::uuid, product_id, on_sale, max_per_customer FROM stock
    WHERE variant_id = ${variantId} AND location_id = ${MAIN_LOCATION}
    ON CONFLICT DO NOTHING`);
}
