import { Inject, Injectable } from '@nestjs/common';
import { isUniqueViolation } from '@tradepost/database';
import { emailKey } from '@tradepost/decision';
import { MailWorker, queueMails, toLocale } from '@tradepost/mail';
import type { AccountToken } from '../domain/account-token.ts';
import { emailUnavailable, type NewEmailChange, type PendingEmail, UNDO_MS } from '../domain/email-change.ts';
import type { User } from '../domain/user.ts';
import { type ChangeTokens, EmailChangeStore, type Stopping } from '../flows/ports.ts';
import { endAll, endPending, lockOwner, use, withPassword } from './account-writes.ts';
import { hashOf, issueToken } from './issue-token.ts';
import { UserDatabase, type UserTransaction } from './user-database.ts';
import { inTransaction } from './in-transaction.ts';
import { lockUser } from './user-lock.ts';
import { findByEmail, toUser } from './user.store.ts';

/** Changes of e-mail addresses in Postgres. Every write locks the user first. */
@Injectable()
export class PostgresEmailChangeStore extends EmailChangeStore {
  constructor(
    @Inject(UserDatabase) private readonly db: UserDatabase | UserTransaction,
    @Inject(MailWorker) private readonly mails: Pick<MailWorker, 'notify'>,
  ) {
    super();
  }

  override async pendingOf(userId: string, now: Date): Promise<PendingEmail | undefined> {
    const row = await this.db.prisma.emailChange.findFirst({
      where: { userId, state: 'pending', expiresAt: { gt: now } },
    });
    return row ? { email: row.newEmail, expiresAt: row.expiresAt } : undefined;
  }

  override async add(change: NewEmailChange, user: User, { confirm, stop }: ChangeTokens): Promise<boolean> {
    const isWritten = await inTransaction(this.db, async (tx) => {
      await endPending(tx, user.id, 'replaced', change.createdAt);
      const { email: newEmail, sessionId, ...rest } = change;
      await tx.prisma.emailChange.create({
        data: {
          ...rest,
          ...{ newEmail, oldEmail: user.email, oldVerified: user.isEmailVerified, state: 'pending' },
          sessionId: sessionId || null,
        },
        select: { id: true },
      });
      return (await invite(tx, user, confirm)) && (await issueToken(tx, stop, user));
    });
    this.mails.notify();
    return isWritten;
  }

  override async resend(user: User, confirm: AccountToken): Promise<boolean | undefined> {
    const isWritten = await inTransaction(this.db, async (tx) => {
      await lockUser(tx, user.id);
      const pending = { userId: user.id, state: 'pending', newEmail: confirm.email };
      if ((await tx.prisma.emailChange.count({ where: pending })) === 0) return undefined;
      return invite(tx, user, confirm);
    });
    this.mails.notify();
    return isWritten;
  }

