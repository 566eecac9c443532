import { setTimeout as sleep } from 'node:timers/promises';
import { type TestDatabase, testDatabase } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, sql } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
  await database.db.execute(
    sql`CREATE TABLE written (id int PRIMARY KEY, by xid8 DEFAULT pg_current_xact_id())`,
  );
});
afterAll(() => database.close());
beforeEach(() => database.db.execute(sql`TRUNCATE written`));

const write = (id: number) => database.db.joined.execute(sql`INSERT INTO written (id) VALUES (${id})`);
const rows = () =>
  database.db.query<{ id: number; by: string }>(sql`SELECT id, by::text FROM written ORDER BY id`);
const transactions = async () => new Set((await rows()).map(({ by }) => by)).size;
const ids = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('joined writes', () => {
  it('of one moment share a transaction', async () => {
    expect(await Promise.all(ids(10).map(write))).toEqual(Array(10).fill(1));
    expect(await transactions()).toBe(1);
  });

  it('that come while one runs share the next ones, 16 at a time', async () => {
    const writes = [write(0)];
    for (const n of ids(40)) {
      await Promise.resolve().then(() => {});
      writes.push(write(n + 1));
    }
    await Promise.all(writes);
    expect(await rows()).toHaveLength(41);
    expect(await transactions()).toBe(1 + 3);
  });

  it('return each its own rows', async () => {
    const answers = ids(20).map((n) =>
      database.db.joined.one<{ id: number }>(sql`INSERT INTO written (id) VALUES (${n}) RETURNING id`),
    );
    expect(await Promise.all(answers)).toEqual(ids(20).map((id) => ({ id })));
  });

  it('fail alone: one that is refused undoes no other, and all take effect once', async () => {
    await write(3);
    const settled = await Promise.allSettled(ids(8).map(write));
    expect(settled.map(({ status }) => status === 'fulfilled')).toEqual(ids(8).map((n) => n !== 3));
    expect((await rows()).map(({ id }) => id)).toEqual(ids(8));
    const refused = settled[3] as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: '23505' });
  });

  it('take effect once when the rows of one can not be read', async () => {
    const { db } = database;
    await db.execute(sql`CREATE TABLE counters AS SELECT n AS id, 0 AS n FROM generate_series(1, 3) n`);
    const addOne = (id: number) => sql`UPDATE counters SET n = n + 1 WHERE id = ${id} RETURNING n`;
    const unreadable = sql`UPDATE counters SET n = n + 1 WHERE id = 2 RETURNING 9007199254740993::bigint AS n`;
    const settled = await Promise.allSettled(
      [addOne(1), unreadable, addOne(3)].map((statement) => db.joined.one(statement)),
    );
    const fulfilled = { status: 'fulfilled', value: { n: 1 } };
    expect(settled).toEqual([fulfilled, { status: 'rejected', reason: expect.any(RangeError) }, fulfilled]);
    expect(await db.query(sql`SELECT n FROM counters`)).toEqual(Array(3).fill({ n: 1 }));
  });

  it('are run again when their connection ends before they commit', async () => {
    let writes: Promise<number[]> | undefined;
    await database.db.tx(async (tx) => {
      await tx.execute(sql`INSERT INTO written (id) VALUES (2)`);
      // The second waits for this transaction, and with it all of them.
      writes = Promise.all([write(1), writeOnce(2), write(3)]);
      await waitFor(async () => expect((await cutWaiting()).length).toBe(1));
    });
    expect(await writes).toEqual([1, 0, 1]);
    expect((await rows()).map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});

describe('two joined writes that wait for locks', () => {
  /** Runs `work` while both wait; the locks are held by another pool. */
  async function whileLocked(
    max: number,
    work: (db: Database, later: Promise<unknown>[]) => Promise<void>,
  ): Promise<void> {
    const db = new Database({ url: database.url, max });
    const touch = (id: number) => db.joined.execute(sql`UPDATE written SET id = id WHERE id = ${id}`);
    await Promise.all([write(1), write(2)]);
    const locked: Promise<number>[] = [];
    const later: Promise<unknown>[] = [];
    await database.db.tx(async (tx) => {
      await tx.execute(sql`UPDATE written SET id = id`);
      for (const id of [1, 2]) {
        locked.push(touch(id));
        await waitFor(async () => expect(await waitingForLocks()).toHaveLength(id));
      }
      await work(db, later);
    });
    expect(await Promise.all(locked)).toEqual([1, 1]);
    await Promise.all(later);
    await db.close();
  }
  const writeOthers = (db: Database) =>
    Promise.all(ids(30).map((n) => db.joined.execute(sql`INSERT INTO written (id) VALUES (${n + 10})`)));

  it('do not stop those of other rows', () =>
    whileLocked(4, async (db) => {
      const ended = await Promise.race([writeOthers(db), sleep(2_000, 'stopped')]);
      expect(ended).toEqual(Array(30).fill(1));
      expect(await waitingForLocks()).toHaveLength(2);
    }));

  it('are followed by no more than the pool has connections for', async () => {
    await whileLocked(2, async (db, later) => {
      later.push(writeOthers(db));
      await sleep(150);
      expect(db.usage().waiting).toBe(0);
    });
    expect(await rows()).toHaveLength(32);
  });
});

const waitingForLocks = () =>
  database.db.query(sql`SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`);

const writeOnce = (id: number) =>
  database.db.joined.execute(sql`INSERT INTO written (id) VALUES (${id}) ON CONFLICT DO NOTHING`);

const cutWaiting = () =>
  database.db.query(sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`);
