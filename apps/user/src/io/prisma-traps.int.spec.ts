// What Prisma Client does that a reader of its documentation does not expect. docs/database.md lists all traps.
import { sql } from '@tradepost/database';
import { Logger, pinoOptions } from '@tradepost/observability';
import { serviceDatabase, type TestDatabase } from '@tradepost/testing';
import pg from 'pg';
import { pino } from 'pino';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserDatabase } from './user-database.ts';

let database: TestDatabase<UserDatabase>;
let db: UserDatabase;
beforeAll(async () => {
  database = await serviceDatabase(UserDatabase, new URL('../../prisma/migrations', import.meta.url));
  db = database.db;
});
afterAll(() => database.close());

const aUser = (change: object = {}) => {
  const id = v7();
  const email = `${id}@example.com`;
  const data = { id, email, emailKey: email, name: 'Ada', passwordHash: 'x', createdAt: new Date() };
  return { ...data, ...change };
};
const reasonOf = (work: Promise<unknown>): Promise<unknown> => work.catch((reason: unknown) => reason);

describe('times', () => {
  it('mean the same to Prisma and to SQL, whatever the time zone of the database', async () => {
    await db.query(sql`
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'Europe/Berlin'); END $$`);
    const berlin = new UserDatabase({ url: database.url, max: 1 });
    try {
      const createdAt = new Date('2026-07-01T12:00:00.123Z');
      const { id } = await berlin.prisma.user.create({ data: aUser({ createdAt }) });
      expect(await berlin.one(sql`SELECT created_at FROM users WHERE id = ${id}`)).toEqual({
        created_at: createdAt,
      });
      await berlin.execute(
        sql`UPDATE users SET created_at = created_at + interval '1 hour' WHERE id = ${id}`,
      );
      const later = await berlin.prisma.user.findUnique({ where: { id } });
      expect(later?.createdAt.toISOString()).toBe('2026-07-01T13:00:00.123Z');
    } finally {
      await berlin.close();
    }
  });

  it('lose their microseconds: a time that was read finds its row by a range only', async () => {
    const { id } = await db.prisma.user.create({ data: aUser() });
    await db.execute(sql`UPDATE users SET created_at = '2026-07-01T12:00:00.123456Z' WHERE id = ${id}`);
    const createdAt = new Date('2026-07-01T12:00:00.123Z');
    const next = new Date('2026-07-01T12:00:00.124Z');
    expect(await db.prisma.user.count({ where: { id, createdAt } })).toBe(0);
    expect(await db.prisma.user.count({ where: { id, createdAt: { gte: createdAt, lt: next } } })).toBe(1);
  });

  it('of -infinity are no dates: read such columns with SQL', async () => {
    const { id } = await db.prisma.user.create({ data: aUser() });
    await db.execute(sql`UPDATE users SET created_at = '-infinity' WHERE id = ${id}`);
    const row = await db.prisma.user.findUnique({ where: { id } });
    expect(row?.createdAt.getTime()).toBeNaN();
  });
});

describe('a condition', () => {
  it('that is undefined is an error, and not all rows', async () => {
    const id = undefined as unknown as string;
    await expect(db.prisma.user.findFirst({ where: { id } })).rejects.toThrow('`undefined`');
    await expect(db.prisma.user.deleteMany({ where: { id } })).rejects.toThrow('`undefined`');
  });

  it('that is a malformed id fails every findUnique of the same tick: check ids before', async () => {
    const { id } = await db.prisma.user.create({ data: aUser() });
    const find = (one: string) => reasonOf(db.prisma.user.findUnique({ where: { id: one } }));
    const together = await Promise.all([find(id), find('x')]);
    expect(together).toEqual([
      expect.objectContaining({ code: 'P2007' }),
      expect.objectContaining({ code: 'P2007' }),
    ]);
  });

  it('that is an id in capitals finds nothing when findUnique calls are gathered: normalise ids before', async () => {
    const [{ id }, { id: other }] = [
      await db.prisma.user.create({ data: aUser() }),
      await db.prisma.user.create({ data: aUser() }),
    ];
    const find = (one: string) => db.prisma.user.findUnique({ where: { id: one } });
    expect(await find(id.toUpperCase())).toMatchObject({ id });
    expect(await Promise.all([find(id.toUpperCase()), find(other)])).toEqual([
      null,
      expect.objectContaining({ id: other }),
    ]);
  });

  it('on a partial unique index is no key: Postgres refuses the upsert that compiles', async () => {
    const { id: userId } = await db.prisma.user.create({ data: aUser() });
    const rest = { name: '', line1: '', line2: '', city: '', region: '', postalCode: '', country: 'GB' };
    const upsert = db.prisma.address.upsert({
      where: { userId },
      create: { id: v7(), userId, ...rest },
      update: rest,
    });
    expect(await reasonOf(upsert)).toMatchObject({
      meta: { driverAdapterError: { cause: { originalCode: '42P10' } } },
    });
  });
});

describe('an int8', () => {
  it('beyond 2^53 is exact to Prisma and an error to SQL', async () => {
    const rows = await db.prisma.$queryRaw`SELECT 9007199254740993::bigint AS n`;
    expect(rows).toEqual([{ n: 9007199254740993n }]);
    await expect(db.query(sql`SELECT 9007199254740993::bigint AS n`)).rejects.toThrow(
      'outside the safe range',
    );
  });

  it('is parsed by the pool, not by all of the process, where the schema engine would meet it', () => {
    expect(pg.types.getTypeParser(pg.types.builtins.INT8)('9007199254740993')).toBe('9007199254740993');
  });
});

describe('an error in the log', () => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const log = new Logger(pino(pinoOptions({ service: 'user', level: 'info' }), { write }));
  const secret = { email: 'secret@example.com', name: 'secret name', passwordHash: 'secret hash' };

  it.each([
    ['a CHECK', () => db.prisma.user.create({ data: aUser({ ...secret, roles: ['king'] }) })],
    [
      'a CHECK met by SQL',
      async () => {
        await db.prisma.user.create({ data: aUser(secret) });
        await db.execute(sql`UPDATE users SET roles = '{king}' WHERE email = ${secret.email}`);
      },
    ],
    [
      'a UNIQUE',
      async () => {
        const emailKey = `${v7()} secret`;
        for (const id of [v7(), v7()])
          await db.prisma.user.create({ data: aUser({ ...secret, id, emailKey }) });
      },
    ],
    [
      'a missing value',
      () => db.prisma.user.create({ data: aUser({ ...secret, createdAt: null }) as never }),
    ],
    ['an unknown field', () => db.prisma.user.create({ data: aUser({ ...secret, nonsense: 1 }) as never })],
  ])('about %s does not hold the row', async (_, work) => {
    lines.length = 0;
    const error = await reasonOf(work());
    expect(error).toBeInstanceOf(Error);
    log.error({ err: error }, 'failed');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"err"');
    expect(lines[0]).not.toContain('secret');
  });
});
