import { createHash } from 'node:crypto';
import { sql, type Transaction } from '@tradepost/database';
import { queueMails, toLocale } from '@tradepost/mail';
import { type AccountToken, MOST_MAILS, WINDOW_MS } from '../domain/account-token.ts';
import type { User } from '../domain/user.ts';

/**
 * Writes a token with its mail, unless its address got too many. Nobody is written to in the same statements, so that
 * both last the same.
 */
export async function issueToken(
  tx: Transaction,
  { id, purpose, emailKey: key, createdAt, expiresAt }: Omit<AccountToken, 'userId'>,
  person: User | undefined,
): Promise<boolean> {
  const hash = hashOf(key);
  // Those who ask at once for one address are counted one after the other.
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${purpose} ${key}`}, 0))`);
  const since = new Date(createdAt.getTime() - WINDOW_MS);
  const written = await tx.execute(sql`
    INSERT INTO account_tokens (id, purpose, user_id, email_hash, created_at, expires_at)
    SELECT ${id}::uuid, ${purpose}::text, ${person?.id}::uuid, ${hash}::bytea, ${createdAt}::timestamptz,
           ${expiresAt}::timestamptz
    WHERE (SELECT count(*) FROM account_tokens
           WHERE email_hash = ${hash} AND purpose = ${purpose} AND created_at > ${since}) < ${MOST_MAILS}`);
  if (written === 0) return false;
  const locale = toLocale(person?.locale ?? 'en');
  const facts = { tokenId: id };
  await queueMails(tx, [{ id, kind: purpose, to: person?.email, locale, facts, expiresAt }]);
  return true;
}

// Addresses of people without an account have no business in our database.
export const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();
