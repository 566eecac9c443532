import { randomUUID } from 'node:crypto';
import type { Shop } from './shop.ts';

const DAY_S = 86_400;

/**
 * An attempt to buy a cart: the idempotency key of every repetition, by double click, reload or back button. It is stored
 * in a cookie, so that all tabs share it.
 */
export function attemptFor(shop: Shop, cartId: string): string {
  const [cart, attempt] = (shop.cookies.get('attempt') ?? '').split('.');
  return cart === cartId && attempt ? attempt : newAttempt(shop, cartId);
}

/** A new key after a final refusal, because the old one would return the stored refusal. */
export function newAttempt(shop: Shop, cartId: string): string {
  const attempt = randomUUID();
  shop.cookies.set('attempt', `${cartId}.${attempt}`, DAY_S);
  return attempt;
}

/** The order of the last settled attempt. */
export function placedOrder(shop: Shop): { attempt: string; orderId: string } | undefined {
  const [attempt, orderId] = (shop.cookies.get('placed') ?? '').split('.');
  return attempt && orderId ? { attempt, orderId } : undefined;
}

export const rememberPlaced = (shop: Shop, attempt: string, orderId: string): void =>
  shop.cookies.set('placed', `${attempt}.${orderId}`, DAY_S);
