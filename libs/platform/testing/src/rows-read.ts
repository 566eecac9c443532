import { type Database, sql } from '@tradepost/database';

/** What statements read of a table, as Postgres counts it. */
export interface TableReads {
  readonly wholeScans: number;
  /** Rows and entries of indexes, whichever are more. */
  readonly rows: number;
}

/**
 * What `work` reads, by table: a plan that reads a whole table shows, however its statement is written. The database has
 * one connection (`max: 1`), because each reports for itself.
 */
export async function rowsRead(
  db: Database,
  work: () => Promise<unknown>,
): Promise<Readonly<Record<string, TableReads>>> {
  const before = new Map((await counted(db)).map((one) => [one.name, one]));
  await work();
  const after = await counted(db);
  const reads = after.map(({ name, scans, rows, fetched, entries }) => {
    const { scans: s = 0, rows: r = 0, fetched: f = 0, entries: e = 0 } = before.get(name) ?? {};
    return [name, { wholeScans: scans - s, rows: rows - r + Math.max(fetched - f, entries - e) }] as const;
  });
  return Object.fromEntries(reads.filter(([, { wholeScans, rows }]) => wholeScans + rows > 0));
}

interface Counted {
  readonly name: string;
  readonly scans: number;
  readonly rows: number;
  readonly fetched: number;
  readonly entries: number;
}

async function counted(db: Database): Promise<Counted[]> {
  await db.query(sql`SELECT pg_stat_force_next_flush()`);
  return db.query<Counted>(sql`
    SELECT relname AS name, seq_scan AS scans, seq_tup_read AS rows, coalesce(idx_tup_fetch, 0) AS fetched,
      (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes i WHERE i.relid = t.relid)::bigint AS entries
    FROM pg_stat_user_tables t WHERE schemaname = current_schema()`);
}
