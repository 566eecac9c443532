import { setTimeout as sleep } from 'node:timers/promises';
import { RetryableError } from '@tradepost/errors';
import { type Context, newSpanId, newTraceId, runInContext } from '@tradepost/observability';
import { type BreakableLink, breakableLink, testDatabase, type TestDatabase } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { PrivatePostgres, postgresFolder } from '@tradepost/testing/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Database, sql, type Transaction } from './index.ts';

jest.setTimeout(60_000);

const within = <T>(ms: number, work: () => Promise<T>, more: Partial<Context> = {}): Promise<T> =>
  runInContext({ traceId: newTraceId(), spanId: newSpanId(), deadline: Date.now() + ms, ...more }, work);

describe('a database that is away', () => {
  let own: TestDatabase;
  let link: BreakableLink;
  let db: Database;
  beforeAll(async () => {
    own = await testDatabase([]);
    await own.db.execute(sql`CREATE TABLE notes (id int)`);
  });
  afterAll(() => own.close());
  beforeEach(async () => {
    await own.db.execute(sql`DELETE FROM notes`);
    link = await breakableLink(own.url);
    db = new Database({ url: link.url, max: 3 });
  });
  afterEach(async () => {
    await db.close();
    await link.close();
  });

  const notes = async (): Promise<number> => (await own.db.query(sql`SELECT id FROM notes`)).length;
  const insert = sql`INSERT INTO notes VALUES (1)`;
  const unreachable = expect.objectContaining({ reason: 'unavailable' });

  it('is waited for within the deadline, by statements and transactions', async () => {
    link.cut();
    const waiting = Promise.all([
      within(20_000, () => db.execute(insert)),
      within(20_000, () => db.tx((tx) => tx.execute(insert))),
      within(20_000, () => db.query(sql`SELECT 1 AS ok`)),
    ]);
    await sleep(300);
    link.mend();
    expect(await waiting).toEqual([1, 1, [{ ok: 1 }]]);
    expect(await notes()).toBe(2);
  });

  it('is waited for by each joined write within its own deadline', async () => {
    link.cut();
    const waiting = Promise.allSettled([
      db.joined.execute(insert),
      within(200, () => db.joined.execute(insert)),
      within(20_000, () => db.joined.execute(insert)),
    ]);
    await sleep(300);
    link.mend();
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(await notes()).toBe(1);
  });

  it('is not waited for longer than the deadline, nor by a caller that has gone, nor in the background', async () => {
    link.cut();
    await expect(within(200, () => db.execute(insert))).rejects.toEqual(unreachable);
    const gone = AbortSignal.abort();
    await expect(within(20_000, () => db.execute(insert), { signal: gone })).rejects.toEqual(unreachable);
    await expect(db.execute(insert)).rejects.toEqual(unreachable);
    link.mend();
    expect(await notes()).toBe(0);
  });

  /** Waits until the server runs a statement of this pool. */
  const untilAsleep = () =>
    waitFor(
      async () =>
        expect(
          await own.db.query(
            sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
          ),
        ).toHaveLength(1),
      { timeout: 10_000, interval: 10 },
    );

  it('loses a read under way, which is sent again', async () => {
    const reading = within(20_000, () => db.query(sql`SELECT 7 AS n FROM pg_sleep(0.5)`));
    await untilAsleep();
    link.cut();
    link.mend();
    expect(await reading).toEqual([{ n: 7 }]);
  });

  it('loses a write under way, which is not sent again: it may have been done', async () => {
    const writing = within(20_000, () => db.execute(sql`INSERT INTO notes SELECT 1 FROM pg_sleep(0.5)`));
    await untilAsleep();
    link.cut();
    link.mend();
    await expect(writing).rejects.toBeInstanceOf(RetryableError);
    await waitFor(async () => expect(await notes()).toBeLessThan(2));
  });

  const killAll = sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'PgSleep'`;

  it('ends a session by 57P01 before the write under way was committed: it is sent again, and done once', async () => {
    const writing = within(20_000, () => db.execute(sql`INSERT INTO notes SELECT 1 FROM pg_sleep(0.5)`));
    await untilAsleep();
    await own.db.query(killAll);
    expect(await writing).toBe(1);
    expect(await notes()).toBe(1);
  });

  it('breaks a transaction before COMMIT, which runs again from its start', async () => {
    let runs = 0;
    const result = await within(20_000, () =>
      db.tx(async (tx: Transaction) => {
        await tx.execute(insert);
        if (++runs === 1) link.cut();
        link.mend();
        await tx.execute(insert);
        return 'done';
      }),
    );
    expect([result, runs, await notes()]).toEqual(['done', 2, 2]);
  });

  it('breaks a transaction at COMMIT, which does not run again: it may be committed', async () => {
    let runs = 0;
    await own.db.execute(sql`
      CREATE OR REPLACE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$`);
    await own.db
      .execute(sql`CREATE CONSTRAINT TRIGGER dozes AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION doze()`);
    const committing = within(20_000, () =>
      db.tx(async (tx) => {
        runs++;
        await tx.execute(insert);
      }),
    );
    const failed = expect(committing).rejects.toBeInstanceOf(RetryableError);
    await untilAsleep();
    link.cut();
    link.mend();
    await failed;
    expect(runs).toBe(1);
    await own.db.execute(sql`DROP TRIGGER dozes ON notes`);
  });
});

const bin = postgresFolder(process.env);
const whereFound = bin ? describe : describe.skip;

whereFound('Postgres that is restarted under load', () => {
  let postgres: PrivatePostgres;
  beforeAll(async () => {
    postgres = await PrivatePostgres.start(bin ?? '');
  });
  afterAll(() => postgres.remove());

  it('fails no request whose deadline is later, and does each once', async () => {
    const db = new Database({ url: postgres.url, max: 8 });
    await db.execute(sql`CREATE TABLE sales (id int, kind text)`);
    let isOver = false;
    let sent = 0;
    const failures: unknown[] = [];
    const caller = async (kind: string): Promise<void> => {
      while (!isOver) {
        const id = ++sent;
        const sale = sql`INSERT INTO sales VALUES (${id}, ${kind})`;
        const work = {
          write: () => db.execute(sale),
          tx: () => db.tx((tx) => tx.execute(sale)),
          read: async () => {
            await db.query(sql`SELECT count(*) FROM sales`);
            return db.execute(sale);
          },
        }[kind];
        await within(30_000, () => work?.() ?? Promise.reject(new Error(kind))).catch((error: unknown) =>
          failures.push(error),
        );
      }
    };
    const callers = Promise.all(
      ['write', 'tx', 'read'].flatMap((kind) => Array.from({ length: 8 }, () => caller(kind))),
    );
    for (let restart = 0; restart < 3; restart++) {
      await sleep(300);
      await postgres.stop();
      await sleep(300);
      await postgres.launch();
    }
    isOver = true;
    await callers;
    expect(failures.map((one) => (one as Error).cause)).toEqual([]);
    const [row] = await db.query<{ all: number; once: number }>(
      sql`SELECT count(*) AS all, count(DISTINCT id) AS once FROM sales`,
    );
    expect(row).toEqual({ all: sent, once: sent });
    await db.close();
  });
});
