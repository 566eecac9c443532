import { createHash } from 'node:crypto';
import type { Order } from '../domain/order.ts';

/** The same text for all orders of a user, or of guests with one e-mail address; others learn neither from it. */
export function customerOf({ userId, email }: Pick<Order, 'userId' | 'email'>): string {
  const who = userId ? `user ${userId}` : `guest ${email.trim().normalize('NFC').toLowerCase()}`;
  return createHash('sha256').update(who).digest('base64url');
}
