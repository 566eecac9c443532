import type { DatabaseOptions } from '@tradepost/database';
import { PrismaDatabase, type PrismaTransaction } from '@tradepost/database/prisma';
import { PrismaClient } from '../gen/prisma/client.ts';

export type ProductTransaction = PrismaTransaction<PrismaClient>;

/** One pool for Prisma Client (what staff read and change) and SQL (the statements listed in docs/database.md). */
export class ProductDatabase extends PrismaDatabase<PrismaClient> {
  static readonly schema = 'product';

  constructor(options: DatabaseOptions) {
    super({ ...options, schema: ProductDatabase.schema }, (client) => new PrismaClient(client));
  }
}
