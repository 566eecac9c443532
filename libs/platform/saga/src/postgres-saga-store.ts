import { nothing, sql, type Database, type Queryable, type Sql } from '@tradepost/database';
import { describe, toStored } from './refusal.ts';
import {
  SagaStore,
  type NewSagaRow,
  type Place,
  type Progress,
  type SagaRow,
  type OpenSagas,
  type TurnedBack,
} from './saga-store.ts';
import { sagaSql, sagaWrite } from './saga-write.ts';
import type { SagaWrite } from './saga.ts';

const columns = sql`id, name, lease, status, step, state, refusal, attempts, trace_id, span_id,
  (extract(epoch FROM deadline_at - now()) * 1000)::float8 AS deadline_ms`;

/** Sagas in the table of `sql/saga.sql`. */
export class PostgresSagaStore extends SagaStore {
  private readonly db: Database;

  constructor(db: Database) {
    super();
    this.db = db;
  }

  override insert(row: NewSagaRow): SagaWrite {
    return sagaWrite((from) => insertRow(row, from));
  }

  override saveProgress(place: Place, to: Progress): SagaWrite {
    return sagaWrite(() => updateRow(place, to));
  }

  override async execute(write: SagaWrite): Promise<void> {
    await this.db.joined.execute(sagaSql(write));
  }

  override find(id: string): Promise<SagaRow | undefined> {
    return this.db.maybeOne<SagaRow>(sql`SELECT ${columns} FROM sagas WHERE id = ${id}`);
  }

  override claimDue(names: readonly string[], leaseMs: number, limit: number): Promise<SagaRow[]> {
    return this.db.query<SagaRow>(sql`
      UPDATE sagas SET lease = gen_random_uuid(), next_run_at = now() + ${leaseMs}::float8 * interval '1 ms',
        attempts = attempts + CASE WHEN lease IS NULL THEN 0 ELSE 1 END
      WHERE id IN (
        SELECT id FROM sagas
        WHERE status IN ('running', 'undoing') AND next_run_at <= now() AND name = ANY(${names}::text[])
        ORDER BY next_run_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      RETURNING ${columns}`);
  }

  override claimSleeping(id: string, leaseMs: number): Promise<SagaRow | undefined> {
    return this.db.maybeOne<SagaRow>(sql`
      UPDATE sagas SET lease = gen_random_uuid(), next_run_at = now() + ${leaseMs}::float8 * interval '1 ms'
      WHERE id = ${id} AND status IN ('running', 'undoing') AND lease IS NULL
      RETURNING ${columns}`);
  }

  override claimToUndo(
    id: string,
    { saga, refusal, leaseMs, log }: TurnedBack,
  ): Promise<SagaRow | undefined> {
    return this.db.maybeOne<SagaRow>(sql`
      UPDATE sagas SET status = 'undoing', refusal = ${JSON.stringify(toStored(refusal))}::jsonb,
        error = ${describe(refusal)}, log = log || ${JSON.stringify([log])}::jsonb, attempts = 0,
        lease = gen_random_uuid(), next_run_at = now() + ${leaseMs}::float8 * interval '1 ms', updated_at = now()
      WHERE id = ${id} AND name = ${saga.name} AND status = 'running' AND lease IS NULL AND step <= ${saga.pivot}
      RETURNING ${columns}`);
  }

  override async renewLeases(
    held: readonly { id: string; lease: string }[],
    leaseMs: number,
  ): Promise<Set<string>> {
    const rows = await this.db.query<{ id: string }>(sql`
      UPDATE sagas SET next_run_at = now() + ${leaseMs}::float8 * interval '1 ms'
      FROM unnest(${held.map((h) => h.id)}::uuid[], ${held.map((h) => h.lease)}::uuid[]) AS held (id, lease)
      WHERE sagas.id = held.id AND sagas.lease = held.lease RETURNING sagas.id`);
    return new Set(rows.map((row) => row.id));
  }

  override retryStuck(id: string): Promise<boolean> {
    return retryStuck(this.db, id);
  }

  override countOpen(): Promise<OpenSagas[]> {
    // Two reads of the partial indexes `sagas_due` and `sagas_stuck`: ended sagas are not touched.
    const open = (status: Sql): Sql => sql`
      SELECT name, status, count(*) AS n,
             extract(epoch FROM now() - min(created_at))::float8 AS "oldestAgeSeconds"
      FROM sagas WHERE ${status} GROUP BY name, status`;
    return this.db.query(sql`
      ${open(sql`status IN ('running', 'undoing')`)} UNION ALL ${open(sql`status = 'stuck'`)}`);
  }
}

/** Resumes a stuck saga in the direction it had, with what else the transaction writes. @returns whether it was stuck */
export async function retryStuck(db: Queryable, id: string): Promise<boolean> {
  const changed = await db.execute(sql`
    UPDATE sagas SET status = CASE WHEN refusal IS NULL THEN 'running' ELSE 'undoing' END,
      attempts = 0, lease = NULL, next_run_at = now(), updated_at = now()
    WHERE id = ${id} AND status = 'stuck'`);
  return changed === 1;
}

function insertRow(row: NewSagaRow, from: Sql = nothing): Sql {
  return sql`INSERT INTO sagas (id, name, state, lease, next_run_at, deadline_at, trace_id, span_id)
    SELECT ${row.id}::uuid, ${row.name}::text, ${JSON.stringify(row.state)}::jsonb, ${row.lease}::uuid,
      now() + ${row.leaseMs}::float8 * interval '1 ms', now() + ${row.deadlineMs}::float8 * interval '1 ms',
      ${row.traceId}::text, ${row.spanId}::text ${from} RETURNING id`;
}

/** Aborts its whole statement when the row has changed. */
function updateRow(place: Place, to: Progress): Sql {
  const keepsLease = 'leaseMs' in to.next;
  const nextRunAt = 'leaseMs' in to.next ? prolonged(to.next.leaseMs) : fromNow(to.next.pauseMs);
  return sql`UPDATE sagas SET
      step = CASE WHEN lease = ${place.lease} AND step = ${place.step} AND status = ${place.status}
             THEN ${to.step}::smallint ELSE saga_lease_lost() END,
      status = ${to.status}, state = ${JSON.stringify(to.state)}::jsonb,
      refusal = ${to.refusal ? JSON.stringify(toStored(to.refusal)) : null}::jsonb,
      attempts = ${to.attempts}, error = ${to.error ?? null},
      lease = ${keepsLease ? place.lease : null}::uuid,
      next_run_at = ${nextRunAt},
      deadline_at = coalesce(now() + ${to.deadlineMs ?? null}::float8 * interval '1 ms', deadline_at),
      log = log || ${JSON.stringify(to.log)}::jsonb, updated_at = now()
    WHERE id = ${place.id} RETURNING id`;
}

const fromNow = (ms: number): Sql => sql`now() + ${ms}::float8 * interval '1 ms'`;

/** Left as it is while half of it is left: the row is then updated in place, and no index is touched. */
const prolonged = (leaseMs: number): Sql =>
  sql`CASE WHEN next_run_at > ${fromNow(leaseMs / 2)} THEN next_run_at ELSE ${fromNow(leaseMs)} END`;
