import { setTimeout as delay } from 'node:timers/promises';

/** The clock and timers of a loop; specs replace them. */
export interface Timing {
  readonly nowMs: () => number;
  /** Waits without keeping the process alive; resolves early when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A signal that aborts after this time. */
  readonly timeout: (ms: number) => AbortSignal;
}

export const realTiming: Timing = {
  nowMs: () => performance.now(),
  async pause(ms, signal) {
    if (signal.aborted || ms <= 0) return;
    await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
  },
  timeout: (ms) => AbortSignal.timeout(ms),
};

/** Exponential backoff from `firstMs` to `maxMs` with up to half taken off as jitter. */
export function backoffMs(failures: number, firstMs: number, maxMs: number): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return full * (0.5 + Math.random() / 2);
}
