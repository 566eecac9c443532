import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { type Context, runInContext, type Span, startSpan, type TraceParent } from '@tradepost/observability';
import { SuspendSaga, type Refusal } from './saga.ts';
import { isLeaseLost, type LogEntry } from './saga-store.ts';

/** The result of a step, after as many attempts as this process could make. */
export type Attempted<T> =
  | { kind: 'ok'; value: T }
  /** A domain error, or out of time. */
  | { kind: 'failed'; why: Refusal }
  /** To be retried after a pause that is too long to hold the saga in this process. */
  | { kind: 'parked'; pauseMs: number; error: string }
  /** The step waits for an external event. */
  | { kind: 'waits'; wait: SuspendSaga }
  /** Another process holds the lease. */
  | { kind: 'lost' };

/** What the process provides to the sagas it runs. */
export interface ProcessContext {
  /** Name of the saga, for its spans. */
  readonly saga: string;
  /** Of the span of this run. */
  readonly trace: TraceParent;
  readonly isRequest: boolean;
  /** Failures after which the saga is stuck, where there is no deadline. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  /** Aborts when the shutdown's drain time is over. */
  readonly cutOff: AbortSignal;
  /** Aborts when the shutdown begins: pauses end, no new wait begins. */
  readonly stopping: AbortSignal;
  onFailure(step: string, error: unknown): void;
  onAttempt(step: string, outcome: LogEntry['what'], ms: number): void;
}

export interface Attempt {
  step: string;
  what: 'done' | 'undone';
  timeoutMs: number;
  /** Failures are retried until then; undefined: up to `maxAttempts`. */
  deadline: number | undefined;
}

/** Pauses between attempts: doubling from `firstMs` to `maxMs`; above `inProcessMs` the saga is parked in the database. */
export interface Backoff {
  readonly firstMs: number;
  readonly inProcessMs: number;
  readonly maxMs: number;
}

const MAX_MESSAGE_LENGTH = 300;

/** Retries one step until it is done, refused or parked; counts failures and collects the log. */
export class Attempts {
  /** Failures since the last progress. */
  failures: number;
  /** Log entries since the last progress. */
  log: LogEntry[] = [];
  private readonly context: ProcessContext;
  private readonly isHeld: () => boolean;

  constructor(context: ProcessContext, failures: number, isHeld: () => boolean) {
    this.context = context;
    this.failures = failures;
    this.isHeld = isHeld;
  }

  /** After a write that included the log. */
  reset(): void {
    this.failures = 0;
    this.log = [];
  }

  entry({ step, what }: Attempt, began: number, error?: unknown): LogEntry {
    const ms = Math.round(performance.now() - began);
    const entry = { step, attempt: this.failures + 1, at: new Date().toISOString(), ms };
    if (error === undefined) return { ...entry, what };
    return { ...entry, what: 'failed', error: messageOf(error) };
  }

  private record(entry: LogEntry, began: number): void {
    this.log.push(entry);
    this.context.onAttempt(entry.step, entry.what, performance.now() - began);
  }

  async run<T>(
    attempt: Attempt,
    work: (signal: AbortSignal, began: number) => Promise<T>,
  ): Promise<Attempted<T>> {
    for (;;) {
      if (!this.isHeld()) return { kind: 'lost' };
      const began = performance.now();
      try {
        const value = await this.timed(attempt, (signal) => work(signal, began));
        this.record(this.entry(attempt, began), began);
        return { kind: 'ok', value };
      } catch (error) {
        if (isLeaseLost(error)) return { kind: 'lost' };
        if (error instanceof SuspendSaga) {
          this.record({ ...this.entry(attempt, began), what: 'waits' }, began);
          return { kind: 'waits', wait: error };
        }
        this.record(this.entry(attempt, began, error), began);
        this.failures++;
        this.context.onFailure(attempt.step, error);
        const ended = await this.afterFailure(attempt, error);
        if (ended) return ended;
      }
    }
  }

  /** Waits and returns undefined when this process should retry. */
  private async afterFailure(
    { step, deadline }: Attempt,
    error: unknown,
  ): Promise<Attempted<never> | undefined> {
    if (error instanceof DomainError) return { kind: 'failed', why: { kind: 'no', step, error } };
    const leftMs = deadline === undefined ? Infinity : deadline - performance.now();
    const isOver = deadline === undefined ? this.failures >= this.context.maxAttempts : leftMs <= 0;
    if (isOver) return { kind: 'failed', why: { kind: 'gave-up', step, detail: messageOf(error) } };
    const pauseMs = Math.min(pauseAfter(this.failures, this.context.backoff), leftMs);
    if (pauseMs > this.context.backoff.inProcessMs || this.context.stopping.aborted) {
      return { kind: 'parked', pauseMs, error: messageOf(error) };
    }
    await sleep(pauseMs, this.context.stopping);
    return undefined;
  }

  private async timed<T>(
    { step, what, timeoutMs }: Attempt,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { trace, isRequest, cutOff } = this.context;
    if (cutOff.aborted) throw new RetryableError('aborted', 'the service is shutting down');
    // Not `AbortSignal.any`: signals that depend on one as old as the process are never garbage-collected.
    const ends = new AbortController();
    const { signal } = ends;
    const parent = { ...trace, deadline: Date.now() + timeoutMs, signal, isRequest };
    const span = trace.isSampled ? this.spanOf(step, what, parent) : undefined;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    // A step that ignores its signal must not block the saga.
    const end = (): void => {
      reject(new RetryableError('timeout', `${step} took longer than ${timeoutMs} ms`));
      ends.abort();
    };
    const timer = setTimeout(end, timeoutMs);
    cutOff.addEventListener('abort', end);
    try {
      runInContext(span?.context ?? parent, () => work(signal)).then(resolve, reject);
      const result = await promise;
      span?.end();
      return result;
    } catch (error) {
      span?.end(error instanceof SuspendSaga ? undefined : error);
      throw error;
    } finally {
      clearTimeout(timer);
      cutOff.removeEventListener('abort', end);
    }
  }

  private spanOf(step: string, what: Attempt['what'], parent: Context): Span | undefined {
    const { saga } = this.context;
    const isUndo = what === 'undone';
    return startSpan(`${saga}: ${isUndo ? 'undo ' : ''}${step}`, {
      parent,
      attributes: {
        ...{ 'tradepost.saga.name': saga, 'tradepost.saga.step': step, 'tradepost.saga.is_undo': isUndo },
        'tradepost.attempt': this.failures + 1,
      },
    });
  }
}

function pauseAfter(failures: number, { firstMs, maxMs }: Backoff): number {
  const pause = Math.min(firstMs * 2 ** (failures - 1), maxMs);
  // Jitter, so that sagas that met the same fault don't retry in step.
  return pause * (0.75 + Math.random() / 2);
}

function sleep(ms: number, until: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      until.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    until.addEventListener('abort', end);
  });
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, MAX_MESSAGE_LENGTH);
}
