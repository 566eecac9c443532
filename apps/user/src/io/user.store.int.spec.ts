import { serviceDatabase, type TestDatabase } from '@tradepost/testing';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserDatabase } from './user-database.ts';
import { PostgresUserStore } from './user.store.ts';

let database: TestDatabase<UserDatabase>;
let users: PostgresUserStore;
beforeAll(async () => {
  database = await serviceDatabase(UserDatabase, new URL('../../prisma/migrations', import.meta.url));
  users = new PostgresUserStore(database.db);
});
afterAll(() => database.close());

async function add(name: string, email: string): Promise<string> {
  const id = v7();
  const account = { roles: ['customer' as const], isEmailVerified: false, locale: 'en', passwordVersion: 1 };
  await users.add({ id, name, email, ...account, version: 1, createdAt: new Date(), passwordHash: 'x' });
  return id;
}

describe('the list of users', () => {
  it('finds a part of the name or address in any case, newest first, page by page', async () => {
    const ids = [await add('Grace Hopper', 'grace@navy.example'), await add('Ada', 'ADA.Grace@example.com')];
    const find = (beforeId?: string) => users.list({ text: 'GRACE', beforeId, limit: 1 });
    expect((await find()).map(({ id }) => id)).toEqual([ids[1]]);
    expect((await find(ids[1])).map(({ id }) => id)).toEqual([ids[0]]);
    expect(await find(ids[0])).toEqual([]);
  });

  it.each(['%', '_', '\\'])('takes %s for itself', async (sign) => {
    const id = await add(`one ${sign} sign`, `sign-${v7()}@example.com`);
    const found = await users.list({ text: `e ${sign} s`, beforeId: undefined, limit: 10 });
    expect(found.map((user) => user.id)).toEqual([id]);
  });

  it('does not read password hashes', async () => {
    const [user] = await users.list({ text: '', beforeId: undefined, limit: 1 });
    expect(user).not.toHaveProperty('passwordHash');
  });
});
