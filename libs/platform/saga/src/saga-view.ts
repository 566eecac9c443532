import { nothing, sql, type Database, type Queryable, type Sql } from '@tradepost/database';
import type { LogEntry, SagaStatus } from './saga-rows.ts';

/** A saga as people may see it: what happened, never what was asked. */
export type SagaView = {
  readonly id: string;
  readonly name: string;
  readonly status: SagaStatus;
  /** Index of the next step. */
  readonly step: number;
  readonly attempts: number;
  /** Code of the "no" it is undone for or stuck at; null: none. */
  readonly errorCode: string | null;
  /** What it is about: a property of its state. */
  readonly subject: string | null;
  readonly traceId: string | null;
  readonly log: readonly LogEntry[];
  readonly deadlineAt: Date;
  readonly nextRunAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export const SAGA_STATUSES: readonly SagaStatus[] = ['running', 'undoing', 'done', 'undone', 'stuck'];

export type SagaFilter = {
  readonly status?: SagaStatus | undefined;
  readonly limit: number;
  /** The last id of the page before; ids grow with time. */
  readonly before?: string | undefined;
};

/** Newest first. @param subject name of the state's property that says what it is about */
export function viewSagas(
  db: Database,
  subject: string,
  { status, limit, before }: SagaFilter,
): Promise<SagaView[]> {
  return db.query<SagaView>(sql`${columns(subject)}, '[]'::jsonb AS log FROM sagas WHERE true
    ${status === undefined ? nothing : sql`AND status = ${status}`}
    ${before === undefined ? nothing : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`);
}

/** Those that a condition on the service's own columns picks, oldest first, with their logs. */
export function viewSagasWhere(db: Queryable, subject: string, condition: Sql): Promise<SagaView[]> {
  return db.query<SagaView>(sql`${columns(subject)}, log FROM sagas WHERE ${condition} ORDER BY id`);
}

export function viewSaga(db: Queryable, subject: string, id: string): Promise<SagaView | undefined> {
  return db.maybeOne<SagaView>(sql`${columns(subject)}, log FROM sagas WHERE id = ${id}`);
}

// A fault is kept as "step: code: words" when it was a "no"; words of other faults are for the log alone.
const columns = (subject: string): Sql => sql`
  SELECT id, name, status, step, attempts, trace_id AS "traceId", state ->> ${subject}::text AS subject,
    coalesce(refusal -> 'error' ->> 'code', substring(error from '^[^:]+: ([a-z_]+\.[a-z_.]+): ')) AS "errorCode",
    deadline_at AS "deadlineAt", next_run_at AS "nextRunAt", created_at AS "createdAt", updated_at AS "updatedAt"`;
