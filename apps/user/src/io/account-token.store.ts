import { Inject, Injectable } from '@nestjs/common';
import { type RowOf, sql } from '@tradepost/database';
import { emailKey } from '@tradepost/decision';
import { MailWorker } from '@tradepost/mail';
import type { AccountToken, StoredToken, TokenPurpose } from '../domain/account-token.ts';
import type { User } from '../domain/user.ts';
import { AccountTokenStore, type NewPassword } from '../flows/ports.ts';
import type { User as UserModel } from '../gen/prisma/client.ts';
import { hashOf, issueToken } from './issue-token.ts';
import { UserDatabase, type UserTransaction } from './user-database.ts';
import { findByEmail, toUser } from './user.store.ts';

type OwnerRow = Pick<RowOf<UserModel>, 'id' | 'email' | 'email_key'>;

/** Single-use tokens in Postgres. Every write locks the user first, then the token. */
@Injectable()
export class PostgresAccountTokenStore extends AccountTokenStore {
  constructor(
    private readonly db: UserDatabase,
    @Inject(MailWorker) private readonly mails: Pick<MailWorker, 'notify'>,
  ) {
    super();
  }

  override async issue(token: Omit<AccountToken, 'userId'>, locale: string | undefined): Promise<boolean> {
    const isWritten = await this.db.transaction(async (tx) => {
      const user = await findByEmail(tx, token.email);
      return issueToken(tx, token, user ? { ...user, ...(locale && { locale }) } : undefined);
    });
    this.mails.notify();
    return isWritten;
  }

  override async find(id: string, purpose: TokenPurpose): Promise<StoredToken | undefined> {
    const row = await this.db.prisma.accountToken.findUnique({ where: { id, purpose } });
    return row
      ? { userId: row.userId ?? undefined, expiresAt: row.expiresAt, isUsed: row.usedAt !== null }
      : undefined;
  }

  override async verifyEmail(id: string, now: Date): Promise<User | undefined> {
    return this.db.transaction(async (tx) => {
      const owner = await lockOwner(tx, id);
      if (!owner || !(await use(tx, id, now, owner))) return undefined;
      const row = await tx.prisma.user.update({
        where: { id: owner.id },
        data: { emailVerified: true, version: { increment: 1 }, updatedAt: now },
      });
      return toUser(row);
    });
  }

  override async resetPassword(id: string, { userId, passwordHash, now }: NewPassword): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const owner = await lockOwner(tx, id);
      if (owner?.id !== userId || !(await use(tx, id, now, owner))) return false;
      await tx.prisma.user.updateMany({ where: { id: userId }, data: withPassword(passwordHash, now) });
      await endAll(tx, userId, undefined, now);
      return true;
    });
  }

  override async changePassword(
    { userId, passwordHash, now }: NewPassword,
    { passwordVersion, sessionId }: { passwordVersion: number; sessionId: string },
  ): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const { count } = await tx.prisma.user.updateMany({
        where: { id: userId, passwordVersion },
        data: withPassword(passwordHash, now),
      });
      if (count === 1) await endAll(tx, userId, sessionId, now);
      return count === 1;
    });
  }
}

const withPassword = (passwordHash: string, now: Date) => ({
  passwordHash,
  passwordVersion: { increment: 1 },
  version: { increment: 1 },
  updatedAt: now,
});

/** The user the token belongs to, locked. */
function lockOwner(tx: UserTransaction, tokenId: string): Promise<OwnerRow | undefined> {
  return tx.maybeOne<OwnerRow>(sql`
    SELECT users.id, users.email, users.email_key FROM account_tokens JOIN users ON users.id = account_tokens.user_id
    WHERE account_tokens.id = ${tokenId} FOR NO KEY UPDATE OF users`);
}

/** One statement, so only one caller wins. A token is void once the user has another address. */
async function use(tx: UserTransaction, id: string, now: Date, owner: OwnerRow): Promise<boolean> {
  // The release before wrote the stored key, whatever its form.
  const emailHash = { in: [hashOf(emailKey(owner.email)), hashOf(owner.email_key)] };
  const { count } = await tx.prisma.accountToken.updateMany({
    where: { id, usedAt: null, expiresAt: { gt: now }, emailHash },
    data: { usedAt: now },
  });
  return count === 1;
}

/** Ends whatever the old password or the owner's mail gave access to: sessions, and tokens that would set another one. */
async function endAll(
  tx: UserTransaction,
  userId: string,
  keep: string | undefined,
  now: Date,
): Promise<void> {
  await tx.prisma.session.updateMany({
    where: { userId, revokedAt: null, ...(keep && { NOT: { id: keep } }) },
    data: { revokedAt: now },
  });
  await tx.prisma.accountToken.updateMany({
    where: { userId, purpose: 'reset-password', usedAt: null },
    data: { usedAt: now },
  });
}
