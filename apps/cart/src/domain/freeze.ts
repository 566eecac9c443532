import { DomainError } from '@tradepost/decision';
import type { Cart } from './cart.ts';
import { cartClosed, cartCompleting } from './cart.errors.ts';
import { move } from './cart-state.ts';
import type { Checkout } from './snapshot.ts';

// A freeze can be late by minutes at most, so older undone orders need not be remembered.
const REMEMBERED_REFUSALS = 50;

/**
 * The prices a cart was already frozen at for this order; undefined: it is free to be frozen.
 * @throws DomainError `cart.completing`, `cart.closed`, `freeze.refused`
 */
export function frozenCheckout(cart: Cart, orderId: string): Checkout | undefined {
  if (cart.snapshot && cart.frozenFor === orderId) return cart.snapshot;
  if (cart.state === 'completing') throw cartCompleting();
  if (cart.state !== 'active') throw cartClosed(cart.state);
  if (cart.refusedOrders.includes(orderId))
    throw new DomainError(
      'conflict',
      'freeze.refused',
      'This order was withdrawn; the cart is not kept for it.',
    );
  return undefined;
}

/** active → completing, for one order at these prices. */
export function freeze(cart: Cart, orderId: string, snapshot: Checkout): Cart {
  return { ...cart, state: move(cart.state, 'completing'), frozenFor: orderId, snapshot };
}

/**
 * completing → active, for the order that froze it. An undo may overtake the freeze it belongs to, so the
 * order is remembered either way and its late freeze refused.
 */
export function unfreeze(cart: Cart, orderId: string): Cart {
  if (cart.state !== 'active' && cart.state !== 'completing') return cart;
  if (cart.refusedOrders.includes(orderId)) return cart;
  const refusedOrders = [...cart.refusedOrders, orderId].slice(-REMEMBERED_REFUSALS);
  if (cart.frozenFor !== orderId) return { ...cart, refusedOrders };
  return { ...cart, state: move(cart.state, 'active'), frozenFor: null, snapshot: null, refusedOrders };
}

/** completing → ordered; hearing of it again changes nothing. */
export function becomeOrder(cart: Cart, orderId: string): Cart {
  if (cart.state === 'ordered' && cart.frozenFor === orderId) return cart;
  if (cart.frozenFor !== orderId)
    throw new DomainError('conflict', 'cart.transition_refused', 'The cart was not frozen for this order.');
  return { ...cart, state: move(cart.state, 'ordered') };
}
