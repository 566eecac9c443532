import { setTimeout as after } from 'node:timers/promises';
import pg from 'pg';
import { readStreams } from './records/streams.ts';
import { WRITERS } from './records/read-records.ts';
import type { Stack } from './stack.ts';

const UNPUBLISHED = WRITERS.map(
  (schema) => `(SELECT count(*) FROM "${schema}".outbox WHERE published_at IS NULL)`,
);
const UNANSWERED = WRITERS.map(
  (schema) =>
    `(SELECT count(*) FROM "${schema}".idempotency_keys WHERE response IS NULL AND created_at >= $1)`,
);

const PENDING = `
  SELECT (SELECT count(*) FROM "order".orders WHERE state = 'pending' AND created_at >= $1) AS "orders pending",
         (SELECT count(*) FROM "order".sagas WHERE status IN ('running', 'undoing') AND created_at >= $1) AS "sagas running",
         (SELECT count(*) FROM product.holds WHERE state = 'held' AND created_at >= $1) AS "stock held",
         (SELECT count(*) FROM cart.carts WHERE state = 'completing' AND updated_at >= $1) AS "carts completing",
         ${UNANSWERED.join(' + ')} AS "keys without an answer",
         ${UNPUBLISHED.join(' + ')} AS "events not published"`;

export interface Healing {
  limitMs: number;
  /** What was in progress before that does not belong to this run. */
  startedAt: number;
}

/**
 * Waits until nothing is on its way any more, at most for the limit.
 * @returns what still is, by name; empty when all came to rest
 */
export async function untilHealed(
  stack: Stack,
  { limitMs, startedAt }: Healing,
): Promise<Record<string, number>> {
  const until = Date.now() + limitMs;
  const db = new pg.Pool({ connectionString: stack.file.databaseAdminUrl, max: 1 });
  db.on('error', () => {}); // asked again in the next round
  try {
    for (;;) {
      const left = await lookAround(stack, db, new Date(startedAt));
      if (Object.keys(left).length === 0 || Date.now() > until) return left;
      await after(300);
    }
  } finally {
    await db.end();
  }
}

async function lookAround(stack: Stack, db: pg.Pool, since: Date): Promise<Record<string, number>> {
  try {
    if (!(await stack.isWell())) return { 'services not ready': 1 };
    const { rows } = await db.query<Record<string, number>>(PENDING, [since]);
    const streams = await readStreams(stack.file.redisUrl, WRITERS);
    const unread = streams.flatMap(({ service, waiting }) =>
      Object.entries(waiting).map(
        ([group, count]) => [`events of ${service} unread by ${group}`, count] as const,
      ),
    );
    const missing = await unwritten(db, streams);
    const all = [...Object.entries(rows[0] ?? {}), ...unread, ['events missing in Redis', missing] as const];
    return Object.fromEntries(all.filter(([, count]) => count > 0));
  } catch (fault) {
    return { [`no response: ${(fault as Error).message}`]: 1 };
  }
}

/** A Redis that came back empty is filled again; that takes a moment. */
async function unwritten(db: pg.Pool, streams: Awaited<ReturnType<typeof readStreams>>): Promise<number> {
  let missing = 0;
  for (const { service, eventIds } of streams) {
    const { rows } = await db.query<{ id: string }>(`SELECT id FROM "${service}".outbox`);
    missing += rows.filter(({ id }) => !eventIds.has(id)).length;
  }
  return missing;
}
