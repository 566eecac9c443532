import { transitions } from '@tradepost/decision';

export type CartState = 'active' | 'completing' | 'ordered' | 'merged' | 'expired';

/** Forbidden moves are refused with `cart.transition_refused`. */
export const cartStates = transitions<CartState>('cart', 'cart.transition_refused', {
  active: ['completing', 'merged', 'expired'],
  completing: ['active', 'ordered'],
  ordered: [],
  merged: [],
  expired: [],
});
