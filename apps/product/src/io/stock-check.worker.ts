import { Inject, Injectable } from '@nestjs/common';
import { nothing, type Queryable, sql } from '@tradepost/database';
import { BackgroundTask, CONFIG } from '@tradepost/nest';
import { Logger, Metrics } from '@tradepost/observability';
import type { ProductConfig } from '../product.config.ts';
import { PRODUCT_SERIES } from '../product.series.ts';
import { ProductDatabase } from './product-database.ts';

const MAX_REPORTED = 100;
/** A shop of this size is compared whole each time. */
const LEVELS_PER_CHECK = 5_000;

/** A level that is not the sum of its movements. */
export interface Mismatch {
  readonly variantId: string;
  readonly locationId: string;
  readonly onHand: number;
  readonly moved: number;
}

interface Checked {
  /** The first hundred. */
  readonly found: Mismatch[];
  readonly count: number;
  /** Where the next check goes on; null: all of the rest was compared. */
  readonly next: string | null;
}

/**
 * Compares the levels of the next variants. One statement sees levels and movements at the same moment, so that a sale in
 * progress is not a mismatch. With ties: a variant's levels at all locations are compared together.
 */
export function mismatches(
  db: Queryable,
  after: string | null = null,
  levels = LEVELS_PER_CHECK,
): Promise<Checked> {
  return db.one<Checked>(sql`
    WITH next AS MATERIALIZED (
      SELECT variant_id, location_id, on_hand FROM stock ${after === null ? nothing : sql`WHERE variant_id > ${after}`}
      ORDER BY variant_id FETCH FIRST ${levels} ROWS WITH TIES
    ), wrong AS (
      SELECT s.variant_id AS "variantId", s.location_id AS "locationId", s.on_hand AS "onHand", m.moved
      FROM next s, LATERAL (
        SELECT coalesce(sum(quantity), 0)::bigint AS moved FROM (
          SELECT quantity FROM stock_movements
          WHERE variant_id = s.variant_id AND location_id = s.location_id
          UNION ALL SELECT quantity FROM stock_movement_months
          WHERE variant_id = s.variant_id AND location_id = s.location_id) movement) m
      WHERE s.on_hand <> m.moved
    )
    SELECT (SELECT coalesce(json_agg(few), '[]') FROM (
        SELECT * FROM wrong ORDER BY "variantId", "locationId" LIMIT ${MAX_REPORTED}) few) AS found,
      (SELECT count(*) FROM wrong)::int AS count,
      (SELECT CASE WHEN count(*) >= ${levels} THEN (array_agg(variant_id ORDER BY variant_id DESC))[1] END FROM next) AS next`);
}

/**
 * Reports levels that are not the sum of their movements. One instance compares for all, some levels at a time so that no check
 * reads the whole history; each instance reports the result. A wrong level is reported as soon as it is found, and no
 * longer after a whole pass without it.
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

  override async run(levels = LEVELS_PER_CHECK): Promise<void> {
    if (await this.takeTurn()) {
      const { after } = await this.db.one<{ after: string | null }>(
        sql`SELECT checked_to AS after FROM stock_check`,
      );
      const { found, count, next } = await mismatches(this.db, after, levels);
      for (const one of found) this.log.error({ ...one }, 'a stock level is not the sum of its movements');
      await this.db.execute(
        next === null
          ? sql`UPDATE stock_check SET checked_to = NULL, wrong_in_pass = 0, wrong_levels = wrong_in_pass + ${count}`
          : sql`UPDATE stock_check SET checked_to = ${next}, wrong_in_pass = wrong_in_pass + ${count},
              wrong_levels = greatest(wrong_levels, wrong_in_pass + ${count})`,
      );
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
