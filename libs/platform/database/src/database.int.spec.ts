import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@tradepost/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Database, isCheckViolation, isUniqueViolation, sql, type Transaction } from './index.ts';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradepost-migrations-'));
  const file = join(folder, 'accounts.sql');
  await writeFile(
    file,
    'CREATE TABLE accounts (id int PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0)); INSERT INTO accounts VALUES (1, 100), (2, 100);',
  );
  database = await testDatabase(file);
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const balances = async () =>
  (await database.db.query<{ balance: number }>(sql`SELECT balance FROM accounts ORDER BY id`)).map(
    (row) => row.balance,
  );

describe('a transaction', () => {
  it('keeps all or nothing', async () => {
    const failing = database.db.tx(async (tx) => {
      await tx.execute(sql`UPDATE accounts SET balance = balance - 10 WHERE id = 1`);
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await balances()).toEqual([100, 100]);
  });

  it.each(['commit', 'rollback'])('refuses statements after its %s', async (end) => {
    let late: Transaction | undefined;
    const work = database.db.tx(async (tx) => {
      late = tx;
      if (end === 'rollback') throw new Error('stop');
    });
    await work.catch(() => {});
    await expect(late?.execute(sql`UPDATE accounts SET balance = 0`)).rejects.toThrow(
      'the transaction has ended',
    );
    expect(await balances()).toEqual([100, 100]);
  });

  it('sends BEGIN with its first statement, and nothing at all without one', async () => {
    const sent = jest.spyOn(pg.Client.prototype, 'query');
    try {
      await database.db.tx(async (tx) => {
        await tx.query(sql`SELECT 1`);
        await tx.query(sql`SELECT 2`);
      });
      expect(sent).toHaveBeenCalledTimes(3);
      await database.db.tx(async () => {});
      await database.db.tx(() => Promise.reject(new Error('stop'))).catch(() => {});
      expect(sent).toHaveBeenCalledTimes(3);
    } finally {
      sent.mockRestore();
    }
  });

  it('begins with the statement after one that could not be sent', async () => {
    const circular: { self?: object } = {};
    circular.self = circular;
    const failing = database.db.tx(async (tx) => {
      await expect(tx.query(sql`SELECT ${circular}::json`)).rejects.toThrow('circular');
      await tx.execute(sql`UPDATE accounts SET balance = 0`);
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await balances()).toEqual([100, 100]);
  });

  it('undoes everything also when its first statement fails', async () => {
    const failing = database.db.tx(async (tx) => {
      await expect(tx.execute(sql`INSERT INTO accounts VALUES (1, 1)`)).rejects.toThrow('duplicate key');
      await tx.execute(sql`UPDATE accounts SET balance = 0`);
    });
    await expect(failing).rejects.toThrow('current transaction is aborted');
    expect(await balances()).toEqual([100, 100]);
  });

  it('is run again when it lost a deadlock', async () => {
    const meet = Promise.withResolvers<void>();
    let waiting = 0;
    let runs = 0;
    const move = (first: number, second: number) =>
      database.db.tx(async (tx) => {
        runs++;
        await tx.execute(sql`UPDATE accounts SET balance = balance + 1 WHERE id = ${first}`);
        if (++waiting === 2) meet.resolve();
        await meet.promise;
        await tx.execute(sql`UPDATE accounts SET balance = balance - 1 WHERE id = ${second}`);
      });
    await Promise.all([move(1, 2), move(2, 1)]);
    expect(runs).toBeGreaterThan(2);
    expect(await balances()).toEqual([100, 100]);
  });

  it('tells which rule of the database was broken', async () => {
    const broken = await database.db.execute(sql`UPDATE accounts SET balance = -1`).catch((e: unknown) => e);
    expect([
      isCheckViolation(broken),
      isCheckViolation(broken, 'accounts_balance_check'),
      isCheckViolation(broken, 'other'),
      isUniqueViolation(broken),
    ]).toEqual([true, true, false, false]);
    const twice = await database.db.execute(sql`INSERT INTO accounts VALUES (1, 1)`).catch((e: unknown) => e);
    expect(isUniqueViolation(twice, 'accounts_pkey')).toBe(true);
  });
});

describe('a connection', () => {
  const backend = async () =>
    (await database.db.one<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`)).pid;

  it('is used again after an error of a statement', async () => {
    const before = await backend();
    await expect(database.db.execute(sql`INSERT INTO accounts VALUES (1, 1)`)).rejects.toThrow(
      'duplicate key',
    );
    expect(await backend()).toBe(before);
  });
});

describe('a connection that breaks', () => {
  const cut = () =>
    database.db.query(sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);

  it('under a transaction is retryable, changes nothing, and the next one works', async () => {
    const broken = database.db.tx(async (tx) => {
      await tx.execute(sql`UPDATE accounts SET balance = 0`);
      await cut();
      await tx.execute(sql`UPDATE accounts SET balance = 1`);
    });
    await expect(broken).rejects.toMatchObject({ name: 'RetryableError', reason: 'unavailable' });
    expect(await balances()).toEqual([100, 100]);
  });

  it('to a server that is not there is retryable', async () => {
    const nowhere = new Database({ url: 'postgres://nobody@127.0.0.1:1/nothing' });
    await expect(nowhere.query(sql`SELECT 1`)).rejects.toMatchObject({
      name: 'RetryableError',
      reason: 'unavailable',
    });
    await expect(nowhere.tx(async () => {})).rejects.toMatchObject({
      name: 'RetryableError',
      reason: 'unavailable',
    });
    await nowhere.close();
  });
});

describe('numbers', () => {
  it('of 64 bits come as numbers, and never wrong', async () => {
    expect(await database.db.one(sql`SELECT 9007199254740991::bigint AS n`)).toEqual({ n: 9007199254740991 });
    await expect(database.db.one(sql`SELECT 9007199254740993::bigint AS n`)).rejects.toThrow(
      /outside the safe range/,
    );
  });
});
