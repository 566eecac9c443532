import { type Database, sql } from '@tradepost/database';
import { v7 } from 'uuid';

/** Stock at one location; null: not counted. */
export interface StockRow {
  locationId: string;
  onHand: number | null;
}

/** A second location, emptied after the main one. */
export async function aLocation(db: Database): Promise<string> {
  const id = v7();
  await db.execute(sql`INSERT INTO locations (id, code, name, priority) VALUES (${id}, ${id}, 'Annexe', 1)`);
  return id;
}

/** An active product with one variant and this stock, each level with its movement. */
export async function aStockedVariant(
  db: Database,
  levels: readonly StockRow[],
): Promise<{ variantId: string; sku: string }> {
  const [productId, variantId] = [v7(), v7()];
  const sku = `SKU-${variantId}`;
  await db.execute(sql`INSERT INTO products (id, slug, title, status, currency)
    VALUES (${productId}, ${productId}, 'A product', 'active', 'GBP')`);
  await db.execute(sql`INSERT INTO variants (id, product_id, sku, position, option_key, price_minor)
    VALUES (${variantId}, ${productId}, ${sku}, 0, '', 100)`);
  for (const { locationId, onHand } of levels) {
    await db.execute(sql`INSERT INTO stock (variant_id, location_id, product_id, on_hand, tracked, on_sale)
      VALUES (${variantId}, ${locationId}, ${productId}, ${onHand ?? 0}, ${onHand !== null}, true)`);
    if (onHand)
      await db.execute(sql`INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason)
        VALUES (${v7()}, ${variantId}, ${locationId}, ${onHand}, 'import')`);
  }
  return { variantId, sku };
}
