import { nothing, sql, type Database, type Queryable, type Sql } from '@tradepost/database';
import type { LogEntry, SagaStatus } from './saga-store.ts';

/** A saga for display: its log, never its input. */
export interface SagaView {
  readonly id: string;
  readonly name: string;
  readonly status: SagaStatus;
  /** Index of the next step. */
  readonly step: number;
  readonly attempts: number;
  /** Code of the domain error that caused the undo or left it stuck; null: none. */
  readonly errorCode: string | null;
  /** The id of what it is about, a property of its state. */
  readonly subject: string | null;
  readonly traceId: string | null;
  readonly log: readonly LogEntry[];
  readonly deadlineAt: Date;
  readonly nextRunAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const SAGA_STATUSES: readonly SagaStatus[] = ['running', 'undoing', 'done', 'undone', 'stuck'];

// As text: a parameter could not use the partial indexes, and rare ones would be searched among all sagas.
const IN_STATUS: Readonly<Record<SagaStatus, Sql>> = {
  running: sql`AND status = 'running'`,
  undoing: sql`AND status = 'undoing'`,
  done: sql`AND status = 'done'`,
  undone: sql`AND status = 'undone'`,
  stuck: sql`AND status = 'stuck'`,
};

export interface SagaFilter {
  readonly status?: SagaStatus | undefined;
  readonly limit: number;
  /** The last id of the previous page; ids grow with time. */
  readonly before?: string | undefined;
}

/** Newest first. @param subject name of the state's property that identifies what it is about */
export function viewSagas(
  db: Database,
  subject: string,
  { status, limit, before }: SagaFilter,
): Promise<SagaView[]> {
  return db.query<SagaView>(sql`${columns(subject)}, '[]'::jsonb AS log FROM sagas WHERE true
    ${status === undefined ? nothing : IN_STATUS[status]}
    ${before === undefined ? nothing : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`);
}

/** Those that match a condition, oldest first, with their logs. */
export function viewSagasWhere(db: Queryable, subject: string, condition: Sql): Promise<SagaView[]> {
  return db.query<SagaView>(sql`${columns(subject)}, log FROM sagas WHERE ${condition} ORDER BY id`);
}

export function viewSaga(db: Queryable, subject: string, id: string): Promise<SagaView | undefined> {
  return db.maybeOne<SagaView>(sql`${columns(subject)}, log FROM sagas WHERE id = ${id}`);
}

// A domain error is stored as "step: code: message"; messages of other faults are for the log only.
const columns = (subject: string): Sql => sql`
  SELECT id, name, status, step, attempts, trace_id AS "traceId", state ->> ${subject}::text AS subject,
    coalesce(refusal -> 'error' ->> 'code', substring(error from '^[^:]+: ([a-z_]+\.[a-z_.]+): ')) AS "errorCode",
    deadline_at AS "deadlineAt", next_run_at AS "nextRunAt", created_at AS "createdAt", updated_at AS "updatedAt"`;
