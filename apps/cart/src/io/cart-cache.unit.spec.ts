import { describe, expect, it } from '@jest/globals';
import { aCart, aLine } from '../testing/builders.ts';
import { CartCache } from './cart-cache.ts';

describe('the cart cache', () => {
  const setUp = () => {
    // Not 0, which lru-cache takes for "no time set".
    const at = { ms: 1 };
    return { at, cache: new CartCache(() => at.ms) };
  };

  it('keeps an open cart for half a minute', () => {
    const { at, cache } = setUp();
    const cart = aCart();
    cache.set(cart);
    at.ms = 30_000;
    expect(cache.get(cart.id)).toBe(cart);
    at.ms = 30_002;
    expect(cache.get(cart.id)).toBeUndefined();
  });

  it('keeps no carts that are being ordered or have many lines', () => {
    const { cache } = setUp();
    const cart = aCart();
    cache.set(cart);
    cache.set({ ...cart, state: 'completing' });
    expect(cache.get(cart.id)).toBeUndefined();
    cache.set(cart);
    cache.set({ ...cart, lines: Array.from({ length: 51 }, () => aLine()) });
    expect(cache.get(cart.id)).toBeUndefined();
  });

  it('keeps at most a thousand carts, the latest', () => {
    const { cache } = setUp();
    const carts = Array.from({ length: 1_001 }, () => aCart());
    for (const cart of carts) cache.set(cart);
    expect(carts.filter(({ id }) => !cache.get(id))).toEqual(carts.slice(0, 1));
  });

  it('pauses for five seconds when another replica was faster', () => {
    const { at, cache } = setUp();
    const [cart, other] = [aCart(), aCart()];
    cache.set(cart);
    cache.lostRace(cart);
    cache.set(other);
    expect(cache.get(other.id)).toBeUndefined();
    at.ms = 4_999;
    expect(cache.get(other.id)).toBeUndefined();
    at.ms = 5_001;
    cache.set(other);
    expect(cache.get(other.id)).toBe(other);
    expect(cache.get(cart.id)).toBeUndefined();
  });

  it('does not pause when the outdated cart did not come from it', () => {
    const { cache } = setUp();
    const [cart, other] = [aCart({ revision: 7 }), aCart()];
    cache.set(other);
    cache.set(cart);
    cache.lostRace({ ...cart, revision: 6 });
    expect(cache.get(other.id)).toBe(other);
  });
});
