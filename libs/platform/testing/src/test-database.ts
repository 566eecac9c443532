import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Database, type DatabaseOptions } from '@tradepost/database';
import { deploy } from '@tradepost/database/deploy';
import pg from 'pg';
import { required } from './environment.ts';

export interface TestDatabase<Db extends Database = Database> {
  /** For processes and pools of the spec's own. */
  url: string;
  /** A pool on it; closed by `close`. */
  db: Db;
  /** Drops the database, whoever is still connected. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Extensions that only an administrator may create, e.g. `pg_trgm`. */
  extensions?: readonly string[];
  /** Connections at most (default 10). */
  max?: number;
  /** Called with every statement, to count them. */
  onStatement?: (text: string) => void;
}

/** The database class of a service, such as `UserDatabase`. */
interface ServiceDatabase<Db extends Database> {
  /** The schema that Prisma's statements name. */
  readonly schema: string;
  new (options: DatabaseOptions): Db;
}

type Sources = string | URL | readonly (string | URL)[];

/**
 * A database of the spec's own on the server of `TEST_DATABASE_ADMIN_URL`, with `sources` applied in order:
 * each a folder of migrations (with its `migration_lock.toml`) or a single `.sql` file.
 */
export function testDatabase(sources: Sources, options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  return open(sources, options, 'public', (given) => new Database(given));
}

/** As `testDatabase`, with the service's own class, and so with its Prisma client: `serviceDatabase(UserDatabase, …)`. */
export function serviceDatabase<Db extends Database>(
  OwnDatabase: ServiceDatabase<Db>,
  sources: Sources,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase<Db>> {
  return open(sources, options, OwnDatabase.schema, (given) => new OwnDatabase(given));
}

async function open<Db extends Database>(
  sources: Sources,
  options: TestDatabaseOptions,
  schema: string,
  create: (options: DatabaseOptions) => Db,
): Promise<TestDatabase<Db>> {
  const adminUrl = required('TEST_DATABASE_ADMIN_URL', 'a Postgres on which they may create databases');
  const name = `spec_${randomBytes(8).toString('hex')}`;
  const url = withDatabase(adminUrl, name);
  // template1 can't be copied while anybody is connected to it.
  await run(adminUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  const drop = () => run(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  try {
    await run(
      url,
      `CREATE SCHEMA IF NOT EXISTS "${schema}"; ALTER DATABASE ${name} SET search_path = "${schema}"`,
    );
    for (const extension of options.extensions ?? []) await run(url, `CREATE EXTENSION "${extension}"`);
    for (const source of [sources].flat()) await apply(url, schema, toPath(source));
  } catch (error) {
    await drop();
    throw error;
  }
  const db = create({ url, max: options.max, onStatement: options.onStatement, applicationName: name });
  const close = async () => {
    await db.close();
    await drop();
  };
  return { url, db, close };
}

async function apply(url: string, schema: string, path: string): Promise<void> {
  if (existsSync(join(path, 'migration_lock.toml'))) await deploy({ url, schema, folder: path });
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
