import { join, type Sql, sql, type Database } from '@tradepost/database';
import { type Metrics, PLATFORM_SERIES } from '@tradepost/observability';
import { Loop, type WorkerLog } from './loop.ts';
import type { SweepRule } from './sweep-rule.ts';

/** Rows that one statement deletes at most: it holds their locks for some milliseconds. */
const SWEEP_BATCH = 1_000;
// As text: for a parameter, Postgres expects a tenth of the table, and reads all of it.
const LIMIT = sql`1000`;
const EVERY_MS = 60_000;
/** While there is more to delete, it rests for this many times as long as it worked. */
const REST = 3;
// First key of the advisory locks; the second is the table.
const SWEEP_LOCK = 7_270_913;

export interface SweeperOptions {
  readonly db: Database;
  readonly log: WorkerLog;
  readonly metrics?: Metrics;
}

interface Sweep extends SweepRule {
  readonly statement: Sql;
}

/**
 * Deletes rows that were kept long enough, in batches (docs/adr/0060-retention.md). Any number of instances may run it; a
 * table is swept by one at a time. A batch is one statement: an instance that dies between two leaves nothing half done.
 */
export class Sweeper {
  private readonly sweeps: Sweep[] = [];
  private readonly db: Database;
  private readonly loop: Loop;
  private readonly count: (table: string, rows: number) => void;

  constructor({ db, log, metrics }: SweeperOptions) {
    this.db = db;
    this.loop = new Loop({ name: 'sweeper', log, round: () => this.round() });
    const deleted = metrics?.counter(PLATFORM_SERIES.retention.deleted);
    this.count = (table, rows) => deleted?.inc({ table }, rows);
    if (metrics) this.watch(metrics);
  }

  add(...rules: readonly SweepRule[]): void {
    // Made once, so that each is one prepared statement.
    for (const rule of rules) this.sweeps.push({ ...rule, statement: statementOf(rule) });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Deletes one batch of each table. A rule that fails does not keep the others from it. @returns whether there may be more */
  async turn(isStopped: () => boolean = () => false): Promise<boolean> {
    const failures: unknown[] = [];
    let isMore = false;
    for (const { table, statement } of this.sweeps) {
      if (isStopped()) break;
      try {
        const rows = await this.db.execute(statement);
        this.count(table, rows);
        // Others may have locked some of the oldest rows, or they are not due.
        isMore ||= rows > SWEEP_BATCH / 2;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return isMore;
  }

  private async round(): Promise<number> {
    const began = performance.now();
    const isMore = await this.turn(() => !this.loop.isRunning);
    // With jitter, so that instances that started together do not work at the same time.
    return isMore ? REST * (performance.now() - began) : EVERY_MS * (0.75 + Math.random() / 2);
  }

  private watch(metrics: Metrics): void {
    const { oldestAge, period } = PLATFORM_SERIES.retention;
    const [ages, periods] = [metrics.gauge(oldestAge), metrics.gauge(period)];
    const collect = async (): Promise<void> => {
      if (this.sweeps.length === 0) return;
      for (const { table, keepMs } of this.sweeps) periods.set({ table }, keepMs / 1_000);
      for (const { table, age } of await this.ages()) ages.set({ table }, age);
    };
    metrics.onScrape(collect, { minAgeMs: EVERY_MS });
  }

  /** In seconds, of the oldest row of each table; 0 when there is none. */
  private ages(): Promise<{ table: string; age: number }[]> {
    const each = this.sweeps.map(
      ({ table, oldest }) => sql`SELECT ${table} AS "table",
        coalesce(extract(epoch FROM now() - (${oldest})), 0)::float AS age`,
    );
    return this.db.query(join(each, ' UNION ALL '));
  }
}

const statementOf = ({ table, keepMs, deletion }: SweepRule): Sql =>
  deletion({
    before: sql`now() - ${keepMs}::float8 * interval '1 ms'`,
    limit: LIMIT,
    isOurs: sql`(SELECT pg_try_advisory_xact_lock(${SWEEP_LOCK}, hashtext(current_schema() || ${`.${table}`})))`,
  });
