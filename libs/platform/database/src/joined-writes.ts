import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolClient } from 'pg';
import { isAway } from './connection-errors.ts';
import { type Outcome, runAll, type TypeParsers } from './prepared-run.ts';
import type { Sql } from './sql.ts';

/** After this a transaction probably waits for a lock, and others need not wait with it. */
const SLOW_MS = 50;
const CHECK_MS = 20;
/** Their locks are held until the last of them is done. */
const MOST_JOINED = 16;

interface Waiting {
  readonly statement: Sql;
  readonly resolve: (outcome: Outcome<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

type OnConnection = <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;

/** Nothing of the write was done, because of another one or for want of a connection: its caller runs it alone. */
export class NotDone extends Error {}

/**
 * Writes of several callers in one transaction: one write to the socket, one commit to wait for (docs/adr/0057). A caller
 * alone does not wait. If one fails, Postgres has undone all of them, and each caller runs its own again alone, so that
 * an error reaches the right one only; rows that can't be read are an error of their own caller, as all is committed. When the connection is lost, the outcome is unknown, as with a single statement.
 */
export class JoinedWrites {
  private readonly onConnection: OnConnection;
  private readonly types: TypeParsers;
  private readonly hasFreeConnection: () => boolean;
  /** Without a deadline: callers have different ones, so each waits alone for a database that is away. */
  private readonly outside = AsyncLocalStorage.snapshot();
  private waiting: Waiting[] = [];
  private readonly running = new Set<{ readonly since: number }>();
  private check: NodeJS.Timeout | undefined;

  constructor(onConnection: OnConnection, types: TypeParsers, hasFreeConnection: () => boolean) {
    this.onConnection = onConnection;
    this.types = types;
    this.hasFreeConnection = hasFreeConnection;
  }

  /** @throws NotDone */
  add(statement: Sql): Promise<Outcome<unknown>> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ statement, resolve, reject });
      // Calls that arrived together write together.
      if (this.waiting.length === 1) queueMicrotask(() => this.next());
    });
  }

  private next(): void {
    while (this.waiting.length > 0 && this.mayStart()) {
      const joined = this.waiting.slice(0, MOST_JOINED);
      this.waiting = this.waiting.slice(MOST_JOINED);
      const group = { since: performance.now() };
      this.running.add(group);
      void this.write(joined).finally(() => {
        this.running.delete(group);
        this.next();
      });
    }
    if (this.waiting.length > 0) this.checkLater();
  }

  /** One at a time: while it runs, further writes gather for the next. */
  private mayStart(): boolean {
    if (this.running.size === 0) return true;
    const slowBefore = performance.now() - SLOW_MS;
    return Array.from(this.running).every(({ since }) => since <= slowBefore) && this.hasFreeConnection();
  }

  private checkLater(): void {
    this.check ??= setTimeout(() => {
      this.check = undefined;
      this.next();
    }, CHECK_MS);
  }

  private async write(joined: readonly Waiting[]): Promise<void> {
    let isConnected = false;
    try {
      const settled = await this.outside(() =>
        this.onConnection((client) => {
          isConnected = true;
          return runAll(
            client,
            joined.map(({ statement }) => statement),
            this.types,
          );
        }),
      );
      joined.forEach((one, i) => settle(one, settled[i]!));
    } catch (error) {
      const isUndone = !isConnected || (joined.length > 1 && !isAway(error));
      joined.forEach(({ reject }) => reject(isUndone ? new NotDone() : error));
    }
  }
}

function settle({ resolve, reject }: Waiting, settled: PromiseSettledResult<Outcome<unknown>>): void {
  if (settled.status === 'fulfilled') resolve(settled.value);
  else reject(settled.reason);
}
