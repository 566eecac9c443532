import { Injectable } from '@nestjs/common';
import { Database, sql } from '@tradepost/database';
import { Metrics } from '@tradepost/observability';
import { CART_SERIES } from '../cart.series.ts';

// All open carts are counted, so rarely.
const MIN_AGE_MS = 60_000;

/** Carts that customers have. */
@Injectable()
export class CartTableMetrics {
  constructor(db: Database, metrics: Metrics) {
    const active = metrics.gauge(CART_SERIES.active);
    metrics.onScrape(
      async () => {
        // From the index `carts_open_of_user` alone.
        const { guest, user } = await db.one<{ guest: number; user: number }>(sql`
          SELECT count(*) FILTER (WHERE user_id IS NULL) AS guest, count(user_id) AS user
          FROM carts WHERE state IN ('active', 'completing')`);
        active.set({ owner: 'guest' }, guest);
        active.set({ owner: 'user' }, user);
      },
      { minAgeMs: MIN_AGE_MS },
    );
  }
}
