import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deploy } from './deploy.ts';
import { sql } from './index.ts';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradepost-migrations-'));
  await writeFile(join(folder, 'migration_lock.toml'), 'provider = "postgresql"');
  await writeMigration('0001_accounts', 'CREATE TABLE accounts (id int PRIMARY KEY)');
  database = await testDatabase(folder);
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

async function writeMigration(name: string, text: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), text);
}

const deployAll = (options: { lockTimeoutMs?: number } = {}) =>
  deploy({ url: database.url, schema: 'public', folder, ...options });

describe('migrations', () => {
  it('are applied once each, in order, however many start at the same time', async () => {
    await writeMigration('0002_names', 'ALTER TABLE accounts ADD COLUMN name text');
    const applied = await Promise.all(Array.from({ length: 5 }, () => deployAll()));
    expect(applied.flat()).toEqual(['0002_names']);
  });

  it('that fail leave nothing behind, name the error of Postgres, and are tried again', async () => {
    await writeMigration('0003_broken', 'CREATE TABLE half (id int); SELECT nonsense;');
    await expect(deployAll()).rejects.toThrow(/^public: 0003_broken failed: .*nonsense/);
    expect(await database.db.one(sql`SELECT to_regclass('half') AS half`)).toEqual({ half: null });
    await writeMigration('0003_broken', 'CREATE TABLE half (id int)');
    expect(await deployAll()).toEqual(['0003_broken']);
  });

  it('must not be edited once applied', async () => {
    await writeMigration('0002_names', 'ALTER TABLE accounts ADD COLUMN title text');
    await writeMigration('0004_more', 'CREATE TABLE more (id int)');
    await expect(deployAll()).rejects.toThrow(/^public: 0002_names was edited after it was applied/);
    expect(await database.db.one(sql`SELECT to_regclass('more') AS more`)).toEqual({ more: null });
  });

  it('may hold functions and blocks with semicolons inside', async () => {
    await writeMigration('0002_names', 'ALTER TABLE accounts ADD COLUMN name text');
    await writeMigration(
      '0005_blocks',
      'DO $$ BEGIN PERFORM 1; PERFORM 2; END $$; CREATE TABLE after_block (id int)',
    );
    expect(await deployAll()).toEqual(['0004_more', '0005_blocks']);
  });

  it('give up when a transaction keeps a table, so that the shop waits no longer, and are tried again', async () => {
    await writeMigration('0006_waits', 'ALTER TABLE accounts ADD COLUMN note text');
    await database.db.tx(async (tx) => {
      await tx.query(sql`SELECT FROM accounts`);
      await expect(deployAll({ lockTimeoutMs: 50 })).rejects.toThrow(
        /^public: 0006_waits failed: .*lock timeout.*end it, then deploy again/,
      );
      // Whoever reads the table is no longer behind the migration.
      await database.db.query(sql`SELECT FROM accounts`);
    });
    expect(await deployAll()).toEqual(['0006_waits']);
  });

  it('wait for those of another deployment, however long they take, without rolling them back', async () => {
    await writeMigration('0007_slow', 'SELECT pg_sleep(1)');
    const first = deployAll();
    await waitFor(async () =>
      expect(
        await database.db
          .query(sql`SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1)%' AND state = 'active'
          AND pid <> pg_backend_pid()`),
      ).toHaveLength(1),
    );
    expect(await deployAll({ lockTimeoutMs: 50 })).toEqual([]);
    expect(await first).toEqual(['0007_slow']);
  });

  it('do not keep the process that deploys them alive', async () => {
    const script = `
      import { deploy } from '@tradepost/database/deploy';
      await deploy(${JSON.stringify({ url: database.url, schema: 'public', folder })});
      console.log(process.getActiveResourcesInfo().join());`;
    const args = ['--input-type=module', '--eval', script];
    const child = spawn(process.execPath, args, {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let active = '';
    child.stdout.on('data', (text: Buffer) => (active += text.toString()));
    expect(await once(child, 'exit')).toEqual([0, null]);
    // The engine waits ten seconds for its lock, and forgets to stop that.
    expect(active).not.toContain('Timeout');
  });
});
