import { sql, type Database, type Sql } from '@tradepost/database';
import { toTraceparent } from '@tradepost/observability';
import type { StreamEvent } from './event.ts';

/** Identifies one run of one Redis; events published to another may be lost. */
export interface RedisLife {
  readonly epoch: string;
  readonly runId: string;
}

export interface WaitingEvent extends StreamEvent {
  readonly position: number;
}

interface Row {
  position: number;
  id: string;
  aggregate_type: string;
  aggregate_id: string;
  type: string;
  schema_version: number;
  payload: Buffer;
  trace_id: string | null;
  span_id: string | null;
  created_at: Date;
}

/**
 * Unpublished events of these partitions, in the order they were written; the same statement marks those that were published
 * since the last time.
 */
export async function nextBatch(
  db: Database,
  source: string,
  { holder, partitions, published, limit }: Batch,
): Promise<WaitingEvent[]> {
  const rows = await db.query<Row>(
    published.length === 0
      ? sql`${waiting(partitions)} ORDER BY position LIMIT ${limit}`
      : sql`WITH held AS (${heldBy(holder, partitions)}), marked AS (${mark(published)})
          ${waiting(partitions)} AND position <> ALL(${published}::bigint[]) ORDER BY position LIMIT ${limit}`,
  );
  return rows.map((row) => ({
    position: row.position,
    id: row.id,
    type: row.type,
    source,
    subject: row.aggregate_id,
    aggregateType: row.aggregate_type,
    time: row.created_at,
    schemaVersion: row.schema_version,
    traceId: row.trace_id ?? undefined,
    traceparent: traceparentOf(row),
    data: row.payload,
  }));
}

export interface Batch {
  readonly holder: string;
  readonly partitions: readonly number[];
  /** Positions to be marked. */
  readonly published: readonly number[];
  readonly limit: number;
}

const waiting = (partitions: readonly number[]): Sql => sql`
  SELECT position, id, aggregate_type, aggregate_id, type, schema_version, payload, trace_id, span_id, created_at
  FROM outbox WHERE published_at IS NULL AND partition = ANY(${partitions}::smallint[])`;

/**
 * The lease rows are locked, so a relay that lost a partition in the meantime marks nothing of it: the new holder may have
 * decided to publish those rows again.
 */
const heldBy = (holder: string, partitions: readonly number[]): Sql => sql`
  SELECT partition FROM outbox_leases
  WHERE holder = ${holder} AND partition = ANY(${partitions}::smallint[]) FOR SHARE`;

const mark = (positions: readonly number[]): Sql => sql`
  UPDATE outbox SET published_at = now()
  WHERE position = ANY(${positions}::bigint[]) AND partition IN (SELECT partition FROM held)`;

const traceparentOf = ({ trace_id: traceId, span_id: spanId }: Row): string | undefined =>
  traceId !== null && spanId !== null ? toTraceparent({ traceId, spanId, isSampled: true }) : undefined;

/** Marks events as published without reading others. */
export async function markPublished(
  db: Database,
  holder: string,
  partitions: readonly number[],
  positions: readonly number[],
): Promise<void> {
  await db.execute(sql`WITH held AS (${heldBy(holder, partitions)}) ${mark(positions)}`);
}

/** Continues partitions on another Redis: what was published within `sinceMs` is published again. */
export function publishAgain(
  db: Database,
  holder: string,
  partitions: readonly number[],
  life: RedisLife,
  sinceMs: number,
): Promise<number> {
  return db.tx(async (tx) => {
    const mine = await tx.query<{ partition: number }>(sql`
      UPDATE outbox_leases SET epoch = ${life.epoch}, run_id = ${life.runId}
      WHERE holder = ${holder} AND partition = ANY(${partitions}::smallint[]) RETURNING partition`);
    return tx.execute(sql`UPDATE outbox SET published_at = NULL
      WHERE partition = ANY(${mine.map((row) => row.partition)}::smallint[])
        AND published_at > now() - ${sinceMs} * interval '1 ms'`);
  });
}

/** Age of the oldest unpublished event in seconds; 0 when there is none. */
export async function oldestAge(db: Database): Promise<number> {
  const { age } = await db.one<{ age: number }>(sql`
    SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float AS age
    FROM (SELECT created_at FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT 100) AS oldest`);
  return age;
}

/** How many events are unpublished, and for how long. */
export async function outboxLoad(db: Database): Promise<{ waiting: number; oldestAgeSeconds: number }> {
  const [{ waiting }, oldestAgeSeconds] = await Promise.all([
    db.one<{ waiting: number }>(sql`SELECT count(*) AS waiting FROM outbox WHERE published_at IS NULL`),
    oldestAge(db),
  ]);
  return { waiting, oldestAgeSeconds };
}
