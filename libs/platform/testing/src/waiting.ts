export interface Patience {
  timeout?: number;
  interval?: number;
  /** Replaces real waiting in a spec that fakes timers. */
  pause?: (ms: number) => Promise<void>;
}

// Taken at load, so that a spec which fakes timers later does not fake these.
const { setTimeout, clearTimeout } = globalThis;
const now = performance.now.bind(performance);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Attempt<T> = { done: T } | { retry: unknown };

/** Repeats the check until it no longer throws. Throws its last error when `timeout` ms (1 000) are over. */
export function waitFor<T>(check: () => T, patience?: Patience | number): Promise<Awaited<T>> {
  return repeat<Awaited<T>>(async () => {
    try {
      return { done: await check() };
    } catch (error) {
      return { retry: error };
    }
  }, patience);
}

/** Repeats the question until the answer is truthy. An error thrown by the question ends the wait at once. */
export function waitUntil<T>(check: () => T, patience?: Patience | number): Promise<Awaited<T>> {
  return repeat<Awaited<T>>(async () => {
    const answer = await check();
    return answer ? { done: answer } : { retry: new Error('waitUntil: the condition stayed false') };
  }, patience);
}

async function repeat<T>(attempt: () => Promise<Attempt<T>>, patience: Patience | number = {}): Promise<T> {
  const given = typeof patience === 'number' ? { timeout: patience } : patience;
  const { timeout = 1_000, interval = 50, pause = sleep } = given;
  const end = now() + timeout;
  for (;;) {
    const outcome = await within(end, attempt);
    if ('done' in outcome) return outcome.done;
    if (now() >= end) throw outcome.retry;
    await pause(interval);
  }
}

/** A check that hangs is cut off when the time is over, so that the spec fails with this text and not by its own timeout. */
async function within<T>(end: number, check: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error('the awaited check did not finish in time')),
      Math.max(end - now(), 1),
    );
  });
  try {
    return await Promise.race([check(), late]);
  } finally {
    clearTimeout(timer);
  }
}
