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

/**
 * The first hundred, and how many there are. One statement sees levels and movements at the same moment, so that a sale in
 * progress is not a mismatch.
 */
export async function mismatches(db: Database): Promise<{ found: Mismatch[]; count: number }> {
  const rows = await db.query<Mismatch & { count: number }>(sql`
    SELECT s.variant_id AS "variantId", s.location_id AS "locationId", s.on_hand AS "onHand",
           coalesce(m.moved, 0)::bigint AS moved, count(*) OVER ()::int AS count
    FROM stock s LEFT JOIN (
      SELECT variant_id, location_id, sum(quantity) AS moved FROM stock_movements GROUP BY 1, 2
    ) m USING (variant_id, location_id)
    WHERE s.on_hand <> coalesce(m.moved, 0) ORDER BY 1, 2 LIMIT ${MAX_REPORTED}`);
  return { found: rows.map(({ count: _, ...mismatch }) => mismatch), count: rows[0]?.count ?? 0 };
}

/**
 * Reports levels that are not the sum of their movements. The comparison reads every movement, so that one instance makes
 * it for all; each of them reports the last result.
 */
@Injectable()
export class StockCheck extends BackgroundTask {
  private readonly everyMs: number;
  private readonly wrongLevels;

  constructor(
    @Inject(CONFIG) { STOCK_CHECK_MS: everyMs }: Pick<ProductConfig, 'STOCK_CHECK_MS'>,
    private readonly db: ProductDatabase,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    super({ name: 'stock check', everyMs, log });
    this.everyMs = everyMs;
    this.wrongLevels = metrics.gauge(PRODUCT_SERIES.levelsWrong);
  }

  override async run(): Promise<void> {
    if (await this.takeTurn()) {
      const { found, count } = await mismatches(this.db);
      for (const one of found) this.log.error({ ...one }, 'a stock level is not the sum of its movements');
      await this.db.execute(sql`UPDATE stock_check SET wrong_levels = ${count}`);
    }
    const { wrong } = await this.db.one<{ wrong: number }>(
      sql`SELECT wrong_levels AS wrong FROM stock_check`,
    );
    this.wrongLevels.set(wrong);
  }

  /** A turn ends by itself: an instance that dies leaves the next one to another. */
  private async takeTurn(): Promise<boolean> {
    // Somewhat less than the pause, or a clock that is a little ahead would skip every second turn.
    const restMs = this.everyMs * 0.9;
    const taken = await this.db.execute(sql`
      UPDATE stock_check SET checked_at = now() WHERE checked_at <= now() - make_interval(secs => ${restMs / 1_000})`);
    return taken > 0;
  }
}
