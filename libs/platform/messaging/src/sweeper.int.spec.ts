import { Database, sql, type Sql } from '@tradepost/database';
import { Logger, Metrics } from '@tradepost/observability';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inboxSweep, keySweep, outboxSweep } from './messaging-sweeps.ts';
import { sweepByAge, type SweepRule } from './sweep-rule.ts';
import { Sweeper } from './sweeper.ts';

const DAY_MS = 86_400_000;
const log = new Logger({ service: 'spec', level: 'silent' });

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase(new URL('../sql/messaging.sql', import.meta.url), { max: 20 });
  await own.db.execute(
    sql`CREATE TABLE visits (at timestamptz NOT NULL, is_open boolean NOT NULL DEFAULT false)`,
  );
  await own.db.execute(sql`CREATE INDEX visits_age ON visits (at)`);
});
afterAll(() => own.close());

const visitSweep = sweepByAge({
  ...{ table: sql`visits`, time: sql`at`, keepMs: 2 * DAY_MS },
  unless: sql`is_open`,
});

function aSweeper(rules: readonly SweepRule[] = [visitSweep], metrics?: Metrics, db = own.db): Sweeper {
  const sweeper = new Sweeper({ db, log, ...(metrics && { metrics }) });
  sweeper.add(...rules);
  return sweeper;
}

const empty = () => own.db.execute(sql`TRUNCATE visits, outbox, inbox, idempotency_keys`);
const visits = (perDay: number, days: number) =>
  own.db.execute(sql`INSERT INTO visits SELECT now() - day * interval '1 day' + interval '1 minute'
    FROM generate_series(1, ${days}::int) AS day, generate_series(1, ${perDay}::int)`);
const left = async (): Promise<number> =>
  (await own.db.one<{ count: number }>(sql`SELECT count(*)::int AS count FROM visits`)).count;

/** As if killed: each statement after the first few fails. */
class MortalDatabase extends Database {
  statementsLeft = Infinity;

  override execute(statement: Sql): Promise<number> {
    return this.statementsLeft-- > 0 ? super.execute(statement) : Promise.reject(new Error('killed'));
  }
}

