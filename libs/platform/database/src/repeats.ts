import { setTimeout as sleep } from 'node:timers/promises';
import { isRefused, isStale, isUnreachable, wasNotCommitted } from './connection-errors.ts';
import { isLostRace } from './database-errors.ts';

const ATTEMPTS = 3;

// Anything that is not surely a read counts as a write; so does a lock, which needs no repetition.
const WRITES = /\b(insert|update|delete|merge|call|nextval|setval|set_config|pg_notify|pg_\w*lock\w*)\b/i;
const READS = /^\s*(select|with)\b/i;

/**
 * A statement outside of a transaction whose connection broke under it. Repeated is what only reads, and what was certainly
 * not committed; a write of which that is unknown fails, and its caller decides. So does whoever waited for a full pool in
 * vain: waiting again would keep it full.
 */
export async function repeatUncommitted<T>(text: string, send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const mayRepeat = wasNotCommitted(error) || (isRefused(error) && isRead(text));
      if (attempt === ATTEMPTS || !mayRepeat) throw error;
    }
  }
}

/**
 * Repeats what met a connection with stale prepared statements. Each time that one is closed, so after a migration there are
 * at most as many as the pool has.
 */
export async function repeatStale<T>(connections: number, send: () => Promise<T>): Promise<T> {
  for (let closed = 0; ; closed++) {
    try {
      return await send();
    } catch (error) {
      if (closed === connections || !isStale(error)) throw error;
    }
  }
}

export const isRead = (text: string): boolean => READS.test(text) && !WRITES.test(text);

const uncommitted = new WeakSet<Error>();

/** Notes that the connection of a transaction broke before its COMMIT was sent, so that Postgres has rolled it back. */
export function noteUncommitted(error: unknown): void {
  if (isUnreachable(error)) uncommitted.add(error as Error);
}

const isUncommitted = (error: unknown): boolean => error instanceof Error && uncommitted.has(error);

/**
 * Runs a transaction again that Postgres rolled back: it lost a deadlock, could not be serialised, or its connection broke
 * before its COMMIT was sent; three times in all. It waits 10 to 60 ms first: at once it could take the lock that the winner
 * still waits for, and deadlock with it again.
 */
export async function retryRolledBack<T>(
  work: () => Promise<T>,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !(isLostRace(error) || isUncommitted(error))) throw error;
    }
    await pause(attempt * (10 + 20 * Math.random()));
  }
}
