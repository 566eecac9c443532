import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { sql } from '@tradepost/database';
import { type TestDatabase, testDatabase } from '@tradepost/testing';
import { Logger } from '@tradepost/observability';
import pino from 'pino';
import { untilDatabaseAnswers } from './database-at-start.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
});
afterAll(() => database.close());

it('waits until the newest migration of the program is applied, one that failed half-way does not count', async () => {
  const said: string[] = [];
  const log = new Logger(pino({ level: 'warn' }, { write: (line) => said.push(line) }));
  const { db } = database;
  const steps = [
    () =>
      db.execute(sql`CREATE TABLE _prisma_migrations
        (migration_name text, finished_at timestamptz, rolled_back_at timestamptz)`),
    () => db.execute(sql`INSERT INTO _prisma_migrations VALUES ('0001_first', now(), NULL)`),
    () => db.execute(sql`INSERT INTO _prisma_migrations VALUES ('0002_second', NULL, now())`),
    () => db.execute(sql`INSERT INTO _prisma_migrations VALUES ('0002_second', now(), NULL)`),
  ];
  const pause = jest.fn(async () => void (await steps.shift()?.()));
  await untilDatabaseAnswers({ database: db, log }, { newestMigration: '0002_second', pause });
  expect(pause).toHaveBeenCalledTimes(4);
  expect(said).toHaveLength(4);
  expect(said[0]).toContain('the migration 0002_second is not applied yet');
});
