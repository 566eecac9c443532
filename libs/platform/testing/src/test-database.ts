import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Database, migrate } from '@tradepost/database';
import pg from 'pg';
import { required } from './environment.ts';

export type TestDatabase = {
  /** For processes and pools of the spec's own. */
  url: string;
  /** A pool on it; closed by `close`. */
  db: Database;
  /** Drops the database, whoever is still connected. */
  close(): Promise<void>;
};

export type TestDatabaseOptions = {
  /** Extensions that only an administrator may create, e.g. `pg_trgm`. */
  extensions?: readonly string[];
  /** Connections at most (default 10). */
  max?: number;
  /** Told of every statement, to count them. */
  onStatement?: (text: string) => void;
};

/**
 * A database of the spec's own on the server of `TEST_DATABASE_ADMIN_URL`, with `sources` applied in order:
 * each a folder of migrations or a single `.sql` file.
 */
export async function testDatabase(
  sources: string | URL | readonly (string | URL)[],
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  const adminUrl = required('TEST_DATABASE_ADMIN_URL', 'a Postgres on which they may create databases');
  const name = `spec_${randomBytes(8).toString('hex')}`;
  const url = withDatabase(adminUrl, name);
  // template1 can't be copied while anybody is connected to it.
  await run(adminUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  const drop = () => run(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  try {
    for (const extension of options.extensions ?? []) await run(url, `CREATE EXTENSION "${extension}"`);
    for (const source of [sources].flat()) await apply(url, toPath(source));
  } catch (error) {
    await drop();
    throw error;
  }
  const db = new Database({ url, max: options.max, onStatement: options.onStatement, applicationName: name });
  const close = async () => {
    await db.close();
    await drop();
  };
  return { url, db, close };
}

async function apply(url: string, path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) await migrate(url, path);
  else await run(url, await readFile(path, 'utf8'));
}

async function run(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'spec' });
  // Dropping the database may cut this connection too; that is no fault of the spec.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function toPath(source: string | URL): string {
  return source instanceof URL ? fileURLToPath(source) : source;
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
