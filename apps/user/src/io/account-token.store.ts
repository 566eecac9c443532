import { Inject, Injectable } from '@nestjs/common';
import { emailKey } from '@tradepost/decision';
import { MailWorker } from '@tradepost/mail';
import type { AccountToken, StoredToken, TokenPurpose } from '../domain/account-token.ts';
import type { User } from '../domain/user.ts';
import { AccountTokenStore, type NewPassword } from '../flows/ports.ts';
import type { AccountToken as AccountTokenRow } from '../gen/prisma/client.ts';
import { endAll, hashesOf, lockOwner, use, withPassword } from './account-writes.ts';
import { hashOf, issueToken } from './issue-token.ts';
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
    if (!row) return undefined;
    const { userId, expiresAt, usedAt } = row;
    const isReplaced = purpose === 'change-email' && usedAt !== null && !(await this.hasConfirmed(row));
    return { userId: userId ?? undefined, expiresAt, isUsed: usedAt !== null, isReplaced };
  }

  /** Whether the address that it was sent to was confirmed, by it or by another link to it, when it ended. */
  private async hasConfirmed({ userId, emailHash, usedAt: endedAt }: AccountTokenRow): Promise<boolean> {
    if (userId === null) return false;
    const changes = await this.db.prisma.emailChange.findMany({
      where: { userId, state: 'confirmed', endedAt },
    });
    return changes.some(({ newEmail }) => Buffer.compare(hashOf(emailKey(newEmail)), emailHash) === 0);
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
