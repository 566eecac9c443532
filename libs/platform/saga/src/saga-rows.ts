import { nothing, sql, type Database, type Queryable, type Sql } from '@tradepost/database';
import { describe, toStored, type StoredRefusal } from './refusal.ts';
import type { Refusal } from './saga.ts';

export type SagaStatus = 'running' | 'undoing' | 'done' | 'undone' | 'stuck';

/** The result of one attempt of one step; stored in the saga's row for operators. */
export interface LogEntry {
  step: string;
  what: 'done' | 'failed' | 'waits' | 'undone';
  attempt: number;
  at: string;
  ms: number;
  error?: string;
}

/** The row as last known; every write checks that it is unchanged. */
export interface Place {
  id: string;
  lease: string;
  step: number;
  status: SagaStatus;
}

export interface Progress {
  status: SagaStatus;
  step: number;
  state: object;
  refusal: Refusal | undefined;
  attempts: number;
  error: string | undefined;
  log: readonly LogEntry[];
  /** When another process may continue: after the lease, or after a pause that ends the lease. */
  next: { leaseMs: number } | { pauseMs: number };
  /** A new deadline, in ms from now; undefined: unchanged. */
  deadlineMs?: number;
}

export interface SagaRow {
  id: string;
  name: string;
  lease: string | null;
  status: SagaStatus;
  step: number;
  state: object;
  refusal: StoredRefusal | null;
  attempts: number;
  trace_id: string | null;
  deadline_ms: number;
}

const columns = sql`id, name, lease, status, step, state, refusal, attempts, trace_id,
  (extract(epoch FROM deadline_at - now()) * 1000)::float8 AS deadline_ms`;

interface NewRow {
  id: string;
  name: string;
  state: object;
  lease: string;
  leaseMs: number;
  deadlineMs: number;
  traceId: string;
}

export function insertSaga(row: NewRow, from: Sql = nothing): Sql {
  return sql`INSERT INTO sagas (id, name, state, lease, next_run_at, deadline_at, trace_id)
    SELECT ${row.id}::uuid, ${row.name}::text, ${JSON.stringify(row.state)}::jsonb, ${row.lease}::uuid,
      now() + ${row.leaseMs}::float8 * interval '1 ms', now() + ${row.deadlineMs}::float8 * interval '1 ms',
      ${row.traceId}::text ${from} RETURNING id`;
}

/** The only write of progress; aborts its whole statement when the row has changed. */
export function saveProgress(place: Place, to: Progress): Sql {
  const keepsLease = 'leaseMs' in to.next;
  const nextMs = 'leaseMs' in to.next ? to.next.leaseMs : to.next.pauseMs;
  return sql`UPDATE sagas SET
      step = CASE WHEN lease = ${place.lease} AND step = ${place.step} AND status = ${place.status}
             THEN ${to.step}::smallint ELSE saga_lease_lost() END,
      status = ${to.status}, state = ${JSON.stringify(to.state)}::jsonb,
      refusal = ${to.refusal ? JSON.stringify(toStored(to.refusal)) : null}::jsonb,
      attempts = ${to.attempts}, error = ${to.error ?? null},
      lease = ${keepsLease ? place.lease : null}::uuid,
      next_run_at = now() + ${nextMs}::float8 * interval '1 ms',
      deadline_at = coalesce(now() + ${to.deadlineMs ?? null}::float8 * interval '1 ms', deadline_at),
      log = log || ${JSON.stringify(to.log)}::jsonb, updated_at = now()
    WHERE id = ${place.id} RETURNING id`;
}

/** True when a statement was aborted because the lease was lost or the row has changed. */
export function isLeaseLost(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'SG001';
}

export function readSaga(db: Database, id: string): Promise<SagaRow | undefined> {
  return db.maybeOne<SagaRow>(sql`SELECT ${columns} FROM sagas WHERE id = ${id}`);
}

/** Claims due sagas: their lease or pause has ended. */
export function claimDue(
  db: Database,
  names: readonly string[],
  leaseMs: number,
  limit: number,
): Promise<SagaRow[]> {
  return db.query<SagaRow>(sql`
    UPDATE sagas SET lease = gen_random_uuid(), next_run_at = now() + ${leaseMs}::float8 * interval '1 ms',
      attempts = attempts + CASE WHEN lease IS NULL THEN 0 ELSE 1 END
    WHERE id IN (
      SELECT id FROM sagas
      WHERE status IN ('running', 'undoing') AND next_run_at <= now() AND name = ANY(${names}::text[])
      ORDER BY next_run_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    RETURNING ${columns}`);
}

/** Claims one that sleeps, before its pause is over. @returns undefined when it has ended or is leased */
export function claimSleeping(db: Database, id: string, leaseMs: number): Promise<SagaRow | undefined> {
  return db.maybeOne<SagaRow>(sql`
    UPDATE sagas SET lease = gen_random_uuid(), next_run_at = now() + ${leaseMs}::float8 * interval '1 ms'
    WHERE id = ${id} AND status IN ('running', 'undoing') AND lease IS NULL
    RETURNING ${columns}`);
}

interface TurnedBack {
  saga: { name: string; pivot: number };
  refusal: Refusal;
  leaseMs: number;
  log: LogEntry;
}

/**
 * Claims one that sleeps before its pivot, to undo it. One row, so a race with a process that continues it has one
 * winner. @returns undefined when it is past its pivot, undone already, or leased
 */
export function claimToUndo(
  db: Database,
  id: string,
  { saga, refusal, leaseMs, log }: TurnedBack,
): Promise<SagaRow | undefined> {
  return db.maybeOne<SagaRow>(sql`
    UPDATE sagas SET status = 'undoing', refusal = ${JSON.stringify(toStored(refusal))}::jsonb,
      error = ${describe(refusal)}, log = log || ${JSON.stringify([log])}::jsonb, attempts = 0,
      lease = gen_random_uuid(), next_run_at = now() + ${leaseMs}::float8 * interval '1 ms', updated_at = now()
    WHERE id = ${id} AND name = ${saga.name} AND status = 'running' AND lease IS NULL AND step <= ${saga.pivot}
    RETURNING ${columns}`);
}

/** Renews leases. @returns the ids of those still held */
export async function renewLeases(
  db: Database,
  held: readonly { id: string; lease: string }[],
  leaseMs: number,
): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(sql`
    UPDATE sagas SET next_run_at = now() + ${leaseMs}::float8 * interval '1 ms'
    FROM unnest(${held.map((h) => h.id)}::uuid[], ${held.map((h) => h.lease)}::uuid[]) AS held (id, lease)
    WHERE sagas.id = held.id AND sagas.lease = held.lease RETURNING sagas.id`);
  return new Set(rows.map((row) => row.id));
}

/** Resumes a stuck saga in the direction it had. @returns whether it was stuck */
export async function retryStuck(db: Queryable, id: string): Promise<boolean> {
  const changed = await db.execute(sql`
    UPDATE sagas SET status = CASE WHEN refusal IS NULL THEN 'running' ELSE 'undoing' END,
      attempts = 0, lease = NULL, next_run_at = now(), updated_at = now()
    WHERE id = ${id} AND status = 'stuck'`);
  return changed === 1;
}

/** Counts of running and stuck sagas. */
export function countOpen(db: Database): Promise<{ status: SagaStatus; n: number }[]> {
  return db.query(sql`SELECT status, count(*) AS n FROM sagas WHERE status IN ('running', 'undoing') GROUP BY status
    UNION ALL SELECT 'stuck', count(*) FROM sagas WHERE status = 'stuck'`);
}
