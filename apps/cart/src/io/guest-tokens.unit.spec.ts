import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { HmacGuestTokens } from './guest-tokens.ts';

const tokens = new HmacGuestTokens({ CART_TOKEN_SECRET: 'a secret of the spec' });

describe('a guest token', () => {
  it('opens the cart that it was issued for', () => {
    const cartId = v7();
    const token = tokens.issue(cartId);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(tokens.cartOf(token)).toBe(cartId);
  });

  it('is recognised with its cart, before and after this process issued it', () => {
    const [cartId, other] = [v7(), v7()];
    const elsewhere = new HmacGuestTokens({ CART_TOKEN_SECRET: 'a secret of the spec' });
    const token = elsewhere.issue(cartId);
    for (let round = 1; round <= 2; round++) {
      expect(tokens.isFor(cartId, token)).toBe(true);
      expect(tokens.isFor(other, token)).toBe(false);
      for (const wrong of ['', 'made up', tokens.issue(other), `B${token.slice(1)}`])
        expect(tokens.isFor(cartId, wrong)).toBe(false);
      expect(tokens.issue(cartId)).toBe(token);
    }
  });

  it('opens nothing if it has another secret, a changed letter or random text', () => {
    const token = tokens.issue(v7());
    expect(new HmacGuestTokens({ CART_TOKEN_SECRET: 'another secret' }).cartOf(token)).toBeUndefined();
    for (const at of [0, 10, 21, 22, 30, 41]) {
      const letter = token[at] === 'A' ? 'B' : 'A';
      expect(tokens.cartOf(token.slice(0, at) + letter + token.slice(at + 1))).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (text) => tokens.cartOf(text) === undefined));
  });
});
