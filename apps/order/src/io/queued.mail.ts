import { toLocale, type QueuedMail } from '@tradepost/mail';
import { v7 as uuidv7 } from 'uuid';
import { mailsOf } from '../domain/mails.ts';
import type { OrderDecision } from '../domain/order.ts';

/** A mail about an older change of an order would only confuse. */
const VALID_MS = 3 * 86_400_000;

/** The mails that a decision queues. */
export function queuedMails(decision: OrderDecision): QueuedMail[] {
  const { email, locale, updatedAt } = decision.state;
  return mailsOf(decision).map((mail) => ({
    ...mail,
    id: uuidv7(),
    to: email,
    locale: toLocale(locale),
    expiresAt: new Date(updatedAt.getTime() + VALID_MS),
  }));
}
