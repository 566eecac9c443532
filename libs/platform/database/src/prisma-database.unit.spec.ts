import { afterEach, expect, it } from '@jest/globals';
import { type ClientOptions, PrismaDatabase } from './prisma-database.ts';

const client = { $transaction: async () => {}, $connect: async () => {}, $disconnect: async () => {} };
let database: PrismaDatabase<typeof client>;
afterEach(() => database.close());

it('a transaction waits for a connection as long as the pool does, and lasts as long as a statement may', () => {
  let options: ClientOptions | undefined;
  database = new PrismaDatabase(
    { url: 'postgres://nobody@127.0.0.1:1/nowhere', schema: 'public' },
    (given) => {
      options = given;
      return client;
    },
  );
  // Prisma's defaults are 2 s and 5 s; the pool lets callers wait 10 s.
  expect(options?.transactionOptions.maxWait).toBeGreaterThan(10_000);
  expect(options?.transactionOptions.timeout).toBe(30_000);
});
