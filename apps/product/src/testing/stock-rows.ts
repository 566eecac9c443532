import { type Database, sql } from '@tradepost/database';
import { v7 } from 'uuid';

/** Stock at one location: how many there are, null when nobody counts. */
export interface Pile {
  locationId: string;
  onHand: number | null;
}

/** A second place for goods, emptied after the main one. */
export async function aLocation(db: Database): Promise<string> {
  const id = v7();
  await db.execute(sql`INSERT INTO locations (id, code, name, priority) VALUES (${id}, ${id}, 'Annexe', 1)`);
  return id;
}

/** An active product with one variant and the given piles, each with the movement that made it. */
export async function aStockedVariant(
  db: Database,
  piles: readonly Pile[],
): Promise<{ variantId: string; sku: string }> {
  const [productId, variantId] = [v7(), v7()];
  const sku = `SKU-${variantId}`;
  await db.execute(sql`INSERT INTO products (id, slug, title, status, currency)
    VALUES (${productId}, ${productId}, 'A thing', 'active', 'GBP')`);
  await db.execute(sql`INSERT INTO variants (id, product_id, sku, position, option_key, price_minor)
    VALUES (${variantId}, ${productId}, ${sku}, 0, '', 100)`);
  for (const { locationId, onHand } of piles) {
    await db.execute(sql`INSERT INTO stock (variant_id, location_id, product_id, on_hand, tracked, on_sale)
      VALUES (${variantId}, ${locationId}, ${productId}, ${onHand ?? 0}, ${onHand !== null}, true)`);
    if (onHand)
      await db.execute(sql`INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason)
        VALUES (${v7()}, ${variantId}, ${locationId}, ${onHand}, 'import')`);
  }
  return { variantId, sku };
}
