import { sql, type Database } from '@tradepost/database';
import { Loop, type WorkerLog } from '@tradepost/messaging';

const EVERY_MS = 3_600_000;
const BATCH = 1_000;

/** Deletes a batch of sagas that ended before the retention period; stuck ones stay. @returns how many */
export function sweepSagas(db: Database, olderThanMs: number): Promise<number> {
  return db.execute(sql`DELETE FROM sagas WHERE id IN (
    SELECT id FROM sagas WHERE status IN ('done', 'undone') AND updated_at < now() - ${olderThanMs} * interval '1 ms'
    LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`);
}

export interface SagaSweeperOptions {
  readonly db: Database;
  readonly log: WorkerLog;
  /** Retention period of ended sagas. */
  readonly keepMs: number;
}

/** Worker that deletes ended sagas. Any number of replicas may run it. */
export class SagaSweeper {
  private readonly loop: Loop;

  constructor({ db, log, keepMs }: SagaSweeperOptions) {
    const round = async (): Promise<number> => {
      while (this.loop.isRunning && (await sweepSagas(db, keepMs)) > 0);
      return EVERY_MS;
    };
    this.loop = new Loop({ name: 'saga sweeper', log, round });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }
}
