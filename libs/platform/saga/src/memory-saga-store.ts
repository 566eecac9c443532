import { randomUUID } from 'node:crypto';
import { describe, toStored } from './refusal.ts';
import {
  LEASE_LOST,
  SagaStore,
  type LogEntry,
  type NewSagaRow,
  type Place,
  type Progress,
  type SagaRow,
  type OpenSagas,
  type TurnedBack,
} from './saga-store.ts';
import type { SagaWrite } from './saga.ts';

interface MemoryRow extends Omit<SagaRow, 'deadline_ms'> {
  error: string | undefined;
  log: LogEntry[];
  nextRunAt: number;
  deadlineAt: number;
}

class MemoryWrite {
  readonly apply: () => void;

  constructor(apply: () => void) {
    this.apply = apply;
  }
}

/** A saga's write in memory, for specs of stores. */
export const memoryWrite = (apply: () => void): SagaWrite => new MemoryWrite(apply) as unknown as SagaWrite;

/**
 * Makes a saga's own write, as a store in memory must before it changes anything else: it throws when the saga was taken
 * over, and then nothing is changed.
 */
export function applyInMemory(write: SagaWrite): void {
  if (!(write instanceof MemoryWrite)) throw new Error('this write was not made by a saga store in memory');
  write.apply();
}

/** Sagas in memory, by the same contract as Postgres: for specs that run the engine without a database. */
export class MemorySagaStore extends SagaStore {
  private readonly rows = new Map<string, MemoryRow>();

  override insert({ id, name, state, lease, traceId, spanId, ...ms }: NewSagaRow): SagaWrite {
    return memoryWrite(() => {
      if (this.rows.has(id)) throw new Error(`there is a saga ${id} already`);
      const fresh = { status: 'running', step: 0, refusal: null, attempts: 0, error: undefined } as const;
      const [nextRunAt, deadlineAt] = [after(ms.leaseMs), after(ms.deadlineMs)];
      this.rows.set(id, {
        ...{ id, name, lease, state: asStored(state), trace_id: traceId, span_id: spanId },
        ...{ nextRunAt, deadlineAt, log: [] },
        ...fresh,
      });
    });
  }

  override saveProgress(place: Place, to: Progress): SagaWrite {
    return memoryWrite(() => {
      const row = this.rows.get(place.id);
      // As in Postgres, where an update of no row is no error.
      if (!row) return;
      if (row.lease !== place.lease || row.step !== place.step || row.status !== place.status)
        throw Object.assign(new Error('this saga has moved on'), { code: LEASE_LOST });
      const keepsLease = 'leaseMs' in to.next;
      Object.assign(row, {
        ...{ status: to.status, step: to.step, state: asStored(to.state) },
        ...{ attempts: to.attempts, error: to.error, log: [...row.log, ...to.log] },
        refusal: to.refusal ? asStored(toStored(to.refusal)) : null,
        lease: keepsLease ? place.lease : null,
        nextRunAt: after('leaseMs' in to.next ? to.next.leaseMs : to.next.pauseMs),
        deadlineAt: to.deadlineMs === undefined ? row.deadlineAt : after(to.deadlineMs),
      });
    });
  }

  override async execute(write: SagaWrite): Promise<void> {
    applyInMemory(write);
  }

  override async find(id: string): Promise<SagaRow | undefined> {
    const row = this.rows.get(id);
    return row && read(row);
  }

  override async claimDue(names: readonly string[], leaseMs: number, limit: number): Promise<SagaRow[]> {
    const due = [...this.rows.values()]
      .filter((row) => isOpen(row) && row.nextRunAt <= Date.now() && names.includes(row.name))
      .sort((one, other) => one.nextRunAt - other.nextRunAt);
    return due.slice(0, limit).map((row) => {
      if (row.lease !== null) row.attempts++;
      return lease(row, leaseMs);
    });
  }

  override async claimSleeping(id: string, leaseMs: number): Promise<SagaRow | undefined> {
    const row = this.rows.get(id);
    return row && isOpen(row) && row.lease === null ? lease(row, leaseMs) : undefined;
  }

  override async claimToUndo(
    id: string,
    { saga, refusal, leaseMs, log }: TurnedBack,
  ): Promise<SagaRow | undefined> {
    const row = this.rows.get(id);
    if (row?.status !== 'running' || row.lease !== null) return undefined;
    if (row.name !== saga.name || row.step > saga.pivot) return undefined;
    const turned = {
      status: 'undoing',
      refusal: asStored(toStored(refusal)),
      error: describe(refusal),
    } as const;
    Object.assign(row, { ...turned, attempts: 0, log: [...row.log, log] });
    return lease(row, leaseMs);
  }

  override async renewLeases(
    held: readonly { id: string; lease: string }[],
    leaseMs: number,
  ): Promise<Set<string>> {
    const ours = held.filter((one) => this.rows.get(one.id)?.lease === one.lease).map(({ id }) => id);
    for (const id of ours) (this.rows.get(id) as MemoryRow).nextRunAt = after(leaseMs);
    return new Set(ours);
  }

  override async retryStuck(id: string): Promise<boolean> {
    const row = this.rows.get(id);
    if (row?.status !== 'stuck') return false;
    const status = row.refusal ? 'undoing' : 'running';
    Object.assign(row, { status, attempts: 0, lease: null, nextRunAt: Date.now() });
    return true;
  }

  override async countOpen(): Promise<OpenSagas[]> {
    const open = [...this.rows.values()].filter((row) => isOpen(row) || row.status === 'stuck');
    const groups = Map.groupBy(open, ({ name, status }) => `${name} ${status}`);
    return [...groups.values()].map((rows) => ({
      ...(rows[0] as { name: string; status: OpenSagas['status'] }),
      n: rows.length,
      oldestAgeSeconds: 0,
    }));
  }
}

const after = (ms: number): number => Date.now() + ms;

const isOpen = ({ status }: MemoryRow): boolean => status === 'running' || status === 'undoing';

/** State survives as JSON only. */
const asStored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function lease(row: MemoryRow, leaseMs: number): SagaRow {
  Object.assign(row, { lease: randomUUID(), nextRunAt: after(leaseMs) });
  return read(row);
}

function read({ error: _, log: __, nextRunAt: ___, deadlineAt, ...row }: MemoryRow): SagaRow {
  return { ...row, state: asStored(row.state), deadline_ms: deadlineAt - Date.now() };
}
