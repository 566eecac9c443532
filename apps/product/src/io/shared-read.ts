import { RetryableError } from '@tradepost/errors';
import { currentContext } from '@tradepost/observability';

/** What a caller gets of a read that several may wait for. */
export interface SharedRead<T> {
  readonly result: Promise<T>;
  /** This caller started it, so it runs within this caller's deadline and signal. */
  readonly isOwn: boolean;
}

/**
 * Waits for a shared read. One that failed for another caller's want of time is no answer to this one: it joins again, and
 * starts the next read itself unless somebody else was first, until its own time is over.
 */
export async function shared<T>(join: () => SharedRead<T>): Promise<T> {
  for (;;) {
    const { result, isOwn } = join();
    try {
      return await result;
    } catch (error) {
      if (isOwn || !(error instanceof RetryableError) || isOver()) throw error;
    }
  }
}

/**
 * The read, for as long as the caller that starts it would wait. Without an answer, on a connection that broke silently, it would
 * keep all who wait for it for minutes. Only for reads that may overlap: the statement may still run.
 */
export function withinOwnTime<T>(read: Promise<T>): Promise<T> {
  const { deadline } = currentContext() ?? {};
  if (deadline === undefined) return read;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const giveUp = (): void => reject(new RetryableError('timeout', 'the database has not answered in time'));
  const timer = setTimeout(giveUp, deadline - Date.now());
  read.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
}

function isOver(): boolean {
  const { deadline = Infinity, signal } = currentContext() ?? {};
  return Date.now() >= deadline || signal?.aborted === true;
}
