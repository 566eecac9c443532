import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, sql } from '@tradepost/database';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { testDatabase } from './test-database.ts';
import { testRedis } from './test-redis.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradepost-testing-'));
  await writeFile(join(folder, 'migration_lock.toml'), 'provider = "postgresql"');
  await mkdir(join(folder, '0001_first'));
  await writeFile(join(folder, '0001_first/migration.sql'), 'CREATE TABLE first (id int)');
  await writeFile(join(folder, 'extra.sql'), 'CREATE TABLE extra (id int); INSERT INTO extra VALUES (7)');
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => void jest.restoreAllMocks());

test('a spec gets a database with its migrations and single files, and leaves none behind', async () => {
  const own = await testDatabase([folder, join(folder, 'extra.sql')]);
  expect(await own.db.query(sql`SELECT id FROM extra`)).toEqual([{ id: 7 }]);
  expect(await own.db.query(sql`SELECT id FROM first`)).toEqual([]);
  await own.close();
  const gone = new Database({ url: own.url });
  await expect(gone.query(sql`SELECT 1`)).rejects.toThrow('does not exist');
  await gone.close();
});

test('two specs never share a Redis database', async () => {
  const [one, other] = [await testRedis(), await testRedis()];
  await one.redis.set('a', '1');
  await other.flush();
  expect(await one.redis.get('a')).toBe('1');
  expect(await other.redis.get('a')).toBeNull();
  await Promise.all([one.close(), other.close()]);
});

test.each([
  ['TEST_DATABASE_ADMIN_URL', () => testDatabase(folder)],
  ['REDIS_URL', () => testRedis()],
])('a spec without %s fails and says what to set', async (name, start) => {
  jest.replaceProperty(process, 'env', { ...process.env, [name]: '' });
  await expect(start()).rejects.toThrow(`${name} is not set`);
});
