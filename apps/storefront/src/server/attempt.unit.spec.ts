import { describe, expect, it } from '@jest/globals';
import { attemptFor, newAttempt, placedOrder, rememberPlaced } from './attempt.ts';
import { Cookies } from './cookies.ts';
import type { Shop } from './shop.ts';

const aShop = (cookie = ''): Shop => ({ cookies: new Cookies(cookie, false) }) as unknown as Shop;

describe('an attempt to buy', () => {
  it('keeps its key for the same cart', () => {
    const shop = aShop();
    const attempt = attemptFor(shop, 'c1');
    expect(attemptFor(shop, 'c1')).toBe(attempt);
    expect(attemptFor(shop, 'c2')).not.toBe(attempt);
  });

  it('gets a new key after a final refusal', () => {
    const shop = aShop();
    const attempt = attemptFor(shop, 'c1');
    const next = newAttempt(shop, 'c1');
    expect(next).not.toBe(attempt);
    expect(attemptFor(shop, 'c1')).toBe(next);
  });

  it.each(['', 'c1', 'c1.', '.'])('is created when the cookie has none: %j', (attempt) =>
    expect(attemptFor(aShop(`attempt=${attempt}`), 'c1')).toMatch(/^[0-9a-f-]{36}$/),
  );

  it('is stored with its order', () => {
    const shop = aShop();
    expect(placedOrder(shop)).toBeUndefined();
    rememberPlaced(shop, 'a1', 'o1');
    expect(placedOrder(shop)).toEqual({ attempt: 'a1', orderId: 'o1' });
  });
});
