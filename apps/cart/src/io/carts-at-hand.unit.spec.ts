import { describe, expect, it } from '@jest/globals';
import { aCart, aLine } from '../testing/builders.ts';
import { CartsAtHand } from './carts-at-hand.ts';

describe('carts at hand', () => {
  const setUp = () => {
    const at = { ms: 0 };
    return { at, carts: new CartsAtHand(() => at.ms) };
  };

  it('are those being filled, for half a minute', () => {
    const { at, carts } = setUp();
    const cart = aCart();
    carts.keep(cart);
    expect(carts.get(cart.id)).toBe(cart);
    at.ms = 30_000;
    expect(carts.get(cart.id)).toBeUndefined();
  });

  it('are not those that are ordered, or long', () => {
    const { carts } = setUp();
    const cart = aCart();
    carts.keep(cart);
    carts.keep({ ...cart, state: 'completing' });
    expect(carts.get(cart.id)).toBeUndefined();
    carts.keep({ ...cart, lines: Array.from({ length: 51 }, () => aLine()) });
    expect(carts.get(cart.id)).toBeUndefined();
  });

  it('are a thousand at most, the last ones', () => {
    const { carts } = setUp();
    const all = Array.from({ length: 1_001 }, () => aCart());
    for (const cart of all) carts.keep(cart);
    expect(all.filter(({ id }) => !carts.get(id))).toEqual(all.slice(0, 1));
  });

  it('are none for a minute where another replica was quicker', () => {
    const { at, carts } = setUp();
    const [cart, other] = [aCart(), aCart()];
    carts.keep(cart);
    carts.lost(cart);
    carts.keep(other);
    expect(carts.get(other.id)).toBeUndefined();
    at.ms = 60_000;
    carts.keep(other);
    expect(carts.get(other.id)).toBe(other);
    expect(carts.get(cart.id)).toBeUndefined();
  });

  it('go on where a race was lost by what had been read', () => {
    const { carts } = setUp();
    const [cart, other] = [aCart({ revision: 7 }), aCart()];
    carts.keep(other);
    carts.keep(cart);
    carts.lost({ ...cart, revision: 6 });
    expect(carts.get(other.id)).toBe(other);
  });
});
