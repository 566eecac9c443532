import type { DatabaseOptions } from '@tradepost/database';
import { PrismaDatabase, type PrismaTransaction } from '@tradepost/database/prisma';
import { PrismaClient } from '../gen/prisma/client.ts';

/** What no list and no profile needs; a query that does need it says so. */
const omit = { user: { passwordHash: true, emailKey: true, updatedAt: true } } as const;

type UserClient = PrismaClient<never, typeof omit>;
export type UserTransaction = PrismaTransaction<UserClient>;

/** One pool for Prisma Client (everyday work) and SQL (the statements listed in docs/database.md). */
export class UserDatabase extends PrismaDatabase<UserClient> {
  static readonly schema = 'user';

  constructor(options: DatabaseOptions) {
    super({ ...options, schema: UserDatabase.schema }, (client) => new PrismaClient({ ...client, omit }));
  }
}
