import { mkdirSync, mkdtempSync, rmSync, writeFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestDatabase, testDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { identityOf } from '../dev/processes/identity.mjs';
import { examine } from './examine.mjs';

let root: string;
let database: TestDatabase;
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'tradepost-doctor-'));
  const migrations = 'apps/cart/prisma/migrations';
  write(`${migrations}/migration_lock.toml`, 'provider = "postgresql"');
  write(`${migrations}/0001_first/migration.sql`, 'CREATE TABLE first (id int)');
  symlinkSync(path.resolve(import.meta.dirname, '../../node_modules'), path.join(root, 'node_modules'));
  database = await testDatabase(path.join(root, migrations));
  write(
    '.local/dev/supervisor.json',
    JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }),
  );
  const consulUrl = 'http://127.0.0.1:1';
  write(
    '.local/dev/stack.json',
    JSON.stringify({ consulUrl, databaseUrls: { cart: database.url }, services: [] }),
  );
});
afterAll(async () => {
  await database.close();
  rmSync(root, { recursive: true });
});

const migrations = async () =>
  (await examine({ root, env: {}, only: ['shop'] })).find(({ check }) => check === 'migrations');

it('names migrations that a running shop has not applied', async () => {
  expect(await migrations()).toMatchObject({ level: 'ok', says: 'all applied' });
  write('apps/cart/prisma/migrations/0002_second/migration.sql', 'CREATE TABLE second (id int)');
  expect(await migrations()).toMatchObject({ level: 'problem', says: 'not applied: cart/0002_second' });
});
