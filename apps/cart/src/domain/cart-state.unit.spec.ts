import { describe, expect, it } from '@jest/globals';
import { cartTransitions, move, type CartState } from './cart-state.ts';

const states = Object.keys(cartTransitions) as CartState[];
const pairs = states.flatMap((from) => states.map((to) => [from, to] as const));
const allowed = [
  'active→completing',
  'active→merged',
  'active→expired',
  'completing→active',
  'completing→ordered',
];

describe('a cart’s states', () => {
  it.each(pairs)('from %s to %s: moves only where the table allows it', (from, to) => {
    if (allowed.includes(`${from}→${to}`)) expect(move(from, to)).toBe(to);
    else expect(() => move(from, to)).toThrow(expect.objectContaining({ code: 'cart.transition_refused' }));
  });
});
