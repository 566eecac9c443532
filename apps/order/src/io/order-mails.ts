import type { Decision } from '@tradepost/decision';
import { toLocale, type QueuedMail } from '@tradepost/mail';
import { v7 as uuidv7 } from 'uuid';
import { newsOf } from '../domain/mails.ts';
import type { Order, OrderEvent } from '../domain/order.ts';

/** News of an order that is older is of no use any more. */
const GOOD_FOR_MS = 3 * 86_400_000;

/** The mails that a decision queues. */
export function mailsOf(decision: Decision<Order, OrderEvent>): QueuedMail[] {
  const { email, locale, updatedAt } = decision.state;
  return newsOf(decision).map((news) => ({
    ...news,
    id: uuidv7(),
    to: email,
    locale: toLocale(locale),
    expiresAt: new Date(updatedAt.getTime() + GOOD_FOR_MS),
  }));
}
