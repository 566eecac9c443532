import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { drift } from '@tradepost/database/deploy';
import { PLATFORM_TABLES } from '@tradepost/database/prisma-config';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { addressOf, migrationsOf, owners, passwordsFrom } from './databases.ts';
import { migrateAll } from './migrate.ts';
import { LIST_ONLY_IN_SQL, ONLY_IN_SQL } from './only-in-sql.ts';
import { dropDatabase, provision } from './provision.ts';

// All migrations of all services, twice.
jest.setTimeout(30_000);

const adminUrl = process.env['TEST_DATABASE_ADMIN_URL'] ?? '';
const passwords = passwordsFrom(process.env);
const migrationsBy = Object.fromEntries(
  owners.map((owner) => {
    const folder = migrationsOf(owner);
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [owner.app, names.map(({ name }) => name).sort()];
  }),
);
const everything = owners.flatMap(({ app }) => (migrationsBy[app] ?? []).map((name) => `${app}/${name}`));

describe('a new database', () => {
  const database = `migrate_${randomBytes(6).toString('hex')}`;
  const migrate = () => migrateAll({ url: adminUrl, database, passwords });
  beforeAll(() => provision({ adminUrl, database, passwords }));
  afterAll(() => dropDatabase(adminUrl, database));

  it('gets every migration of every service once, also when two deploy at the same time', async () => {
    const applied = await Promise.all([migrate(), migrate()]);
    expect(applied.flat().sort()).toEqual([...everything].sort());
    expect(await migrate()).toEqual([]);
  });

  it.each(owners)('has what schema.prisma of $app says', async (owner) => {
    expect(await driftOf(owner, database)).toBeUndefined();
  });

  it.each(owners)('has every rule of $app that only SQL can say', async ({ role }) => {
    const found = await as(role, database, LIST_ONLY_IN_SQL);
    expect(found.map(({ text }) => text)).toEqual(ONLY_IN_SQL[role]);
  });

  it.each(owners)('shows a column that schema.prisma of $app does not know', async (owner) => {
    const [table] = await as(owner.role, database, TABLES);
    const name = pg.escapeIdentifier(String(table?.['name']));
    await as(owner.role, database, `ALTER TABLE ${name} ADD COLUMN planted int`);
    expect(await driftOf(owner, database)).toContain('DROP COLUMN "planted"');
    await as(owner.role, database, `ALTER TABLE ${name} DROP COLUMN planted`);
  });
});

describe('a database that the runner before Prisma migrated', () => {
  const database = `adopt_${randomBytes(6).toString('hex')}`;
  const migrate = () => migrateAll({ url: adminUrl, database, passwords });
  // All but the newest of each service, and a row of data.
  const known = (app: string) => (migrationsBy[app] ?? []).slice(0, -1);

  beforeAll(async () => {
    await provision({ adminUrl, database, passwords });
    for (const owner of owners)
      await asOldRunner(owner.role, migrationsOf(owner), known(owner.app), database);
    await as('cart', database, `INSERT INTO inbox (consumer, event_id) VALUES ('x', gen_random_uuid())`);
  });
  afterAll(() => dropDatabase(adminUrl, database));

  it('keeps its data and gets what is new, once, also when two deploy at the same time', async () => {
    const applied = await Promise.all([migrate(), migrate()]);
    expect(applied.flat().sort()).toEqual(
      owners.map(({ app }) => `${app}/${(migrationsBy[app] ?? []).at(-1)}`).sort(),
    );
    expect(await as('cart', database, 'SELECT consumer FROM inbox')).toEqual([{ consumer: 'x' }]);
  });

  it('loses the empty table that an older version leaves when it tries to migrate after that', async () => {
    await as('cart', database, 'CREATE TABLE migrations (name text PRIMARY KEY, checksum text NOT NULL)');
    expect(await migrate()).toEqual([]);
    const [left] = await as('cart', database, `SELECT to_regclass('migrations') AS migrations`);
    expect(left).toEqual({ migrations: null });
  });

  it.each(owners)('has what schema.prisma of $app says', async (owner) => {
    expect(await driftOf(owner, database)).toBeUndefined();
    const [left] = await as(owner.role, database, `SELECT to_regclass('migrations') AS migrations`);
    expect(left).toEqual({ migrations: null });
  });
});

const TABLES = `
  SELECT table_name AS name FROM information_schema.tables
  WHERE table_schema = current_schema() AND table_name <> ALL ('{_prisma_migrations,${PLATFORM_TABLES.join()}}')
  ORDER BY 1`;

function driftOf(owner: (typeof owners)[number], database: string): Promise<string | undefined> {
  const login = { role: owner.role, password: passwords[owner.role] ?? '' };
  return drift({
    url: addressOf(adminUrl, database, login),
    schema: owner.role,
    model: path.resolve(migrationsOf(owner), '../schema.prisma'),
    external: PLATFORM_TABLES,
  });
}

/** What the runner of 2026-11 left: the files applied, and a table with their names and checksums. */
async function asOldRunner(role: string, folder: string, names: string[], database: string): Promise<void> {
  const texts = names.map((name) => readFileSync(path.join(folder, name, 'migration.sql'), 'utf8'));
  const rows = names.map((name, n) => {
    const checksum = createHash('sha256')
      .update(texts[n] ?? '')
      .digest('hex');
    return `INSERT INTO migrations (name, checksum) VALUES ('${name}.sql', '${checksum}');`;
  });
  for (const text of texts) await as(role, database, text);
  await as(
    role,
    database,
    `CREATE TABLE migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
     ${rows.join('\n')}`,
  );
}

async function as(role: string, database: string, text: string): Promise<Record<string, unknown>[]> {
  const login = { role, password: passwords[role] ?? '' };
  const client = new pg.Client({ connectionString: addressOf(adminUrl, database, login) });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
