import { type TestDatabase, testDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { run } from './prepared-run.ts';
import { sql } from './index.ts';
import { Sql } from './sql.ts';

let database: TestDatabase;
let pool: pg.Pool;
let client: pg.PoolClient;

beforeAll(async () => {
  database = await testDatabase([]);
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  client = await pool.connect();
});
afterAll(async () => {
  client.release();
  await pool.end();
  await database.close();
});

const rows = async (statement: Sql): Promise<unknown[]> => (await run(client, statement, pg.types)).rows;
const count = async (statement: Sql): Promise<number> => (await run(client, statement, pg.types)).count;

/** The types of the messages that a statement sent, write by write. */
async function messagesOf(statement: Sql): Promise<string[]> {
  const { stream } = (client as unknown as { connection: { stream: { write(bytes: Buffer): boolean } } })
    .connection;
  const write = jest.spyOn(stream, 'write');
  await rows(statement);
  const written = write.mock.calls.map(([bytes]) => typesIn(bytes));
  write.mockRestore();
  return written;
}

function typesIn(bytes: Buffer): string {
  let types = '';
  for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1))
    types += String.fromCharCode(bytes[at]!);
  return types;
}

describe('what a statement sends', () => {
  it('is one write, which parses and describes it the first time only', async () => {
    const find = (n: number) => sql`SELECT ${n}::int AS n`;
    expect(await messagesOf(find(1))).toEqual(['PBDES']);
    expect(await messagesOf(find(2))).toEqual(['BES']);
  });

  it('is the same when it returns no rows', async () => {
    await rows(sql`CREATE TEMP TABLE written (n int)`);
    const write = (n: number) => sql`INSERT INTO written VALUES (${n})`;
    expect(await messagesOf(write(1))).toEqual(['PBDES']);
    expect(await messagesOf(write(2))).toEqual(['BES']);
  });

  it('leaves out the parsing that pg has done for somebody else', async () => {
    const statement = sql`SELECT 'shared' AS word`;
    await client.query({ text: statement.text, name: statement.name! });
    expect(await messagesOf(statement)).toEqual(['BDES']);
    const { rows: again } = await client.query({ text: statement.text, name: statement.name! });
    expect(again).toEqual([{ word: 'shared' }]);
  });
});

describe('parameters arrive as they were', () => {
  it.each<[string, unknown, string]>([
    ['text', 'a "quoted" \\ word', 'text'],
    ['characters of four bytes', 'ü€𝄞'.repeat(9_000), 'text'],
    ['an empty text', '', 'text'],
    ['null', null, 'text'],
    ['an integer', -5, 'int'],
    ['a boolean', true, 'boolean'],
    ['bytes', Buffer.from([0, 1, 255, 92]), 'bytea'],
    ['a moment', new Date('2026-11-30T12:34:56.789Z'), 'timestamptz'],
    ['an object', { a: ['x', { b: null }] }, 'jsonb'],
    ['an array of texts', ['a', 'b"c\\d', '', 'NULL', '{x}'], 'text[]'],
    ['an array with a null', ['a', null], 'text[]'],
    ['an empty array', [], 'int[]'],
    [
      'an array of arrays',
      [
        [1, 2],
        [3, 4],
      ],
      'int[]',
    ],
    ['an array of bytes', [Buffer.from([1, 92]), Buffer.alloc(0)], 'bytea[]'],
    ['an array of moments', [new Date(0)], 'timestamptz[]'],
  ])('%s', async (_, value, type) => {
    const typed = new Sql(['SELECT ', `::${type} AS value`], [value]);
    expect(await rows(typed)).toEqual([{ value }]);
  });

  it('bytes that are no Buffer', async () => {
    const part = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
    expect(await rows(sql`SELECT ${part}::bytea AS value`)).toEqual([{ value: Buffer.from([1, 2]) }]);
  });
});

it('counts the rows that a statement touched', async () => {
  expect(await count(sql`CREATE TEMP TABLE counted AS SELECT generate_series(1, 12) AS n`)).toBe(12);
  expect(await count(sql`UPDATE counted SET n = 0 WHERE n > ${10}`)).toBe(2);
  expect(await count(sql`SET application_name = 'x'`)).toBe(0);
});

it('goes on after an error of the statement, of a parameter, and of a value that can not be read', async () => {
  await expect(rows(sql`SELECT 1 / ${0}::int AS n`)).rejects.toMatchObject({ code: '22012' });
  const circular: Record<string, unknown> = {};
  circular['itself'] = circular;
  await expect(rows(sql`SELECT ${circular}::jsonb AS value`)).rejects.toThrow(/circular/);
  const types = {
    getTypeParser: () => () => {
      throw new RangeError('too large');
    },
  };
  await expect(run(client, sql`SELECT 1 AS n FROM generate_series(1, 3)`, types)).rejects.toThrow(
    'too large',
  );
  expect(await rows(sql`SELECT 1 / ${1}::int AS n`)).toEqual([{ n: 1 }]);
});

it('notices that the columns of a statement have changed', async () => {
  const all = () => rows(sql`SELECT * FROM changing`);
  await rows(sql`CREATE TEMP TABLE changing AS SELECT 1 AS a, 2 AS b`);
  expect(await all()).toEqual([{ a: 1, b: 2 }]);
  await rows(sql`ALTER TABLE changing RENAME COLUMN a TO c`);
  await expect(all()).rejects.toThrow('cached plan must not change result type');
});
