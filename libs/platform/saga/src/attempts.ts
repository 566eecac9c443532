import { DomainError } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import { newSpanId, runInContext } from '@tradepost/observability';
import { Waits, type Refusal } from './saga.ts';
import { isLeaseLost, type LogEntry } from './saga-rows.ts';

/** How a step came out, after as many attempts as could be made now. */
export type Attempted<T> =
  | { kind: 'ok'; value: T }
  /** It said no, or its time is up. */
  | { kind: 'failed'; why: Refusal }
  /** To be tried again after a pause too long to wait here. */
  | { kind: 'parked'; pauseMs: number; error: string }
  /** For somebody outside. */
  | { kind: 'waits'; wait: Waits }
  /** The saga is somebody else's. */
  | { kind: 'lost' };

/** What the process that runs a saga offers it. */
export type Surroundings = {
  readonly traceId: string;
  readonly isRequest: boolean;
  /** Failures after which a person is needed, where there is no deadline. */
  readonly maxAttempts: number;
  readonly pace: Pace;
  /** Aborts when the process can't wait any longer. */
  readonly hurry: AbortSignal;
  /** Aborts when the process begins to leave: nothing new is waited for. */
  readonly leaving: AbortSignal;
  onFailure(step: string, error: unknown): void;
};

export type Attempt = {
  step: string;
  what: 'done' | 'undone';
  timeoutMs: number;
  /** Until when failures are tried again; undefined: `maxAttempts` counts instead. */
  deadline: number | undefined;
};

/** Pauses between attempts: doubling from `firstMs` to `longestMs`; above `napMs` they are slept in the database. */
export type Pace = { readonly firstMs: number; readonly napMs: number; readonly longestMs: number };

const LONGEST_MESSAGE = 300;

/** Tries one step until it is done, refused, or not worth waiting for; keeps the score. */
export class Attempts {
  /** Failures since the last progress. */
  failures: number;
  /** What happened since the last progress. */
  log: LogEntry[] = [];
  private readonly around: Surroundings;
  private readonly isHeld: () => boolean;

  constructor(around: Surroundings, failures: number, isHeld: () => boolean) {
    this.around = around;
    this.failures = failures;
    this.isHeld = isHeld;
  }

  /** After a write that told of everything. */
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

  async run<T>(
    attempt: Attempt,
    work: (signal: AbortSignal, began: number) => Promise<T>,
  ): Promise<Attempted<T>> {
    for (;;) {
      if (!this.isHeld()) return { kind: 'lost' };
      const began = performance.now();
      try {
        const value = await this.timed(attempt, (signal) => work(signal, began));
        this.log.push(this.entry(attempt, began));
        return { kind: 'ok', value };
      } catch (error) {
        if (isLeaseLost(error)) return { kind: 'lost' };
        if (error instanceof Waits) {
          this.log.push({ ...this.entry(attempt, began), what: 'waits' });
          return { kind: 'waits', wait: error };
        }
        this.log.push(this.entry(attempt, began, error));
        this.failures++;
        this.around.onFailure(attempt.step, error);
        const ended = await this.afterFailure(attempt, error);
        if (ended) return ended;
      }
    }
  }

  /** Waits and returns nothing when it should be tried again here. */
  private async afterFailure(
    { step, deadline }: Attempt,
    error: unknown,
  ): Promise<Attempted<never> | undefined> {
    if (error instanceof DomainError) return { kind: 'failed', why: { kind: 'no', step, error } };
    const leftMs = deadline === undefined ? Infinity : deadline - performance.now();
    const isOver = deadline === undefined ? this.failures >= this.around.maxAttempts : leftMs <= 0;
    if (isOver) return { kind: 'failed', why: { kind: 'gave-up', step, detail: messageOf(error) } };
    const pauseMs = Math.min(pauseAfter(this.failures, this.around.pace), leftMs);
    if (pauseMs > this.around.pace.napMs || this.around.leaving.aborted) {
      return { kind: 'parked', pauseMs, error: messageOf(error) };
    }
    await nap(pauseMs, this.around.leaving);
    return undefined;
  }

  private async timed<T>(
    { step, timeoutMs }: Attempt,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { traceId, isRequest, hurry } = this.around;
    // Not `AbortSignal.any`: what depends on a signal as old as the process is never collected.
    const ends = new AbortController();
    const { signal } = ends;
    const end = (): void => ends.abort();
    const timer = setTimeout(end, timeoutMs);
    hurry.addEventListener('abort', end);
    const context = { traceId, spanId: newSpanId(), deadline: Date.now() + timeoutMs, signal, isRequest };
    try {
      if (hurry.aborted) throw new NotYet('aborted', 'the service is going down');
      // A step that does not listen to its signal must not hold the saga up.
      const tooLate = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () =>
          reject(new NotYet('timeout', `${step} took longer than ${timeoutMs} ms`)),
        );
      });
      return await runInContext(context, () => Promise.race([work(signal), tooLate]));
    } finally {
      clearTimeout(timer);
      hurry.removeEventListener('abort', end);
    }
  }
}

function pauseAfter(failures: number, { firstMs, longestMs }: Pace): number {
  const pause = Math.min(firstMs * 2 ** (failures - 1), longestMs);
  // Jitter, so that sagas that met the same fault don't come back in step.
  return pause * (0.75 + Math.random() / 2);
}

function nap(ms: number, until: AbortSignal): Promise<void> {
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
  return (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_MESSAGE);
}
