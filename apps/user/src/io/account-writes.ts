import { type RowOf, sql } from '@tradepost/database';
import { emailKey } from '@tradepost/decision';
import type { User as UserModel } from '../gen/prisma/client.ts';
import { hashOf } from './issue-token.ts';
import type { UserTransaction } from './user-database.ts';

type OwnerRow = Pick<RowOf<UserModel>, 'id' | 'email' | 'email_key'>;

export const withPassword = (passwordHash: string, now: Date) => ({
  passwordHash,
  passwordVersion: { increment: 1 },
  version: { increment: 1 },
  updatedAt: now,
});

/** The user the token belongs to, locked. */
export function lockOwner(tx: UserTransaction, tokenId: string): Promise<OwnerRow | undefined> {
  return tx.maybeOne<OwnerRow>(sql`
    SELECT users.id, users.email, users.email_key FROM account_tokens JOIN users ON users.id = account_tokens.user_id
    WHERE account_tokens.id = ${tokenId} FOR NO KEY UPDATE OF users`);
}

/** What a token may have been sent to. The release before wrote the hash of the stored key, whatever its form. */
export const hashesOf = ({ email, email_key: key }: OwnerRow) => [hashOf(emailKey(email)), hashOf(key)];

/**
 * One statement, so only one caller wins.
 * @param sentTo a token that was sent to another address is void; undefined: to any
 */
export async function use(
  tx: UserTransaction,
  id: string,
  now: Date,
  sentTo?: Uint8Array<ArrayBuffer>[],
): Promise<boolean> {
  const { count } = await tx.prisma.accountToken.updateMany({
    where: { id, usedAt: null, expiresAt: { gt: now }, ...(sentTo && { emailHash: { in: sentTo } }) },
    data: { usedAt: now },
  });
  return count === 1;
}

/**
 * Ends whatever the old password or the owner's mail gave access to: sessions, tokens that would set another one, and a
 * change of the address that was asked for with it.
 */
export async function endAll(
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
  await endPending(tx, userId, 'stopped', now);
}

/** Ends the pending change of a user, if there is one, and its links. */
export async function endPending(
  tx: UserTransaction,
  userId: string,
  state: 'stopped' | 'replaced',
  now: Date,
): Promise<number> {
  const { count } = await tx.prisma.emailChange.updateMany({
    where: { userId, state: 'pending' },
    data: { state, endedAt: now },
  });
  await tx.prisma.accountToken.updateMany({
    where: { userId, purpose: 'change-email', usedAt: null },
    data: { usedAt: now },
  });
  return count;
}
