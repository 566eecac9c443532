/** How long a caller waits. An end and not a length, because a caller waits for several things one after the other. */
export interface Wait {
  /** In terms of `performance.now()`; undefined: until there is a result. */
  readonly until?: number | undefined;
  /** Fires when the caller goes away. */
  readonly signal?: AbortSignal | undefined;
}

export const within = (ms: number): Wait => ({ until: performance.now() + ms });

/** How long a poll may pause: its answer must still travel when the caller's time ends. */
export const pauseWithin = ({ until = Infinity }: Wait, ms: number): number =>
  Math.max(0, Math.min(ms, until - performance.now()));

export const isOver = ({ until = Infinity, signal }: Wait): boolean =>
  signal?.aborted === true || performance.now() >= until;

/** The result, or undefined when the caller stops waiting first. */
export async function settledBy<T>(what: Promise<T>, { until, signal }: Wait): Promise<T | undefined> {
  if (until === undefined && !signal) return what;
  let stop: () => void = () => {};
  const patience = new Promise<undefined>((giveUp) => {
    const over = (): void => giveUp(undefined);
    const timer = until === undefined ? undefined : setTimeout(over, Math.max(0, until - performance.now()));
    signal?.addEventListener('abort', over, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', over);
    };
  });
  try {
    return await Promise.race([what, patience]);
  } finally {
    stop();
  }
}
