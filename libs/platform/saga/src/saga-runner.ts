import { randomUUID } from 'node:crypto';
import { DomainError } from '@tradepost/decision';
import { Loop, type WorkerLog } from '@tradepost/messaging';
import {
  type Context,
  currentContext,
  fromStoredTrace,
  type Metrics,
  runInContext,
  startSpan,
  toStoredTrace,
} from '@tradepost/observability';
import type { Backoff } from './attempts.ts';
import { type Claim, Execution } from './execution.ts';
import { fromStored } from './refusal.ts';
import { Sagas, type NewSaga, type Outcome, type Running, type Saga } from './saga.ts';
import { SagaMetrics, type StepOutcome } from './saga-metrics.ts';
import type { SagaRow, SagaStore } from './saga-store.ts';

export interface SagaRunnerOptions {
  store: SagaStore;
  log: WorkerLog;
  metrics?: Metrics;
  /** How long a claim lasts without a renewal (default 15 000). */
  leaseMs?: number;
  /** Poll interval for sagas whose lease or pause has ended (default 1 000). */
  pollMs?: number;
  /** Failures of an undo, or of a step after the pivot, until the saga is stuck (default 12, some minutes). */
  maxAttempts?: number;
  /** How many sagas of other processes are resumed concurrently, beside new ones (default 16). */
  parallel?: number;
  /** Pauses between attempts (default 100 ms doubling to 60 s; above 2 s the saga is parked in the database). */
  backoff?: Backoff;
  /** How long `stop` waits for running steps (default 4 000, less than a process has left after its calls). */
  drainMs?: number;
}

const DEFAULTS = {
  ...{ leaseMs: 15_000, pollMs: 1_000, maxAttempts: 12, parallel: 16, drainMs: 4_000 },
  backoff: { firstMs: 100, inProcessMs: 2_000, maxMs: 60_000 },
};

// Stands where the refusing step is named: the undo was requested from outside.
const UNDO_REQUESTED = 'asked to stop';

const NO_TRACE = { traceId: null, spanId: null };

/** The trace that a saga belongs to; neither its deadline nor its cancellation is the saga's. */
type Origin = Pick<Context, 'traceId' | 'spanId' | 'isSampled'> & { readonly isRequest: boolean };

const toOrigin = ({ traceId, spanId, isSampled = false }: Context, isRequest = false): Origin => ({
  ...{ traceId, spanId, isSampled, isRequest },
});

type AnySaga = Saga<object>;
type AnyExecution = Pick<Execution<object>, 'id' | 'lease' | 'leaseUntil'>;

/** Runs sagas: new ones for the request that created them, due ones of other processes in the background. */
export class SagaRunner extends Sagas {
  private readonly options: Required<Omit<SagaRunnerOptions, 'metrics'>>;
  private readonly sagas = new Map<string, AnySaga>();
  private readonly executions = new Map<AnyExecution, Promise<unknown>>();
  private resumed = 0;
  private readonly metrics: SagaMetrics;
  private readonly poll: Loop;
  private readonly renewal: Loop;
  private readonly stopping = new AbortController();
  private readonly cutOff = new AbortController();

  constructor({ metrics, ...options }: SagaRunnerOptions) {
    super();
    this.options = { ...DEFAULTS, ...options };
    this.metrics = new SagaMetrics(options.store, metrics);
    this.poll = new Loop({ name: 'saga poll', log: options.log, round: () => this.resume() });
    this.renewal = new Loop({ name: 'saga leases', log: options.log, round: () => this.renew() });
  }

  override register<State extends object>(saga: Saga<State>): Saga<State> {
    this.sagas.set(saga.name, saga);
    this.metrics.registered(saga);
    return saga;
  }

  override begin<State extends object>(
    saga: Saga<State>,
    start: { id: string; state: State },
  ): NewSaga<State> {
    const { leaseMs } = this.options;
    const context = currentContext();
    const origin = toOrigin(context ?? fromStoredTrace(NO_TRACE), context?.isRequest);
    const began = performance.now();
    const deadline = began + saga.deadlineMs;
    const fresh = { step: 0, status: 'running', refusal: undefined, attempts: 0, isResumed: false } as const;
    const claim: Claim<State> = { ...start, ...fresh, lease: randomUUID(), deadline };
    const row = {
      ...start,
      name: saga.name,
      lease: claim.lease,
      leaseMs,
      deadlineMs: saga.deadlineMs,
      traceId: origin.traceId,
      spanId: toStoredTrace(origin).spanId,
    };
    return {
      id: start.id,
      insert: () => this.options.store.insert(row),
      run: () => this.execute(saga, claim, began + leaseMs, origin),
    };
  }

  override retry(id: string): Promise<boolean> {
    return this.options.store.retryStuck(id);
  }

  /** For display; undefined: the last step is done, or no saga of this name is registered. */
  stepName(saga: string, index: number): string | undefined {
    return this.sagas.get(saga)?.steps[index]?.name;
  }

  override async wake(id: string): Promise<Running<object> | undefined> {
    const began = performance.now();
    const row = await this.options.store.claimSleeping(id, this.options.leaseMs);
    return row && this.resumeOne(row, began);
  }

