import { Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import type { Failures } from '../domain/lockout.ts';
import { FailureStore } from '../flows/ports.ts';
import type { SignInFailure } from '../gen/prisma/client.ts';
import { hashOf } from './issue-token.ts';
import { UserDatabase } from './user-database.ts';

/** A row without failures is there only to be locked, and means the same as none. */
function toFailures(row: SignInFailure | null): Failures | undefined {
  if (!row?.failures) return undefined;
  return { count: row.failures, lastAt: row.lastAt, lockedUntil: row.lockedUntil ?? undefined };
}

@Injectable()
export class PostgresFailureStore extends FailureStore {
  constructor(private readonly db: UserDatabase) {
    super();
  }

  override async find(emailKey: string): Promise<Failures | undefined> {
    const where = { emailHash: hashOf(emailKey) };
    return toFailures(await this.db.prisma.signInFailure.findUnique({ where }));
  }

  override async change(emailKey: string, decide: (before: Failures | undefined) => Failures): Promise<void> {
    const where = { emailHash: hashOf(emailKey) };
    await this.db.transaction(async (tx) => {
      await tx.prisma.signInFailure.createMany({
        data: { ...where, failures: 0, lastAt: new Date(0) },
        skipDuplicates: true,
      });
      await tx.execute(sql`SELECT FROM sign_in_failures WHERE email_hash = ${where.emailHash} FOR UPDATE`);
      const before = await tx.prisma.signInFailure.findUnique({ where });
      const { count, lastAt, lockedUntil = null } = decide(toFailures(before));
      await tx.prisma.signInFailure.updateMany({ where, data: { failures: count, lastAt, lockedUntil } });
    });
  }

  override async clear(emailKey: string): Promise<void> {
    await this.db.prisma.signInFailure.deleteMany({ where: { emailHash: hashOf(emailKey) } });
  }
}
