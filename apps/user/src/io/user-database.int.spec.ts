import { isCheckViolation, isUniqueViolation, sql } from '@tradepost/database';
import { PrismaDatabase } from '@tradepost/database/prisma';
import { RetryableError } from '@tradepost/errors';
import { serviceDatabase, type TestDatabase } from '@tradepost/testing';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PrismaClient } from '../gen/prisma/client.ts';
import { UserDatabase, type UserTransaction } from './user-database.ts';

let database: TestDatabase<UserDatabase>;
let db: UserDatabase;
let statements: string[] = [];

beforeAll(async () => {
  const onStatement = (text: string) => void statements.push(text);
  const migrations = new URL('../../prisma/migrations', import.meta.url);
  database = await serviceDatabase(UserDatabase, migrations, { onStatement });
  db = database.db;
});
afterAll(() => database.close());

const aUser = (id = v7()) => ({
  ...{ id, email: `${id}@example.com`, emailKey: `${id}@example.com`, name: 'Ada', passwordHash: 'x' },
  createdAt: new Date(),
});
const insert = (id: string) =>
  sql`INSERT INTO users (id, email, email_key, name, password_hash, created_at, updated_at)
      VALUES (${id}, 'a', ${id}, 'Ada', 'x', now(), now())`;
const count = () => db.prisma.user.count();

describe('a transaction of Prisma and SQL', () => {
  it('shows each what the other wrote, and no other connection', async () => {
    const id = v7();
    const before = await count();
    await db.transaction(async (tx) => {
      await tx.prisma.user.create({ data: aUser(id) });
      await tx.execute(sql`UPDATE users SET name = 'Eve' WHERE id = ${id}`);
      expect(await tx.prisma.user.findUnique({ where: { id } })).toMatchObject({ name: 'Eve' });
      expect(await count()).toBe(before);
    });
    expect(await count()).toBe(before + 1);
  });

  it.each(['Prisma', 'SQL'])('is rolled back when %s is refused', async (who) => {
    const before = await count();
    const work = db.transaction(async (tx) => {
      const user = aUser();
      await tx.prisma.user.create({ data: user });
      if (who === 'Prisma') await tx.prisma.user.create({ data: { ...aUser(), emailKey: user.emailKey } });
      else await tx.execute(sql`UPDATE users SET roles = '{king}'`);
    });
    const error = await work.catch((reason: unknown) => reason);
    expect(isUniqueViolation(error, 'users_email_key_key')).toBe(who === 'Prisma');
    expect(isCheckViolation(error, 'users_roles_check')).toBe(who === 'SQL');
    expect(await count()).toBe(before);
    expect(db.usage()).toMatchObject({ waiting: 0 });
  });

  it('names the CHECK that refused a write of Prisma', async () => {
    const error = await db.prisma.user
      .create({ data: { ...aUser(), roles: ['king'] } })
      .catch((reason: unknown) => reason);
    expect(isCheckViolation(error, 'users_roles_check')).toBe(true);
    expect(isCheckViolation(error, 'other')).toBe(false);
  });

  it('keeps fifty at once apart on ten connections', async () => {
    const before = await count();
    const all = Array.from({ length: 50 }, (_, n) =>
      db.transaction(async (tx) => {
        const user = aUser();
        await tx.prisma.user.create({ data: user });
        const seen = await tx.one(sql`SELECT count(*) AS n FROM users WHERE id = ${user.id}`);
        expect(seen).toEqual({ n: 1 });
        if (n % 2) throw new Error('no');
      }),
    );
    const results = await Promise.allSettled(all);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
    expect(await count()).toBe(before + 25);
  });

  it('is run again when Prisma lost a deadlock', async () => {
    const [one, two] = [aUser(), aUser()];
    await db.prisma.user.createMany({ data: [one, two] });
    const bothLocked = Promise.withResolvers<void>();
    let attempts = 0;
    const cross = (first: string, second: string) =>
      db.transaction(async (tx) => {
        const increment = { version: { increment: 1 } };
        await tx.prisma.user.update({ where: { id: first }, data: increment });
        if (++attempts === 2) bothLocked.resolve();
        await bothLocked.promise;
        await tx.prisma.user.update({ where: { id: second }, data: increment });
      });
    await Promise.all([cross(one.id, two.id), cross(two.id, one.id)]);
    expect(attempts).toBe(3);
    const rows = await db.prisma.user.findMany({ where: { id: { in: [one.id, two.id] } } });
    expect(rows.map(({ version }) => version)).toEqual([3, 3]);
  });

  it('refuses SQL after its end, when the connection may be in another transaction', async () => {
    let late: UserTransaction | undefined;
    await db.transaction(async (tx) => void (late = tx));
    await expect(late?.execute(sql`SELECT 1`)).rejects.toThrow('the transaction has ended');
    await expect(late?.prisma.user.count()).rejects.toMatchObject({ code: 'P2028' });
  });

  it('keeps its connection when another transaction begins inside it', async () => {
    const id = v7();
    const work = db.transaction(async (tx) => {
      await db.prisma.$transaction((other) => other.user.count());
      await tx.execute(insert(id));
      await db.prisma.$transaction((other) => other.user.count());
      expect(await tx.prisma.user.count({ where: { id } })).toBe(1);
      expect(await tx.query(sql`SELECT 1 FROM users WHERE id = ${id}`)).toHaveLength(1);
      throw new Error('stop');
    });
    await expect(work).rejects.toThrow('stop');
    expect(await db.prisma.user.count({ where: { id } })).toBe(0);
  });

  it('refuses SQL when its time is up: sent after the ROLLBACK, it would stay', async () => {
    const id = v7();
    const hasty = new PrismaDatabase(
      { url: database.url, schema: UserDatabase.schema },
      (options) => new PrismaClient({ ...options, transactionOptions: { timeout: 50 } }),
    );
    const work = hasty.transaction(async (tx) => {
      await tx.query(sql`SELECT pg_sleep(0.3)`);
      await tx.execute(insert(id));
    });
    await expect(work).rejects.toBeInstanceOf(RetryableError);
    await hasty.close();
    expect(await db.prisma.user.count({ where: { id } })).toBe(0);
  });

  it('is retryable when its connection breaks, and the pool goes on', async () => {
    const broken = db.transaction(async (tx) => {
      const { pid } = await tx.one<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
      await db.query(sql`SELECT pg_terminate_backend(${pid})`);
      await tx.prisma.user.count();
    });
    await expect(broken).rejects.toBeInstanceOf(RetryableError);
    expect(await count()).toBeGreaterThan(0);
  });
});

it('counts the statements of Prisma as it counts SQL, without transaction control', async () => {
  statements = [];
  await db.prisma.user.findFirst();
  await db.transaction(async (tx) => {
    await tx.prisma.user.count();
    await tx.query(sql`SELECT 1`);
  });
  expect(statements).toHaveLength(3);
});

it('is retryable for Prisma, too, while the database cannot be reached', async () => {
  const away = new UserDatabase({ url: 'postgres://user:p@127.0.0.1:1/nowhere' });
  await expect(away.prisma.user.count()).rejects.toBeInstanceOf(RetryableError);
  await expect(away.transaction((tx) => tx.prisma.user.count())).rejects.toBeInstanceOf(RetryableError);
  await away.close();
});
