import { Injectable } from '@nestjs/common';
import { Worker } from '@tradepost/bootstrap';
import { Database, sql } from '@tradepost/database';
import { Loop } from '@tradepost/messaging';
import { Logger, Metrics } from '@tradepost/observability';

const EVERY_MS = 300_000;
const SHOWN = 100;

/** A level that is not the sum of its movements. */
export type Mismatch = {
  readonly variantId: string;
  readonly locationId: string;
  readonly onHand: number;
  readonly moved: number;
};

/** One statement sees level and movements of one moment, so that goods on their way are never taken for a fault. */
export function mismatches(db: Database): Promise<Mismatch[]> {
  return db.query<Mismatch>(sql`
    SELECT s.variant_id AS "variantId", s.location_id AS "locationId", s.on_hand AS "onHand",
           coalesce(m.moved, 0)::bigint AS moved
    FROM stock s LEFT JOIN (
      SELECT variant_id, location_id, sum(quantity) AS moved FROM stock_movements GROUP BY 1, 2
    ) m USING (variant_id, location_id)
    WHERE s.on_hand <> coalesce(m.moved, 0) ORDER BY 1, 2 LIMIT ${SHOWN}`);
}

/** Says when a level is not the sum of its movements. It only reads, so any number may run. */
@Injectable()
export class StockCheck extends Worker {
  private readonly loop: Loop;

  constructor(db: Database, log: Logger, metrics: Metrics) {
    super();
    const wrong = metrics.gauge('stock_levels_wrong', 'Levels that are not the sum of their movements');
    this.loop = new Loop({
      ...{ name: 'stock check', log },
      round: async () => {
        const found = await mismatches(db);
        wrong.set(found.length);
        for (const one of found) log.error({ ...one }, 'a level of stock is not the sum of its movements');
        return EVERY_MS;
      },
    });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }
}
