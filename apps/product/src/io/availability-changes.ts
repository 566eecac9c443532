import { Injectable } from '@nestjs/common';
import type { StockLow } from '@tradepost/contracts';
import { sql, type Transaction } from '@tradepost/database';
import { appendEvents, OutboxRelay } from '@tradepost/messaging';
import { lowStock } from './low-stock.ts';
import { ProductDatabase } from './product-database.ts';
import { type ChangedProduct, productChanged, stockLow } from './product-events.ts';

/** The most changes that one call publishes. */
export const BATCH = 1_000;

/** Changes of availability, which holds leave as rows: many of them become one `ProductChanged` per product. */
@Injectable()
export class AvailabilityChanges {
  constructor(
    private readonly db: ProductDatabase,
    private readonly relay: OutboxRelay,
  ) {}

  /** Any number of instances may call it at once. @returns how many changes it published */
  async publish(): Promise<number> {
    const products = await this.db.tx(publishBatch);
    if (products.length > 0) this.relay.notify(products.map(({ id }) => id));
    return products.reduce((all, { changes }) => all + changes, 0);
  }
}

interface Taken {
  readonly products: readonly (ChangedProduct & { readonly changes: number })[];
  readonly low: readonly StockLow[];
}

/** The rows are taken by one statement with what is low now, and their events written by another: they are encoded here. */
async function publishBatch(tx: Transaction): Promise<Taken['products']> {
  const { products, low } = await tx.one<Taken>(sql`
    WITH batch AS (
      SELECT ctid FROM availability_changes LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    ), taken AS (
      DELETE FROM availability_changes WHERE ctid = ANY (ARRAY(SELECT ctid FROM batch)) RETURNING product_id
    ), product AS (
      SELECT p.id, p.slug, p.version, count(*)::int AS changes FROM taken JOIN products p ON p.id = product_id
      GROUP BY p.id ORDER BY p.id
    ), ${lowStock(sql`product_id = ANY (ARRAY(SELECT id FROM product))`)}
    SELECT (SELECT coalesce(json_agg(product), '[]') FROM product) AS products,
      (SELECT coalesce(json_agg(low), '[]') FROM low) AS low`);
  await appendEvents(tx, [...products.map(productChanged), ...low.map(stockLow)]);
  return products;
}
