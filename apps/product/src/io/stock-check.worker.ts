import { Inject, Injectable } from '@nestjs/common';
import { type Database, sql } from '@tradepost/database';
import { BackgroundTask, CONFIG } from '@tradepost/nest';
import { Logger, Metrics } from '@tradepost/observability';
import type { ProductConfig } from '../product.config.ts';
import { PRODUCT_SERIES } from '../product.series.ts';
import { ProductDatabase } from './product-database.ts';

const MAX_REPORTED = 100;

/** A level that is not the sum of its movements. */
export interface Mismatch {
  readonly variantId: string;
  readonly locationId: string;
  readonly onHand: number;
  readonly moved: number;
}

/** One statement sees levels and movements at the same moment, so that a sale in progress is not a mismatch. */
export function mismatches(db: Database): Promise<Mismatch[]> {
  return db.query<Mismatch>(sql`
    SELECT s.variant_id AS "variantId", s.location_id AS "locationId", s.on_hand AS "onHand",
           coalesce(m.moved, 0)::bigint AS moved
    FROM stock s LEFT JOIN (
      SELECT variant_id, location_id, sum(quantity) AS moved FROM stock_movements GROUP BY 1, 2
    ) m USING (variant_id, location_id)
    WHERE s.on_hand <> coalesce(m.moved, 0) ORDER BY 1, 2 LIMIT ${MAX_REPORTED}`);
}

/** Reports levels that are not the sum of their movements. It only reads, so any number may run. */
@Injectable()
export class StockCheck extends BackgroundTask {
  private readonly wrongLevels;

  constructor(
    @Inject(CONFIG) config: Pick<ProductConfig, 'STOCK_CHECK_MS'>,
    private readonly db: ProductDatabase,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    super({ name: 'stock check', everyMs: config.STOCK_CHECK_MS, log });
    this.wrongLevels = metrics.gauge(PRODUCT_SERIES.levelsWrong);
  }

  protected override async run(): Promise<void> {
    const found = await mismatches(this.db);
    this.wrongLevels.set(found.length);
    for (const one of found) this.log.error({ ...one }, 'a stock level is not the sum of its movements');
  }
}
