import { Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import { Metrics, TABLE_AGE_MS } from '@tradepost/observability';
import { PRODUCT_SERIES } from '../product.series.ts';
import { ProductDatabase } from './product-database.ts';

/** Stock that is held for orders which are being placed. */
@Injectable()
export class StockTableMetrics {
  constructor(db: ProductDatabase, metrics: Metrics) {
    const held = metrics.gauge(PRODUCT_SERIES.heldUnits);
    metrics.onScrape(
      async () => {
        // The partial index `holds_due` has only live holds.
        const { units } = await db.one<{ units: number }>(sql`
          SELECT coalesce(sum(quantity), 0)::bigint AS units FROM holds JOIN hold_lines USING (order_id)
          WHERE state = 'held'`);
        held.set(units);
      },
      { minAgeMs: TABLE_AGE_MS },
    );
  }
}
