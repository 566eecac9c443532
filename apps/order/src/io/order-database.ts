import type { DatabaseOptions } from '@tradepost/database';
import { PrismaDatabase, type PrismaTransaction } from '@tradepost/database/prisma';
import { PrismaClient } from '../gen/prisma/client.ts';

export type OrderTransaction = PrismaTransaction<PrismaClient>;

/** One pool for Prisma Client (everyday work) and SQL (the statements listed in docs/database.md). */
export class OrderDatabase extends PrismaDatabase<PrismaClient> {
  static readonly schema = 'order';

  constructor(options: DatabaseOptions) {
    super({ ...options, schema: OrderDatabase.schema }, (client) => new PrismaClient(client));
  }
}
