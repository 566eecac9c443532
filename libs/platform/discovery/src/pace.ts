import { setTimeout as delay } from 'node:timers/promises';

/** Waits without keeping the process alive; returns early, and quietly, when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms <= 0) return;
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

/** Doubles from `firstMs` to `mostMs` and takes a random half off, so that a crowd does not come back as one. */
export function backoffMs(failures: number, firstMs: number, mostMs: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return full * (0.5 + Math.random() / 2);
}

/** The innermost reason: fetch wraps "connect ECONNREFUSED" in "fetch failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
