import { createHash } from 'node:crypto';
import { emailKey } from '@tradepost/decision';
import type { Customer } from '../flows/ports/stock.ts';

/** Pseudonymous customer key: SHA-256 of the user id, or of a guest's normalised e-mail address. */
export function customerKey({ userId, email }: Customer): string {
  const who = userId ? `user ${userId}` : `guest ${emailKey(email)}`;
  return createHash('sha256').update(who).digest('base64url');
}
