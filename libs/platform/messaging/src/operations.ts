import { hostname } from 'node:os';
import type { Database } from '@tradepost/database';
import { type LoopReport, loopReports } from './loop.ts';
import { outboxLoad } from './outbox-rows.ts';

export interface JobReport extends LoopReport {
  readonly instance: string;
}

/** State of a service for operators; has the methods of the gRPC service `OperationsService`. */
export class Operations {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** Unpublished events. */
  getOutbox(): Promise<{ waiting: number; oldestAgeSeconds: number }> {
    return outboxLoad(this.db);
  }

  /** Background loops of this process; other instances have their own. */
  listJobs(): Promise<{ jobs: JobReport[] }> {
    const instance = `${hostname()}/${process.pid}`;
    return Promise.resolve({ jobs: loopReports().map((report) => ({ ...report, instance })) });
  }
}
