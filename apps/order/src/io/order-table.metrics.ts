import { Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import { Metrics, TABLE_AGE_MS } from '@tradepost/observability';
import { ORDER_SERIES } from '../order.series.ts';
import { OrderDatabase } from './order-database.ts';

interface Load {
  inReview: number;
  oldestPendingAge: number;
  lastReconciled: number | null;
}

/** Gauges of whole tables; each reads an index only as far as there is something to report. */
@Injectable()
export class OrderTableMetrics {
  constructor(db: OrderDatabase, metrics: Metrics) {
    const review = metrics.gauge(ORDER_SERIES.inReview);
    const pendingAge = metrics.gauge(ORDER_SERIES.oldestPendingAge);
    const lastReconciled = metrics.gauge(ORDER_SERIES.lastReconciled);
    // None may ever have finished; then it is due since this process runs.
    const startedAt = Date.now() / 1_000;
    lastReconciled.set(startedAt);
    metrics.onScrape(
      async () => {
        // Ids of orders grow with time: the first one by `orders_by_states` with this payment state is the oldest of them.
        const load = await db.one<Load>(sql`
          SELECT (SELECT count(*) FROM orders WHERE state = 'review') AS "inReview",
            coalesce((SELECT extract(epoch FROM now() - created_at) FROM orders WHERE state = 'pending'
                      ORDER BY id LIMIT 1), 0)::float8 AS "oldestPendingAge",
            (SELECT extract(epoch FROM finished_at)::float8 FROM reconciliation_runs WHERE state = 'done'
             ORDER BY id DESC LIMIT 1) AS "lastReconciled"`);
        review.set(load.inReview);
        pendingAge.set(load.oldestPendingAge);
        lastReconciled.set(load.lastReconciled ?? startedAt);
      },
      { minAgeMs: TABLE_AGE_MS },
    );
  }
}
