import type { StoredRefusal } from './refusal.ts';
import type { Refusal, SagaWrite } from './saga.ts';

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
  span_id: string | null;
  deadline_ms: number;
}

export interface NewSagaRow {
  id: string;
  name: string;
  state: object;
  lease: string;
  leaseMs: number;
  deadlineMs: number;
  traceId: string;
  /** Null: the trace is not recorded. */
  spanId: string | null;
}

/** A saga that is to be undone on request. */
export interface TurnedBack {
  saga: { name: string; pivot: number };
  refusal: Refusal;
  leaseMs: number;
  log: LogEntry;
}

/** The sagas of one name and status that have not ended. */
export interface OpenSagas {
  readonly name: string;
  readonly status: 'running' | 'undoing' | 'stuck';
  readonly n: number;
  readonly oldestAgeSeconds: number;
}

/** Where the engine keeps the rows of its sagas. Each method is atomic; of several processes one wins a claim. */
export abstract class SagaStore {
  /** The insert of a new row, for `execute` or as a part of a statement. */
  abstract insert(row: NewSagaRow): SagaWrite;
  /** The only write of progress, likewise. It fails, with all that is written with it, when the row has changed. */
  abstract saveProgress(place: Place, to: Progress): SagaWrite;
  abstract execute(write: SagaWrite): Promise<void>;
  abstract find(id: string): Promise<SagaRow | undefined>;
  /** Claims due sagas of these names: their lease or pause has ended. */
  abstract claimDue(names: readonly string[], leaseMs: number, limit: number): Promise<SagaRow[]>;
  /** Claims one that sleeps, before its pause is over. @returns undefined when it has ended or is leased */
  abstract claimSleeping(id: string, leaseMs: number): Promise<SagaRow | undefined>;
  /**
   * Claims one that sleeps before its pivot, to undo it. One row, so a race with a process that continues it has one
   * winner. @returns undefined when it is past its pivot, undone already, or leased
   */
  abstract claimToUndo(id: string, turnedBack: TurnedBack): Promise<SagaRow | undefined>;
  /** Renews leases. @returns the ids of those still held */
  abstract renewLeases(held: readonly { id: string; lease: string }[], leaseMs: number): Promise<Set<string>>;
  /** Resumes a stuck saga in the direction it had. @returns whether it was stuck */
  abstract retryStuck(id: string): Promise<boolean>;
  /** Counts of running, undoing and stuck sagas by name, and the age of the oldest of them in seconds. */
  abstract countOpen(): Promise<OpenSagas[]>;
}

/** Raised in the statement itself: `saga_lease_lost()`. */
export const LEASE_LOST = 'SG001';

/** True when a write was refused because the lease was lost or the row has changed. */
export function isLeaseLost(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === LEASE_LOST;
}
