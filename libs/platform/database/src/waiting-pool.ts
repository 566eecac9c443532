import { setTimeout as sleep } from 'node:timers/promises';
import { currentContext } from '@tradepost/observability';
import pg from 'pg';
import { isRefused } from './connection-errors.ts';

/** How long a request without a deadline waits. */
const USUAL_WAIT_MS = 5_000;
/** After this, waiting would only collect requests: they fail at once until a connection succeeds. */
const OUTAGE_MS = 15_000;
const PAUSE_MS = { first: 20, max: 250 };
/** Less than the last statement needs: waiting until the deadline itself would be in vain. */
const RESERVE_MS = 50;

type Taken = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (failed?: Error | boolean) => void,
) => void;

/**
 * A pool whose callers wait, within their deadline, while Postgres restarts. Only taking a connection is repeated, when
 * nothing has been sent yet. Background work has no deadline and its own retries, so it does not wait.
 */
export class WaitingPool extends pg.Pool {
  /** When a connection was last lost: older ones may be lost as well, and are tried before they are used. */
  private lostAt = -Infinity;
  private awaySince: number | undefined;
  private readonly knownGoodAt = new WeakMap<pg.PoolClient, number>();

  constructor(options: pg.PoolConfig) {
    super(options);
    this.on('connect', (client) => {
      this.knownGoodAt.set(client, performance.now());
      // Emitted while it is in use, too; the statement fails with it.
      client.on('error', () => (this.lostAt = performance.now()));
    });
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(taken: Taken): void;
  override connect(taken?: Taken): Promise<pg.PoolClient> | void {
    const connected = this.untilConnected();
    if (!taken) return connected;
    connected.then(
      (client) => taken(undefined, client, (failed?: Error | boolean) => client.release(failed)),
      (error: Error) => taken(error, undefined, () => {}),
    );
  }

  private async untilConnected(): Promise<pg.PoolClient> {
    const until = waitLimit();
    for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS.max)) {
      try {
        const client = await this.tested(await super.connect());
        this.awaySince = undefined;
        return client;
      } catch (error) {
        if (!isRefused(error) || this.ending) throw error;
        const now = performance.now();
        this.awaySince ??= now;
        const isOver = Date.now() + pauseMs > until || currentContext()?.signal?.aborted;
        if (isOver || now - this.awaySince > OUTAGE_MS) throw error;
        // Jitter, so that waiting requests don't connect in step.
        await sleep(pauseMs * (0.75 + Math.random() / 2));
      }
    }
  }

  /** A server that shuts down ends all sessions; it takes a moment until each connection knows. */
  private async tested(client: pg.PoolClient): Promise<pg.PoolClient> {
    if ((this.knownGoodAt.get(client) ?? 0) > this.lostAt) return client;
    const began = performance.now();
    try {
      await client.query('SELECT 1');
      this.knownGoodAt.set(client, began);
      return client;
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  }
}

/** Milliseconds since 1970. */
function waitLimit(): number {
  const context = currentContext();
  if (context?.deadline !== undefined) return context.deadline - RESERVE_MS;
  return context?.isRequest ? Date.now() + USUAL_WAIT_MS : 0;
}
