import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { migrationsOf, owners } from './databases.ts';

/** What a server says while it starts or is not found yet; anything else will not pass by waiting. */
const NOT_YET = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'],
  ...['57P03', '57P01'],
]);
/** For a service also: no role yet (28P01 says the same of a wrong password), no database, no schema. */
const NOT_PREPARED = new Set([...NOT_YET, '28P01', '28000', '3D000', '42P01', '42501']);

export interface Waiting {
  limitMs: number;
  pauseMs?: number;
  log?: (line: string) => void;
}

/** @throws Error at once when the server refuses the login, and after the limit with the last reason */
export async function untilServerAnswers(url: string, waiting: Waiting): Promise<void> {
  await until(waiting, NOT_YET, async () => {
    await rowsOf(url, 'SELECT 1');
    return undefined;
  });
}

/** Returns when the schema has every migration that this version of the service knows; it may have newer ones. */
export async function untilMigrated(app: string, url: string, waiting: Waiting): Promise<void> {
  const owner = owners.find((one) => one.app === app);
  if (!owner)
    throw new Error(`there is no service ${app} with a database: ${owners.map((one) => one.app).join(', ')}`);
  const known = readdirSync(migrationsOf(owner), { withFileTypes: true }).filter((one) => one.isDirectory());
  await until(waiting, NOT_PREPARED, async () => {
    const applied = new Set((await rowsOf(url, APPLIED)).map(({ name }) => name));
    const missing = known.map(({ name }) => name).filter((name) => !applied.has(name));
    return missing.length > 0 ? `${app}: not applied yet: ${missing.join(', ')}` : undefined;
  });
}

const APPLIED = `SELECT migration_name AS name FROM _prisma_migrations
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;

/** Asks until there is no reason to wait; logs each reason once. */
async function until(
  { limitMs, pauseMs = 1_000, log = console.log }: Waiting,
  notYet: Set<string>,
  ask: () => Promise<string | undefined>,
): Promise<void> {
  const end = performance.now() + limitMs;
  for (let logged = ''; ;) {
    const reason = await ask().catch((error: Error & { code?: string }) => {
      if (!notYet.has(error.code ?? '')) throw error;
      return error.message || String(error.code);
    });
    if (reason === undefined) return;
    if (performance.now() >= end) throw new Error(`no answer within ${limitMs / 1_000} s: ${reason}`);
    if (reason !== logged) log(`waiting: ${reason}`);
    logged = reason;
    await sleep(pauseMs);
  }
}

async function rowsOf(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'wait',
    connectionTimeoutMillis: 5_000,
  });
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows;
  } finally {
    await client.end().catch(() => {});
  }
}
