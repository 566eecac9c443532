import type { Decision } from '@tradepost/decision';
import { toLocale, type OwedMail } from '@tradepost/mail';
import { v7 as uuidv7 } from 'uuid';
import { newsOf } from '../domain/mails.ts';
import type { Order, OrderEvent } from '../domain/order.ts';

/** News of an order that is older is of no use any more. */
const GOOD_FOR_MS = 3 * 86_400_000;

/** What is owed with a decision. */
export function owedMails(decision: Decision<Order, OrderEvent>): OwedMail[] {
  const { email, locale, updatedAt } = decision.state;
  return newsOf(decision).map((news) => ({
    ...news,
    id: uuidv7(),
    to: email,
    locale: toLocale(locale),
    goodUntil: new Date(updatedAt.getTime() + GOOD_FOR_MS),
  }));
}
