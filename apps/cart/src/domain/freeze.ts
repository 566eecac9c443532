import { DomainError } from '@tradepost/decision';
import type { Cart } from './cart.ts';
import { cartClosed, cartCompleting } from './cart.errors.ts';
import { cartStates } from './cart-state.ts';
import type { Checkout } from './snapshot.ts';

// A freeze is delayed by minutes at most, so older orders need not be remembered.
const REMEMBERED_REFUSALS = 50;

/**
 * The prices that the cart was already frozen at for this order; undefined: it can be frozen now.
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
      'This order has already released the cart; place a new order.',
    );
  return undefined;
}

/** active → completing, for one order at these prices. */
export function freeze(cart: Cart, orderId: string, snapshot: Checkout): Cart {
  return { ...cart, state: cartStates.move(cart.state, 'completing'), frozenFor: orderId, snapshot };
}

/**
 * completing → active, for the order that froze it. An undo may arrive before the freeze it belongs to, so the order
 * is remembered in any case and its delayed freeze refused.
 */
export function unfreeze(cart: Cart, orderId: string): Cart {
  if (cart.state !== 'active' && cart.state !== 'completing') return cart;
  if (cart.refusedOrders.includes(orderId)) return cart;
  const refusedOrders = [...cart.refusedOrders, orderId].slice(-REMEMBERED_REFUSALS);
  if (cart.frozenFor !== orderId) return { ...cart, refusedOrders };
  return {
    ...cart,
    state: cartStates.move(cart.state, 'active'),
    frozenFor: null,
    snapshot: null,
    refusedOrders,
  };
}

/** completing → ordered. Idempotent. */
export function markOrdered(cart: Cart, orderId: string): Cart {
  if (cart.state === 'ordered' && cart.frozenFor === orderId) return cart;
  if (cart.frozenFor !== orderId)
    throw new DomainError('conflict', 'cart.transition_refused', 'The cart is not frozen for this order.');
  return { ...cart, state: cartStates.move(cart.state, 'ordered') };
}
