import { setImmediate } from 'node:timers/promises';
import type { Timing } from '../timing.ts';

/** Timing that never waits: pauses end at once and are recorded, timeouts fire when the spec says so. */
export class ManualTiming implements Timing {
  readonly pausesMs: number[] = [];
  readonly timeoutsMs: number[] = [];
  /** How far the clock moves between two readings. */
  stepMs = 0;
  private clockMs = 0;
  private latest = new AbortController();

  readonly nowMs = (): number => (this.clockMs += this.stepMs);

  readonly pause = async (ms: number): Promise<void> => {
    this.pausesMs.push(ms);
    await setImmediate();
  };

  readonly timeout = (ms: number): AbortSignal => {
    this.timeoutsMs.push(ms);
    this.latest = new AbortController();
    return this.latest.signal;
  };

  /** Lets the most recent timeout fire. */
  expire(): void {
    this.latest.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }
}
