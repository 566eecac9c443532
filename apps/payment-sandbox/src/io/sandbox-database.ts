import type { DatabaseOptions } from '@tradepost/database';
import { PrismaDatabase } from '@tradepost/database/prisma';
import { PrismaClient } from '../gen/prisma/client.ts';

/** One pool for Prisma Client (everyday work) and SQL (the statements listed in docs/database.md). */
export class SandboxDatabase extends PrismaDatabase<PrismaClient> {
  static readonly schema = 'payment_sandbox';

  constructor(options: DatabaseOptions) {
    super({ ...options, schema: SandboxDatabase.schema }, (client) => new PrismaClient(client));
  }
}