describe('the sweeper', () => {
  beforeEach(empty);

  it('of a year of rows leaves those of the period, in turns of at most a thousand', async () => {
    await visits(10, 365);
    const sweeper = aSweeper();
    const counts = [];
    for (let before = await left(), isMore = true; isMore;) {
      isMore = await sweeper.turn();
      counts.push(before - (before = await left()));
    }
    expect(counts).toEqual([1_000, 1_000, 1_000, 630, 0]);
    expect(await left()).toBe(2 * 10);
  });

  it('the oldest first', async () => {
    await visits(10, 365);
    await aSweeper().turn();
    expect(
      await own.db.one(
        sql`SELECT round(extract(epoch FROM now() - min(at)) / 86400)::int AS days FROM visits`,
      ),
    ).toEqual({ days: 265 });
  });

  it('keeps what must stay, however old', async () => {
    await visits(10, 5);
    await own.db.execute(sql`UPDATE visits SET is_open = true WHERE at < now() - interval '3 days'`);
    await aSweeper().turn();
    expect(await left()).toBe(4 * 10);
  });

  it('a table is swept by one instance at a time; the others go on to the next table', async () => {
    await visits(10, 10);
    await own.db.execute(sql`INSERT INTO inbox SELECT 'spec', gen_random_uuid(), now() - interval '9 days'`);
    const { table, ...rest } = visitSweep;
    await own.db.tx(async (tx) => {
      // The turn of another instance, in the middle of its statement.
      await tx.execute(
        sql`SELECT pg_try_advisory_xact_lock(7270913, hashtext(current_schema() || '.visits'))`,
      );
      expect(await aSweeper([{ table, ...rest }, inboxSweep]).turn()).toBe(false);
    });
    expect(await left()).toBe(10 * 10);
    expect(await own.db.query(sql`SELECT FROM inbox`)).toEqual([]);
  });

  it('with many instances at once deletes each row once, and neither fails nor waits for another', async () => {
    await visits(10, 365);
    const metrics = new Metrics('spec');
    const sweepers = Array.from({ length: 12 }, () => aSweeper([visitSweep], metrics));
    await Promise.all(
      sweepers.map(async (sweeper) => {
        while ((await left()) > 20) await sweeper.turn();
      }),
    );
    expect(await left()).toBe(20);
    expect(await metrics.export()).toMatch(/retention_deleted_rows_total\{table="visits",.*\} 3630/);
  });

  it('an instance that dies between two batches leaves the rest to another', async () => {
    await visits(10, 365);
    const db = new MortalDatabase({ url: own.url });
    try {
      const sweeper = aSweeper([visitSweep], undefined, db);
      await sweeper.turn();
      db.statementsLeft = 1;
      await sweeper.turn();
      await expect(sweeper.turn()).rejects.toThrow('killed');
    } finally {
      await db.close();
    }
    expect(await left()).toBe(3_650 - 2_000);
    while (await aSweeper().turn());
    expect(await left()).toBe(20);
  });

  it('a rule that fails does not keep the others from their turn', async () => {
    await visits(10, 5);
    const gone = sweepByAge({ table: sql`no_table`, time: sql`at`, keepMs: DAY_MS });
    await expect(aSweeper([gone, visitSweep]).turn()).rejects.toThrow('no_table');
    expect(await left()).toBe(20);
  });

  it('leaves a row alone that is locked', async () => {
    await visits(1, 5);
    await own.db.tx(async (tx) => {
      await tx.execute(sql`SELECT FROM visits ORDER BY at LIMIT 1 FOR UPDATE`);
      await aSweeper().turn();
    });
    expect(await left()).toBe(3);
  });

  it('sweeps from its start, until it is stopped', async () => {
    await visits(10, 365);
    const sweeper = aSweeper();
    sweeper.start();
    await waitFor(async () => expect(await left()).toBe(20));
    await sweeper.stop();
  });

  it('reports how old the oldest row is, how old it may be, and what it deleted', async () => {
    const metrics = new Metrics('spec');
    await visits(10, 5);
    await own.db.execute(sql`INSERT INTO visits VALUES (now() - interval '99 days', true)`);
    const sweeper = aSweeper([visitSweep, inboxSweep], metrics);
    const ages = async () =>
      [...(await metrics.export()).matchAll(/retention_(\w+)\{table="(\w+)",.*\} (\d+)/g)].map((found) =>
        found.slice(1).join(' '),
      );
    expect(await ages()).toEqual([
      'oldest_row_age_seconds visits 431940',
      'oldest_row_age_seconds inbox 0',
      'period_seconds visits 172800',
      'period_seconds inbox 259200',
    ]);
    await sweeper.turn();
    expect(await ages()).toEqual([
      'deleted_rows_total visits 30',
      'deleted_rows_total inbox 0',
      'oldest_row_age_seconds visits 172740',
      'oldest_row_age_seconds inbox 0',
      'period_seconds visits 172800',
      'period_seconds inbox 259200',
    ]);
  });
});

describe('finds what is due by an index, and deletes it by its place', () => {
  beforeAll(async () => {
    await empty();
    await visits(200, 100);
    await own.db.execute(sql`INSERT INTO inbox SELECT 'spec', gen_random_uuid(), at FROM visits`);
    await own.db.execute(sql`INSERT INTO idempotency_keys (scope, key, request_hash, response, created_at)
      SELECT 'spec', gen_random_uuid()::text, '', '', at FROM visits`);
    await own.db.execute(sql`
      INSERT INTO outbox (id, aggregate_type, aggregate_id, partition, type, schema_version, payload, published_at)
      SELECT gen_random_uuid(), 'spec', '', 0, 'spec', 1, '', at FROM visits`);
    await own.db.execute(sql`ANALYZE visits, inbox, idempotency_keys, outbox`);
  });

  it.each([inboxSweep, keySweep, outboxSweep, visitSweep])('$table', async ({ deletion }) => {
    const statement = deletion({
      before: sql`now() - ${DAY_MS}::float8 * interval '1 ms'`,
      limit: sql`1000`,
      isOurs: sql`(SELECT true)`,
    });
    const lines = await own.db.tx(async (tx) => {
      // As after some calls: a plan that does not know the time.
      await tx.execute(sql`SELECT set_config('plan_cache_mode', 'force_generic_plan', true)`);
      return tx.query<{ 'QUERY PLAN': string }>(sql`EXPLAIN ${statement}`);
    });
    const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
    expect(plan).toContain('Tid Scan');
    expect(plan).toMatch(/Index Scan using \w+(_age|_pkey) /);
    expect(plan).not.toContain('Seq Scan');
  });
});
