import { Inject, Injectable } from '@nestjs/common';
import { Database, nothing, sql, type Transaction } from '@tradepost/database';
import { MailWorker } from '@tradepost/mail';
import type { AccountToken, ShownToken, TokenPurpose } from '../domain/account-token.ts';
import type { User } from '../domain/user.ts';
import { AccountTokenStore, type NewPassword } from '../flows/ports.ts';
import { hashOf, issueToken } from './account-tokens.ts';
import { toUser, type UserRow } from './user.store.ts';

type Person = UserRow & { email_key: string };
type TokenRow = { user_id: string | null; expires_at: Date; used_at: Date | null };

/** One-time links in Postgres. Everything locks the person first, then the token. */
@Injectable()
export class PostgresAccountTokenStore extends AccountTokenStore {
  constructor(
    private readonly db: Database,
    @Inject(MailWorker) private readonly mails: Pick<MailWorker, 'notify'>,
  ) {
    super();
  }

  override async issue(token: Omit<AccountToken, 'userId'>, locale: string | undefined): Promise<boolean> {
    const isWritten = await this.db.tx(async (tx) => {
      const person = await tx.maybeOne<UserRow>(sql`SELECT * FROM users WHERE email_key = ${token.emailKey}`);
      return issueToken(tx, token, person && { ...toUser(person), ...(locale && { locale }) });
    });
    this.mails.notify();
    return isWritten;
  }

  override async find(id: string, purpose: TokenPurpose): Promise<ShownToken | undefined> {
    const row = await this.db.maybeOne<TokenRow>(
      sql`SELECT user_id, expires_at, used_at FROM account_tokens WHERE id = ${id} AND purpose = ${purpose}`,
    );
    return (
      row && { userId: row.user_id ?? undefined, expiresAt: row.expires_at, isUsed: row.used_at !== null }
    );
  }

  override async verifyEmail(id: string, now: Date): Promise<User | undefined> {
    return this.db.tx(async (tx) => {
      const person = await lockOwner(tx, id);
      if (!person || !(await use(tx, id, now, person))) return undefined;
      const row = await tx.one<UserRow>(sql`
        UPDATE users SET email_verified = true, version = version + 1, updated_at = ${now}
        WHERE id = ${person.id} RETURNING *`);
      return toUser(row);
    });
  }

  override async resetPassword(id: string, { userId, passwordHash, now }: NewPassword): Promise<boolean> {
    return this.db.tx(async (tx) => {
      const person = await lockOwner(tx, id);
      if (person?.id !== userId || !(await use(tx, id, now, person))) return false;
      await tx.execute(sql`
        UPDATE users SET password_hash = ${passwordHash}, password_version = password_version + 1,
          version = version + 1, updated_at = ${now} WHERE id = ${userId}`);
      await endAll(tx, userId, undefined, now);
      return true;
    });
  }

  override async changePassword(
    { userId, passwordHash, now }: NewPassword,
    { passwordVersion, sessionId }: { passwordVersion: number; sessionId: string },
  ): Promise<boolean> {
    return this.db.tx(async (tx) => {
      const changed = await tx.execute(sql`
        UPDATE users SET password_hash = ${passwordHash}, password_version = password_version + 1,
          version = version + 1, updated_at = ${now}
        WHERE id = ${userId} AND password_version = ${passwordVersion}`);
      if (changed === 1) await endAll(tx, userId, sessionId, now);
      return changed === 1;
    });
  }
}

/** The person whose token it is, locked, so that changes of one person come one after the other. */
function lockOwner(tx: Transaction, tokenId: string): Promise<Person | undefined> {
  return tx.maybeOne(sql`
    SELECT users.* FROM account_tokens JOIN users ON users.id = account_tokens.user_id
    WHERE account_tokens.id = ${tokenId} FOR NO KEY UPDATE OF users`);
}

/** One statement, so only one caller wins. A link is worth nothing once the person has another address. */
async function use(tx: Transaction, id: string, now: Date, person: Person): Promise<boolean> {
  const used = await tx.execute(sql`
    UPDATE account_tokens SET used_at = ${now}
    WHERE id = ${id} AND used_at IS NULL AND expires_at > ${now} AND email_hash = ${hashOf(person.email_key)}`);
  return used === 1;
}

/** What an old password or its owner's mail opened is shut: devices, and links that would set another one. */
async function endAll(tx: Transaction, userId: string, keep: string | undefined, now: Date): Promise<void> {
  const others = keep ? sql`AND id <> ${keep}` : nothing;
  await tx.execute(
    sql`UPDATE sessions SET revoked_at = ${now} WHERE user_id = ${userId} AND revoked_at IS NULL ${others}`,
  );
  await tx.execute(sql`
    UPDATE account_tokens SET used_at = ${now}
    WHERE user_id = ${userId} AND purpose = 'reset-password' AND used_at IS NULL`);
}
