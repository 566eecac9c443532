import { Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import { isListed } from '../domain/product.ts';
import type { ProductDetails } from '../flows/product-details.ts';
import { productDetails, toStoredProduct } from './product-details.sql.ts';
import { ProductDatabase } from './product-database.ts';
import { REVISION, SearchIndex } from './search-index.ts';

// Each batch locks its products until it is written; staff and imports wait for it.
const BATCH = 50;

/** Entries of the search index that another release made, by other rules. */
@Injectable()
export class OldEntries {
  constructor(
    private readonly db: ProductDatabase,
    private readonly index: SearchIndex,
  ) {}

  /** Makes some of them again; any number of instances may call it at once. @returns how many: 0 when none are left */
  async renew(): Promise<number> {
    const isDue = await this.db.maybeOne(
      sql`SELECT 1 AS found FROM product_search WHERE revision < ${REVISION} LIMIT 1`,
    );
    if (!isDue) return 0;
    return this.db.tx(async (tx) => {
      const due = await tx.query<{ id: string }>(sql`
        SELECT p.id FROM product_search ps JOIN products p ON p.id = ps.product_id WHERE ps.revision < ${REVISION}
        ORDER BY p.id LIMIT ${BATCH} FOR NO KEY UPDATE OF p SKIP LOCKED`);
      const ids = due.map(({ id }) => id);
      const products = await tx.query<ProductDetails>(productDetails(sql`WHERE p.id = ANY (${ids}::uuid[])`));
      const listed = products.filter(({ status }) => isListed(status));
      await this.index.replace(tx, ids, listed.map(toStoredProduct));
      return ids.length;
    });
  }
}
