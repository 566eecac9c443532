import { sql, type Database } from '@tradepost/database';
import { inbox } from './inbox.ts';
import { Loop, type WorkerLog } from './loop.ts';

const KEEP_MS = 48 * 3_600_000;
const EVERY_MS = 600_000;

/** Deletes a batch of keys with their responses. @returns how many */
export function sweepKeys(db: Database, olderThanMs = KEEP_MS): Promise<number> {
  return db.execute(sql`DELETE FROM idempotency_keys WHERE (scope, key) IN (
    SELECT scope, key FROM idempotency_keys WHERE created_at < now() - ${olderThanMs} * interval '1 ms'
    ORDER BY created_at LIMIT 5000 FOR UPDATE SKIP LOCKED)`);
}

/** Deletes old idempotency keys and inbox rows. Any number of replicas may run it. */
export class KeySweeper {
  private readonly loop: Loop;

  constructor({ db, log }: { db: Database; log: WorkerLog }) {
    const round = async (): Promise<number> => {
      while (this.loop.isRunning && (await sweepKeys(db)) > 0);
      while (this.loop.isRunning && (await inbox.sweep(db)) > 0);
      return EVERY_MS;
    };
    this.loop = new Loop({ name: 'key sweeper', log, round });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }
}
