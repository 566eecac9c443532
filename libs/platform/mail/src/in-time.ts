/** Aborts the signal and throws an error with the code `late` when `work` takes longer. */
export async function inTime(ms: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const aborting = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      const error = Object.assign(new Error('sending took too long'), { code: 'late' });
      // Before the abort, so that its code is the one that is stored.
      fail(error);
      aborting.abort(error);
    }, ms);
  });
  await Promise.race([work(aborting.signal), late]).finally(() => clearTimeout(timer));
}
