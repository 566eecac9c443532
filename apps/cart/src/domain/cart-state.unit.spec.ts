import { describe, expect, it } from '@jest/globals';
import { cartStates, type CartState } from './cart-state.ts';

const states = Object.keys(cartStates.moves) as CartState[];
const pairs = states.flatMap((from) => states.map((to) => [from, to] as const));
const allowed = [
  'active→completing',
  'active→merged',
  'active→expired',
  'completing→active',
  'completing→ordered',
];

describe('cart states', () => {
  it.each(pairs)('%s → %s is allowed only if the table lists it', (from, to) => {
    if (allowed.includes(`${from}→${to}`)) expect(cartStates.move(from, to)).toBe(to);
    else
      expect(() => cartStates.move(from, to)).toThrow(
        expect.objectContaining({ code: 'cart.transition_refused' }),
      );
  });
});
