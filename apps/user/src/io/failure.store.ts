import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, sql } from '@tradepost/database';
import type { Failures } from '../domain/lockout.ts';
import { FailureStore } from '../flows/ports.ts';

type FailureRow = { failures: number; last_at: Date; locked_until: Date | null };

const toFailures = (row: FailureRow): Failures => ({
  count: row.failures,
  lastAt: row.last_at,
  lockedUntil: row.locked_until ?? undefined,
});

// Addresses of people without an account have no business in our database.
const hashOf = (emailKey: string): Buffer => createHash('sha256').update(emailKey).digest();

@Injectable()
export class PostgresFailureStore extends FailureStore {
  constructor(private readonly db: Database) {
    super();
  }

  override async find(emailKey: string): Promise<Failures | undefined> {
    const row = await this.db.maybeOne<FailureRow>(
      sql`SELECT * FROM sign_in_failures WHERE email_hash = ${hashOf(emailKey)}`,
    );
    return row && toFailures(row);
  }

  override async change(emailKey: string, decide: (before: Failures | undefined) => Failures): Promise<void> {
    const hash = hashOf(emailKey);
    await this.db.tx(async (tx) => {
      // The row must exist to be locked; one with no failures means the same as none.
      await tx.execute(
        sql`INSERT INTO sign_in_failures (email_hash, failures, last_at) VALUES (${hash}, 0, '-infinity') ON CONFLICT DO NOTHING`,
      );
      const row = await tx.one<FailureRow>(
        sql`SELECT failures, greatest(last_at, 'epoch') AS last_at, locked_until FROM sign_in_failures WHERE email_hash = ${hash} FOR UPDATE`,
      );
      const after = decide(row.failures === 0 ? undefined : toFailures(row));
      await tx.execute(sql`
        UPDATE sign_in_failures SET failures = ${after.count}, last_at = ${after.lastAt}, locked_until = ${after.lockedUntil ?? null}
        WHERE email_hash = ${hash}`);
    });
  }

  override async clear(emailKey: string): Promise<void> {
    await this.db.execute(sql`DELETE FROM sign_in_failures WHERE email_hash = ${hashOf(emailKey)}`);
  }
}
