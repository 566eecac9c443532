/** What calls may expect of a service without any connected instance. */
export interface WaitLimits {
  /** Calls wait for the first `waitMs` of an absence; after that they fail at once. */
  readonly waitMs: number;
  /** Calls of a channel that may wait at the same time. */
  readonly maxWaiting: number;
}

/** A restart takes about 3 s, on a busy machine longer. */
export const WAIT_LIMITS: WaitLimits = { waitMs: 10_000, maxWaiting: 1_000 };

/**
 * How long a service has had no connected instance. The time of several absences adds up until the service has stayed for
 * as long as calls may wait: where an instance crashes again and again, calls must not wait after every crash. A service
 * that was never there is not waited for, because nothing says that it will come.
 */
export class Absence {
  private readySinceMs: number | undefined;
  private absentSinceMs: number | undefined;
  /** Of earlier absences. */
  private waitedMs = 0;

  get wasEverThere(): boolean {
    return this.readySinceMs !== undefined || this.absentSinceMs !== undefined;
  }

  /** An instance is connected. */
  ended(nowMs: number): void {
    if (this.absentSinceMs !== undefined) this.waitedMs += nowMs - this.absentSinceMs;
    this.absentSinceMs = undefined;
    this.readySinceMs ??= nowMs;
  }

  /** No instance is connected. @returns how much longer calls may wait; 0: they fail at once */
  remainingMs(nowMs: number, { waitMs }: WaitLimits): number {
    if (this.readySinceMs !== undefined) {
      if (nowMs - this.readySinceMs >= waitMs) this.waitedMs = 0;
      this.readySinceMs = undefined;
      this.absentSinceMs = nowMs;
    }
    return this.absentSinceMs === undefined
      ? 0
      : Math.max(0, this.absentSinceMs + waitMs - this.waitedMs - nowMs);
  }
}
