import { randomUUID } from 'node:crypto';
import type { Shop } from './shop.ts';

const DAY_S = 86_400;

/**
 * One attempt to buy a cart: the idempotency key that every repeat of it carries, whether it comes from a double
 * click, a reload or the browser's way back. It is kept in a cookie, so that all tabs mean the same attempt.
 */
export function attemptFor(shop: Shop, cartId: string): string {
  const [cart, attempt] = (shop.cookies.get('attempt') ?? '').split('.');
  return cart === cartId && attempt ? attempt : newAttempt(shop, cartId);
}

/** After a final "no", which would be given again to the same key for ever. */
export function newAttempt(shop: Shop, cartId: string): string {
  const attempt = randomUUID();
  shop.cookies.set('attempt', `${cartId}.${attempt}`, DAY_S);
  return attempt;
}

/** The order that the last attempt with an answer came to. */
export function placedOrder(shop: Shop): { attempt: string; orderId: string } | undefined {
  const [attempt, orderId] = (shop.cookies.get('placed') ?? '').split('.');
  return attempt && orderId ? { attempt, orderId } : undefined;
}

export const rememberPlaced = (shop: Shop, attempt: string, orderId: string): void =>
  shop.cookies.set('placed', `${attempt}.${orderId}`, DAY_S);
