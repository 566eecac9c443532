/** What one scenario did in its time. */
export interface Rate {
  callers: number;
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  failures: number;
  done: number;
}

/** Runs `work` from `callers` concurrent callers for `seconds`; each repeats as soon as it has its response. */
export async function load(
  callers: number,
  seconds: number,
  work: (caller: number) => Promise<void>,
): Promise<Rate> {
  const times: number[] = [];
  let failures = 0;
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const caller = async (_: unknown, n: number): Promise<void> => {
    for (let from = performance.now(); from < end; from = performance.now()) {
      try {
        await work(n);
        times.push(performance.now() - from);
      } catch {
        failures++;
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return rateOf(times, { callers, failures, begin });
}

export function rateOf(
  unsorted: readonly number[],
  { callers, failures, begin }: { callers: number; failures: number; begin: number },
): Rate {
  const took = (performance.now() - begin) / 1000;
  const times = unsorted.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  const done = times.length;
  const percentiles = { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
  return { callers, perSecond: done / took, ...percentiles, failures, done };
}
