import { isRecorded } from '@tradepost/observability';
import type pg from 'pg';
import { isRefused, isUnreachable } from './connection-errors.ts';
import { inStatementSpan } from './statement-span.ts';

/** What the owner of the pool wants to know; each must be cheap. */
export interface Observers {
  /** Called with every statement except transaction control, when it is sent. */
  onStatement?: (text: string) => void;
  /** Called when such a statement has ended, with the time that it took. */
  onStatementEnd?: (seconds: number) => void;
  /** Called when a connection was taken from the pool, with the time that it took. */
  onConnection?: (waitedSeconds: number) => void;
}

/** Reports statements to the observers. */
export class Statements {
  private readonly onStatement: ((text: string) => void) | undefined;
  private readonly onEnd: (seconds: number) => void;
  /** Whether Postgres answered the last statement; undefined before the first. */
  isReachable: boolean | undefined;

  constructor({ onStatement, onStatementEnd }: Observers) {
    this.onStatement = onStatement;
    this.onEnd = onStatementEnd ?? (() => {});
  }

  async run<T>(text: string, send: () => Promise<T>): Promise<T> {
    this.onStatement?.(text);
    const sent = isRecorded() ? () => inStatementSpan(text, send) : send;
    const started = performance.now();
    try {
      const result = await sent();
      this.isReachable = true;
      return result;
    } catch (error) {
      this.isReachable = !isRefused(error) && !isUnreachable(error);
      throw error;
    } finally {
      this.onEnd((performance.now() - started) / 1_000);
    }
  }
}

type Taken = (error: Error | undefined, client: pg.PoolClient | undefined, done: () => void) => void;

/** `query` of the pool takes its connections by `connect`, too, and so does Prisma's adapter. */
export function timeConnections(pool: pg.Pool, onConnection: (waitedSeconds: number) => void): void {
  const connect = pool.connect.bind(pool);
  const timed = (taken: Taken | undefined): Promise<pg.PoolClient> | void => {
    const started = performance.now();
    const observe = (): void => onConnection((performance.now() - started) / 1_000);
    if (!taken) return connect().finally(observe);
    connect((error, client, done) => {
      observe();
      taken(error, client, done);
    });
  };
  pool.connect = timed as typeof pool.connect;
}
