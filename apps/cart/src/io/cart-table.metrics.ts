import { Injectable } from '@nestjs/common';
import { Database, sql } from '@tradepost/database';
import { Metrics } from '@tradepost/observability';
import { CART_SERIES } from '../cart.series.ts';

// Still rarely: what there are few of is counted.
const MIN_AGE_MS = 60_000;
const COUNTED = 2_000;

interface OpenCarts {
  readonly guest: number;
  readonly user: number;
}

/**
 * Open carts: counted as long as they are few, else as many as Postgres had in the indexes when it last vacuumed or analysed
 * them. Counting all of them each minute would cost the more the more were left.
 */
export async function openCarts(db: Database, counted = COUNTED): Promise<OpenCarts> {
  const few = await db.one<OpenCarts>(sql`
    SELECT count(*) FILTER (WHERE user_id IS NULL) AS guest, count(user_id) AS user
    FROM (SELECT user_id FROM carts WHERE state IN ('active', 'completing') LIMIT ${counted}) AS first`);
  if (few.guest + few.user < counted) return few;
  const { open, guest } = await db.one<{ open: number; guest: number }>(sql`
    SELECT (SELECT reltuples FROM pg_class WHERE oid = 'carts_open_of_user'::regclass)::bigint AS open,
      (SELECT reltuples FROM pg_class WHERE oid = 'carts_guests_by_age'::regclass)::bigint AS guest`);
  return { guest: Math.max(guest, few.guest), user: Math.max(open - guest, few.user) };
}

/** Carts that customers have. */
@Injectable()
export class CartTableMetrics {
  constructor(db: Database, metrics: Metrics) {
    const active = metrics.gauge(CART_SERIES.active);
    metrics.onScrape(
      async () => {
        const { guest, user } = await openCarts(db);
        active.set({ owner: 'guest' }, guest);
        active.set({ owner: 'user' }, user);
      },
      { minAgeMs: MIN_AGE_MS },
    );
  }
}
