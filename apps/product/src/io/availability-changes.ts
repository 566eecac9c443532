import { Injectable } from '@nestjs/common';
import { sql, type Transaction } from '@tradepost/database';
import { appendEvents, OutboxRelay } from '@tradepost/messaging';
import { publishLowStock } from './low-stock.ts';
import { ProductDatabase } from './product-database.ts';
import { type ChangedProduct, productChanged } from './product-events.ts';

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
    // Most calls find nothing, and need no transaction for that.
    if (!(await this.db.maybeOne(sql`SELECT 1 AS found FROM availability_changes LIMIT 1`))) return 0;
    const published = await this.db.tx(publishBatch);
    if (published > 0) this.relay.notify();
    return published;
  }
}

async function publishBatch(tx: Transaction): Promise<number> {
  const changed = await tx.query<ChangedProduct & { changes: number }>(sql`
    WITH batch AS (
      SELECT ctid FROM availability_changes LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    ), taken AS (
      DELETE FROM availability_changes WHERE ctid = ANY (ARRAY(SELECT ctid FROM batch)) RETURNING product_id
    )
    SELECT p.id, p.slug, p.version, count(*)::int AS changes FROM taken JOIN products p ON p.id = product_id
    GROUP BY p.id ORDER BY p.id`);
  await appendEvents(tx, changed.map(productChanged));
  const ids = changed.map(({ id }) => id);
  await publishLowStock(tx, sql`product_id = ANY (${ids}::uuid[])`);
  return changed.reduce((all, { changes }) => all + changes, 0);
}
