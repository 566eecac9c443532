import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { addressOf, passwordsFrom } from '../db/databases.ts';
import { migrateAll } from '../db/migrate.ts';
import { dropDatabase, provision } from '../db/provision.ts';

// Each command starts Prisma's CLI, which starts the engine.
jest.setTimeout(120_000);

const adminUrl = process.env['TEST_DATABASE_ADMIN_URL'] ?? '';
const passwords = passwordsFrom(process.env);
const database = `cli_${randomBytes(6).toString('hex')}`;
const shadow = `${database}_shadow`;

beforeAll(async () => {
  await provision({ adminUrl, database, passwords });
  await migrateAll({ url: adminUrl, database, passwords });
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${shadow}`);
  await admin.query(`GRANT CREATE ON DATABASE ${shadow} TO cart`);
  await admin.end();
});
afterAll(async () => {
  await dropDatabase(adminUrl, database);
  await dropDatabase(adminUrl, shadow);
});

function prisma(...args: string[]): { status: number | null; output: string } {
  const login = { role: 'cart', password: passwords['cart'] ?? '' };
  const env = {
    ...process.env,
    DATABASE_URL: addressOf(adminUrl, database, login),
    SHADOW_DATABASE_URL: addressOf(adminUrl, shadow, login),
    NO_COLOR: '1',
  };
  const script = new URL('main.mjs', import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'cart', ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

it('the CLI finds a deployed database up to date, with the engine from the package', () => {
  expect(prisma('migrate', 'status')).toMatchObject({
    status: 0,
    output: expect.stringContaining('Database schema is up to date!'),
  });
});

it('the CLI runs the migrations in a shadow database and finds that they make the schema', () => {
  const paths = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma'];
  const compared = prisma('migrate', 'diff', ...paths, '--exit-code');
  expect(compared).toEqual({ status: 0, output: expect.stringContaining('prisma.config.ts') });
});
