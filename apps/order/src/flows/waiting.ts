/** How long a caller waits. */
export interface Wait {
  /** Undefined: until there is a result. */
  readonly timeoutMs?: number | undefined;
  /** Fires when the caller goes away. */
  readonly signal?: AbortSignal | undefined;
}

/** The result, or undefined when the caller stops waiting first. */
export async function settledBy<T>(what: Promise<T>, { timeoutMs, signal }: Wait): Promise<T | undefined> {
  if (timeoutMs === undefined && !signal) return what;
  let stop: () => void = () => {};
  const patience = new Promise<undefined>((giveUp) => {
    const over = (): void => giveUp(undefined);
    const timer = timeoutMs === undefined ? undefined : setTimeout(over, Math.max(0, timeoutMs));
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
