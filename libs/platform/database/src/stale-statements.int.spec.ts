import { type TestDatabase, testDatabase } from '@tradepost/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, sql } from './index.ts';

// More than the attempts of a transaction that lost a race.
const CONNECTIONS = 5;

let own: TestDatabase;
let db: Database;
beforeEach(async () => {
  own = await testDatabase([]);
  await own.db.execute(sql`CREATE TABLE things AS SELECT 1 AS id, 0 AS n`);
  db = new Database({ url: own.url, max: CONNECTIONS });
  await onEach(all);
  await onEach(addOne);
  await own.db.execute(sql`UPDATE things SET n = 0`);
});
afterEach(async () => {
  await db.close();
  await own.close();
});

const onEach = (send: () => Promise<unknown>) => Promise.all(Array.from({ length: CONNECTIONS }, send));
const select = sql`SELECT * FROM things`;
const update = sql`UPDATE things SET n = n + 1 RETURNING *`;
const all = () => db.query(select);
const addOne = () => db.query(update);
const addColumn = () => own.db.execute(sql`ALTER TABLE things ADD COLUMN added int`);
const row = (n: number) => ({ id: 1, n, added: null });

describe('after a migration has added a column', () => {
  it('each statement on each connection succeeds at once', async () => {
    expect(db.usage().total).toBe(CONNECTIONS);
    await addColumn();
    expect(await all()).toEqual([row(0)]);
    expect(await addOne()).toEqual([row(1)]);
    expect(await onEach(all)).toEqual(Array(CONNECTIONS).fill([row(1)]));
  });

  it('so do as many at once as there are connections', async () => {
    await addColumn();
    expect(await onEach(all)).toEqual(Array(CONNECTIONS).fill([row(0)]));
  });

  it('so does a joined write, and takes effect once', async () => {
    await addColumn();
    expect(await db.joined.query(update)).toEqual([row(1)]);
  });

  it('so does each of a group of joined writes', async () => {
    await addColumn();
    const other = sql`UPDATE things SET n = n + 10`;
    const group = [db.joined.execute(other), db.joined.execute(update), db.joined.execute(other)];
    expect(await Promise.all(group)).toEqual([1, 1, 1]);
    expect(await all()).toEqual([row(21)]);
  });

  it('so does a transaction, which takes effect once', async () => {
    await addColumn();
    const added = await db.tx(async (tx) => {
      await tx.execute(sql`UPDATE things SET n = n + 10`);
      return tx.query(update);
    });
    expect(added).toEqual([row(11)]);
    expect(await onEach(all)).toEqual(Array(CONNECTIONS).fill([row(11)]));
  });
});

it('a statement that its session has forgotten is prepared again', async () => {
  await onEach(() => db.execute(sql`DEALLOCATE ALL`));
  expect(await onEach(all)).toEqual(Array(CONNECTIONS).fill([{ id: 1, n: 0 }]));
});
