import { hostname } from 'node:os';
import type { Database } from '@tradepost/database';
import { type LoopReport, loopReports } from './loop.ts';
import { outboxLoad } from './outbox-rows.ts';

export type JobReport = LoopReport & { readonly instance: string };

/** What a service tells people on call of itself; its shape is that of a gRPC service. */
export class Operations {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** How many events wait to be published, and for how long. */
  getOutbox(): Promise<{ waiting: number; oldestAgeSeconds: number }> {
    return outboxLoad(this.db);
  }

  /** What loops in this process; other instances have their own. */
  listJobs(): Promise<{ jobs: JobReport[] }> {
    const instance = `${hostname()}/${process.pid}`;
    return Promise.resolve({ jobs: loopReports().map((report) => ({ ...report, instance })) });
  }
}
