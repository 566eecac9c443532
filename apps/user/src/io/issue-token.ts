import { createHash } from 'node:crypto';
import { sql } from '@tradepost/database';
import { emailKey } from '@tradepost/decision';
import { queueMails, toLocale } from '@tradepost/mail';
import { type AccountToken, MAIL_WINDOW_MS, MAX_MAILS } from '../domain/account-token.ts';
import type { User } from '../domain/user.ts';
import type { UserTransaction } from './user-database.ts';

/** By default a mail about the token to its user. */
export interface TokenMail {
  readonly kind: string;
  readonly to: string | undefined;
  readonly locale: string | undefined;
}

/**
 * Writes a token with its mail, unless too many were sent to that address. An address without an account takes the same
 * statements, so that response times do not reveal which has one.
 * @returns false when there were too many
 */
export async function issueToken(
  tx: UserTransaction,
  { id, purpose, email, createdAt, expiresAt }: Omit<AccountToken, 'userId'>,
  user: Pick<User, 'id' | 'email' | 'locale'> | undefined,
  mail: TokenMail = { kind: purpose, to: user?.email, locale: user?.locale },
): Promise<boolean> {
  const key = emailKey(email);
  const emailHash = hashOf(key);
  // Requests for one address are counted one after the other.
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${purpose} ${key}`}, 0))`);
  const since = new Date(createdAt.getTime() - MAIL_WINDOW_MS);
  const recent = await tx.prisma.accountToken.count({
    where: { emailHash, purpose, createdAt: { gt: since } },
  });
  if (recent >= MAX_MAILS) return false;
  const userId = user?.id ?? null;
  await tx.prisma.accountToken.create({
    data: { id, purpose, userId, emailHash, createdAt, expiresAt },
    select: { id: true },
  });
  const locale = toLocale(mail.locale ?? 'en');
  const facts = { tokenId: id };
  await queueMails(tx, [{ id, kind: mail.kind, to: mail.to, locale, facts, expiresAt }]);
  return true;
}

// Addresses of people without an account are not stored in clear text.
export const hashOf = (key: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(key).digest());
