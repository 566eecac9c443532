import { Inject, Injectable } from '@nestjs/common';
import { MailWorker } from '@tradepost/mail';
import type { AccountToken, StoredToken, TokenPurpose } from '../domain/account-token.ts';
import type { User } from '../domain/user.ts';
import { AccountTokenStore, type NewPassword } from '../flows/ports.ts';
import { endAll, hashesOf, lockOwner, use, withPassword } from './account-writes.ts';
import { issueToken } from './issue-token.ts';
import { UserDatabase } from './user-database.ts';
import { findByEmail, toUser } from './user.store.ts';

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
      if (!owner || !(await use(tx, id, now, hashesOf(owner)))) return undefined;
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
      if (owner?.id !== userId || !(await use(tx, id, now, hashesOf(owner)))) return false;
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
