import { sql } from '@tradepost/database';
import { deleteRows, sweepByAge, type SweepRule } from './sweep-rule.ts';

const DAY_MS = 86_400_000;
/** How long published events stay: those are published again when Redis comes back empty. */
export const PUBLISHED_KEEP_MS = DAY_MS;

/** Published events. By position, which is nearly the order of publication: an index on their time would cost each event. */
export const outboxSweep: SweepRule = {
  table: 'outbox',
  keepMs: PUBLISHED_KEEP_MS,
  deletion: ({ before, limit, isOurs }) =>
    deleteRows(
      sql`outbox`,
      sql`SELECT ctid FROM (
          SELECT ctid, published_at FROM outbox WHERE ${isOurs} ORDER BY position LIMIT ${limit}
        ) AS first WHERE published_at < ${before}`,
    ),
  oldest: sql`SELECT published_at FROM outbox ORDER BY position LIMIT 1`,
};

/** Which events took effect, longer after their last delivery than any can be published again. */
export const inboxSweep = sweepByAge({ table: sql`inbox`, time: sql`received_at`, keepMs: 3 * DAY_MS });

/** Idempotency keys with their responses. One without is still being worked on, such as a purchase that is stuck. */
export const keySweep = sweepByAge({
  ...{ table: sql`idempotency_keys`, time: sql`created_at`, keepMs: 2 * DAY_MS },
  unless: sql`response IS NULL`,
});