  override async cancel(userId: string, now: Date): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      await lockUser(tx, userId);
      if ((await endPending(tx, userId, 'stopped', now)) === 0) return;
      await tx.prisma.user.updateMany({ where: { id: userId }, data: { version: { increment: 1 } } });
    });
  }

  override async confirm(
    tokenId: string,
    now: Date,
    mailId: string,
  ): Promise<User | 'unavailable' | undefined> {
    try {
      const confirmed = await inTransaction(this.db, (tx) => this.confirmIn(tx, tokenId, now, mailId));
      this.mails.notify();
      return confirmed;
    } catch (error) {
      // Someone registered it between the check and the write.
      if (isUniqueViolation(error)) throw emailUnavailable();
      throw error;
    }
  }

  override async stop(
    tokenId: string,
    stopping: Stopping,
  ): Promise<{ email: string; isRestored: boolean } | 'unavailable' | undefined> {
    const { now, passwordHash } = stopping;
    const stopped = await inTransaction(this.db, async (tx) => {
      const owner = await lockOwner(tx, tokenId);
      const token = owner && (await tx.prisma.accountToken.findUnique({ where: { id: tokenId } }));
      if (!owner || !token || !(await use(tx, tokenId, now))) return undefined;
      const wasPending = (await endPending(tx, owner.id, 'stopped', now)) > 0;
      const isStillOld = isOf(token.emailHash, owner.email);
      if (isStillOld) {
        if (wasPending) await bump(tx, owner.id, now);
        return { email: owner.email, isRestored: false };
      }
      const old = await oldAddress(tx, owner.id, token.emailHash, now);
      const holder = old && (await findByEmail(tx, old));
      if (!old || (holder && holder.id !== owner.id)) return 'unavailable' as const;
      const row = await tx.prisma.user.update({
        where: { id: owner.id },
        data: {
          email: old,
          emailKey: emailKey(old),
          emailVerified: true,
          ...withPassword(passwordHash, now),
        },
      });
      await endAll(tx, owner.id, undefined, now);
      // Addresses that came later can't take the account back in turn; those of before can.
      await tx.prisma.accountToken.updateMany({
        where: {
          ...{ userId: owner.id, purpose: 'stop-email-change', usedAt: null },
          // Ids grow with time.
          id: { gt: token.id },
        },
        data: { usedAt: now },
      });
      const user = toUser(row);
      await issueToken(tx, stopping.reset(user), user);
      return { email: old, isRestored: true };
    });
    this.mails.notify();
    return stopped;
  }

  private async confirmIn(
    tx: UserTransaction,
    tokenId: string,
    now: Date,
    mailId: string,
  ): Promise<User | 'unavailable' | undefined> {
    const owner = await lockOwner(tx, tokenId);
    const pending =
      owner &&
      (await tx.prisma.emailChange.findFirst({
        where: { userId: owner.id, state: 'pending', expiresAt: { gt: now } },
      }));
    if (!pending || !(await use(tx, tokenId, now, [hash(pending.newEmail)]))) return undefined;
    const { newEmail: email, oldEmail } = pending;
    const holder = await findByEmail(tx, email);
    if (holder && holder.id !== owner.id) {
      await endPending(tx, owner.id, 'stopped', now);
      return 'unavailable';
    }
    await tx.prisma.emailChange.updateMany({
      where: { id: pending.id },
      data: { state: 'confirmed', endedAt: now },
    });
    const row = await tx.prisma.user.update({
      where: { id: owner.id },
      data: {
        email,
        emailKey: emailKey(email),
        emailVerified: true,
        version: { increment: 1 },
        updatedAt: now,
      },
    });
    await endAll(tx, owner.id, pending.sessionId ?? undefined, now);
    await notifyOldAddress(tx, { id: mailId, oldEmail, isRestorable: pending.oldVerified, now }, toUser(row));
    return toUser(row);
  }
}

const hash = (email: string) => hashOf(emailKey(email));
const isOf = (emailHash: Uint8Array, email: string): boolean =>
  hash(email).every((byte, i) => byte === emailHash[i]);

/** The mail to the new address: a link, or to another account that has it, that this is so. */
async function invite(tx: UserTransaction, user: User, confirm: AccountToken): Promise<boolean> {
  const holder = await findByEmail(tx, confirm.email);
  if (holder && holder.id !== user.id)
    return issueToken(tx, confirm, undefined, {
      kind: 'email-taken',
      to: holder.email,
      locale: holder.locale,
    });
  return issueToken(tx, confirm, user, { kind: 'change-email', to: confirm.email, locale: user.locale });
}

interface CompletedChange {
  readonly id: string;
  readonly oldEmail: string;
  readonly isRestorable: boolean;
  readonly now: Date;
}

async function notifyOldAddress(tx: UserTransaction, change: CompletedChange, user: User): Promise<void> {
  const { id, oldEmail, isRestorable, now } = change;
  const stop = await tx.prisma.accountToken.findFirst({
    where: { userId: user.id, purpose: 'stop-email-change', emailHash: hash(oldEmail), usedAt: null },
    orderBy: { createdAt: 'desc' },
  });
  const facts = { tokenId: stop?.id ?? '', ...(isRestorable && stop && { undo: 'true' }) };
  const expiresAt = stop?.expiresAt ?? new Date(now.getTime() + UNDO_MS);
  await queueMails(tx, [
    { id, kind: 'email-changed', to: oldEmail, locale: toLocale(user.locale), facts, expiresAt },
  ]);
}

/** The address that a link was sent to, if it was the account's, proven, until a change of late. */
async function oldAddress(
  tx: UserTransaction,
  userId: string,
  emailHash: Uint8Array,
  now: Date,
): Promise<string | undefined> {
  const changes = await tx.prisma.emailChange.findMany({
    where: {
      ...{ userId, state: 'confirmed', oldVerified: true },
      endedAt: { gt: new Date(now.getTime() - 2 * UNDO_MS) },
    },
    orderBy: { createdAt: 'desc' },
  });
  return changes.find(({ oldEmail }) => isOf(emailHash, oldEmail))?.oldEmail;
}

const bump = (tx: UserTransaction, id: string, now: Date) =>
  tx.prisma.user.updateMany({ where: { id }, data: { version: { increment: 1 }, updatedAt: now } });
