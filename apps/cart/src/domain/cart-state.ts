import { DomainError } from '@tradepost/decision';

/** Where a cart is in its life. */
export type CartState = 'active' | 'completing' | 'ordered' | 'merged' | 'expired';

/** Every move a cart may make; a state without moves is an end. */
export const cartTransitions: Readonly<Record<CartState, readonly CartState[]>> = {
  active: ['completing', 'merged', 'expired'],
  completing: ['active', 'ordered'],
  ordered: [],
  merged: [],
  expired: [],
};

/** @throws DomainError `cart.transition_refused` for a move that is not in the table. */
export function move(from: CartState, to: CartState): CartState {
  if (cartTransitions[from].includes(to)) return to;
  throw new DomainError('conflict', 'cart.transition_refused', `A cart can't go from ${from} to ${to}.`);
}