  override async undo(name: string, id: string, error: DomainError): Promise<Running<object> | undefined> {
    const began = performance.now();
    const saga = { name, pivot: this.sagas.get(name)?.steps.findIndex((step) => step.pivot) ?? -1 };
    const refusal = { kind: 'no', step: UNDO_REQUESTED, error } as const;
    const at = new Date().toISOString();
    const log = {
      step: UNDO_REQUESTED,
      what: 'failed',
      attempt: 1,
      at,
      ms: 0,
      error: error.message,
    } as const;
    const { store, leaseMs } = this.options;
    const row = await store.claimToUndo(id, { saga, refusal, leaseMs, log });
    return row && this.resumeOne(row, began);
  }

  start(): void {
    this.poll.start();
    this.renewal.start();
  }

  /** Stops claiming, waits for running sagas, and hands over those that don't end in time. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.poll.stop();
    const timer = setTimeout(() => this.cutOff.abort(), this.options.drainMs);
    // Other work that is still stopping may start some.
    while (this.executions.size > 0) await Promise.all(this.executions.values());
    clearTimeout(timer);
    await this.renewal.stop();
  }

  private execute<State extends object>(
    saga: Saga<State>,
    claim: Claim<State>,
    leaseUntil: number,
    origin: Origin,
  ): Running<State> {
    const { store, leaseMs, maxAttempts, backoff, log } = this.options;
    const onFailure = (step: string, err: unknown): void => {
      this.metrics.failed(saga.name, step);
      const facts = { saga: saga.name, sagaId: claim.id, step };
      // A domain error is expected: it is reported to the caller, not to the operator.
      if (err instanceof DomainError) log.info({ ...facts, code: err.code }, 'a saga step was refused');
      else log.warn({ ...facts, err }, 'a saga step failed');
    };
    const onAttempt = (step: string, outcome: StepOutcome, ms: number): void =>
      this.metrics.attempted(saga.name, step, outcome, ms);
    const signals = { cutOff: this.cutOff.signal, stopping: this.stopping.signal };
    const span = startSpan(`saga ${saga.name}`, {
      parent: origin,
      attributes: {
        ...{ 'tradepost.saga.name': saga.name, 'tradepost.saga.id': claim.id },
        'tradepost.saga.is_resumed': claim.isResumed,
      },
    });
    const trace = span?.context ?? origin;
    const context = { saga: saga.name, trace, isRequest: origin.isRequest };
    const engine = { store, leaseMs, maxAttempts, backoff, ...context, ...signals, onFailure, onAttempt };
    let decide: (outcome: Outcome<State>) => void = () => {};
    const passedPivot = new Promise<Outcome<State>>((resolve) => (decide = resolve));
    const execution = new Execution(saga, claim, engine, leaseUntil, decide);
    const began = performance.now();
    const ended = runInContext(trace, () => execution.run())
      .catch((err: unknown): Outcome<State> => {
        log.error(
          { err, saga: saga.name, sagaId: claim.id },
          'a saga failed with a bug; its lease will expire',
        );
        return { kind: 'pending', state: claim.state };
      })
      .then((outcome) => {
        this.executions.delete(execution);
        span?.set({ 'tradepost.saga.outcome': outcome.kind });
        span?.end();
        this.metrics.ended(saga.name, outcome.kind, performance.now() - began);
        return outcome;
      });
    this.executions.set(execution, ended);
    return { ended, decided: Promise.race([passedPivot, ended]) };
  }

  private async resume(): Promise<number> {
    const { store, leaseMs, pollMs, parallel } = this.options;
    const free = parallel - this.resumed;
    if (free <= 0 || this.sagas.size === 0) return pollMs;
    const began = performance.now();
    const rows = await store.claimDue([...this.sagas.keys()], leaseMs, free);
    for (const row of rows) this.resumeOne(row, began);
    return rows.length === free ? pollMs / 10 : pollMs;
  }

  private resumeOne(row: SagaRow, now: number): Running<object> {
    const { id, step, state, attempts } = row;
    const claim: Claim<object> = {
      ...{ id, step, state, attempts, lease: row.lease ?? '', isResumed: true },
      status: row.status === 'undoing' ? 'undoing' : 'running',
      refusal: row.refusal ? fromStored(row.refusal) : undefined,
      deadline: now + row.deadline_ms,
    };
    const origin = toOrigin(fromStoredTrace({ traceId: row.trace_id, spanId: row.span_id }));
    const leaseUntil = now + this.options.leaseMs;
    this.resumed++;
    const running = this.execute(this.sagas.get(row.name) as AnySaga, claim, leaseUntil, origin);
    void running.ended.then(() => this.resumed--);
    return running;
  }

  private async renew(): Promise<number> {
    const { store, leaseMs } = this.options;
    const began = performance.now();
    const late = [...this.executions.keys()].filter((e) => e.leaseUntil - began < (leaseMs * 2) / 3);
    if (late.length > 0) {
      const ours = await store.renewLeases(late, leaseMs);
      for (const execution of late) if (ours.has(execution.id)) execution.leaseUntil = began + leaseMs;
    }
    return leaseMs / 5;
  }
}
