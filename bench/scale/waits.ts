import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 50;

interface Row {
  readonly connections: number;
  readonly active: number;
  readonly locks: number;
  readonly light_locks: number;
  readonly storage: number;
}

export interface Waits {
  /** The most connections at once. */
  readonly connections: number;
  /** Means of the sessions that work, and that wait for row locks, for locks inside Postgres, for storage. */
  readonly active: number;
  readonly locks: number;
  readonly lightLocks: number;
  readonly storage: number;
}

/** Looks at what the sessions of a shop do, again and again, until `work` has ended. */
export async function waitsDuring<T>(databaseUrl: string, work: () => Promise<T>): Promise<[T, Waits]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const rows: Row[] = [];
  let isRunning = true;
  const look = async (): Promise<void> => {
    while (isRunning) {
      rows.push(...(await client.query<Row>(SESSIONS)).rows);
      await pause(EVERY_MS);
    }
  };
  const looking = look();
  try {
    const result = await work();
    isRunning = false;
    await looking;
    return [result, summary(rows)];
  } finally {
    isRunning = false;
    await looking.catch(() => {});
    await client.end();
  }
}

const SESSIONS = `
  SELECT count(*)::int AS connections,
    count(*) FILTER (WHERE state = 'active')::int AS active,
    count(*) FILTER (WHERE state = 'active' AND wait_event_type = 'Lock')::int AS locks,
    count(*) FILTER (WHERE state = 'active' AND wait_event_type = 'LWLock')::int AS light_locks,
    count(*) FILTER (WHERE state = 'active' AND wait_event_type = 'IO')::int AS storage
  FROM pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;

function summary(rows: readonly Row[]): Waits {
  const mean = (of: (row: Row) => number): number =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  return {
    connections: Math.max(...rows.map(({ connections }) => connections)),
    active: mean(({ active }) => active),
    locks: mean(({ locks }) => locks),
    lightLocks: mean((row) => row.light_locks),
    storage: mean(({ storage }) => storage),
  };
}
