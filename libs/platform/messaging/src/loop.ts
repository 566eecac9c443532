import { newSpanId, newTraceId, runInContext } from '@tradepost/observability';

/** The part of `Logger` that loops and workers use. */
export interface WorkerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface LoopOptions {
  /** For the log and the list of jobs. */
  readonly name: string;
  readonly log: WorkerLog;
  /** One piece of work; returns the pause until the next round: 0 for none, `Infinity` until it is woken. */
  readonly round: () => Promise<number>;
  /** Minimum time between the starts of two rounds, however often it is woken (default 0). */
  readonly restMs?: number;
  /** Maximum pause after failures in a row (default 5 000). */
  readonly maxBackoffMs?: number;
  /** After its start it may fail for so long before it is reported: what it asks may be starting, too (default 0). */
  readonly graceMs?: number;
}

/** State of a loop of this process. */
export interface LoopReport {
  readonly name: string;
  /** End of its last round; undefined during the first. */
  readonly lastRunAt: Date | undefined;
  /** Failed rounds in a row. */
  readonly failures: number;
  /** Error of the last round; empty if it succeeded. */
  readonly error: string;
}

const FIRST_BACKOFF_MS = 100;
// A longer timer of Node fires at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const running = new Set<Loop>();

/** The loops of this process, by name. */
export function loopReports(): LoopReport[] {
  return [...running].map((loop) => loop.report()).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Repeats a piece of work until it is stopped. A failing round is retried with growing pauses; the log gets one line
 * when it begins to fail and one when it works again.
 */
export class Loop {
  private readonly options: LoopOptions;
  private running: Promise<void> | undefined;
  // The first round starts before `running` is assigned.
  private isStarted = false;
  private isStopping = false;
  private failures = 0;
  private isReported = false;
  private hasWorked = false;
  private startedAt = 0;
  private isWoken = false;
  private lastRunAt: Date | undefined;
  private lastError = '';
  private endPause: (() => void) | undefined;

  constructor(options: LoopOptions) {
    this.options = options;
  }

  /** False before `start` and after `stop`; long rounds check it between batches. */
  get isRunning(): boolean {
    return this.isStarted && !this.isStopping;
  }

  start(): void {
    running.add(this);
    this.isStarted = true;
    this.startedAt = performance.now();
    this.running ??= this.run();
  }

  /** Ends the pause after a good round; does not shorten the pause after a failure. */
  wake(): void {
    this.isWoken = true;
    if (this.failures === 0) this.endPause?.();
  }

  /** Resolves after the current round. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.endPause?.();
    await this.running;
    running.delete(this);
  }

  report(): LoopReport {
    const { lastRunAt, failures, lastError: error } = this;
    return { name: this.options.name, lastRunAt, failures, error };
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      const began = performance.now();
      this.isWoken = false;
      const pauseMs = await this.attempt();
      const restMs = (this.options.restMs ?? 0) - (performance.now() - began);
      if (restMs > 0) await this.pause(Math.min(restMs, pauseMs), false);
      await this.pause(pauseMs - Math.max(restMs, 0), this.failures === 0);
    }
  }

  private async attempt(): Promise<number> {
    const { name, log, round, maxBackoffMs = 5_000 } = this.options;
    try {
      const pauseMs = await runInContext({ traceId: newTraceId(), spanId: newSpanId() }, round);
      if (this.isReported) log.info({ loop: name, failures: this.failures }, `${name} works again`);
      this.failures = 0;
      this.isReported = false;
      this.hasWorked = true;
      this.lastError = '';
      return pauseMs;
    } catch (err) {
      this.lastError = err instanceof Error ? err.message : String(err);
      this.failures++;
      this.reportOnce(err);
      // Jitter, so that replicas don't retry in step.
      return Math.min(FIRST_BACKOFF_MS * 2 ** (this.failures - 1), maxBackoffMs) * (0.75 + Math.random() / 2);
    } finally {
      this.lastRunAt = new Date();
    }
  }

  private reportOnce(err: unknown): void {
    const { name, log, graceMs = 0 } = this.options;
    const isStarting = !this.hasWorked && performance.now() - this.startedAt < graceMs;
    if (this.isReported || this.isStopping || isStarting) return;
    this.isReported = true;
    log.warn({ loop: name, err }, `${name} fails and keeps trying`);
  }

  private async pause(ms: number, canBeWoken: boolean): Promise<void> {
    if (ms <= 0 || this.isStopping || (canBeWoken && this.isWoken)) return;
    await new Promise<void>((done) => {
      const timer = Number.isFinite(ms) ? setTimeout(done, Math.min(ms, LONGEST_TIMER_MS)) : undefined;
      const end = (): void => {
        clearTimeout(timer);
        done();
      };
      this.endPause = () => {
        if (canBeWoken || this.isStopping) end();
      };
    });
    this.endPause = undefined;
  }
}
