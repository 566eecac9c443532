import type { Schema } from '@tradepost/api-client';
import { type Address, isSameAddress } from '../lib/address/address-values.ts';
import { isShipped } from '../lib/purchase/shipping.ts';
import { isBlocking } from '../lib/purchase/problem-kinds.ts';
import { unwrap } from '../lib/problem.ts';
import type { Shop } from './shop.ts';

type Cart = Schema<'Cart'>;

/**
 * Sets the address. Keeps the chosen shipping option; without one chooses the cheapest, so that totals are complete.
 * Nothing is chosen for a cart of which nothing is shipped.
 */
export async function setShippingAddress(shop: Shop, cart: Cart, address: Address): Promise<Cart> {
  const isKnown = isSameAddress(cart.shippingAddress, address);
  if (isKnown && (cart.shippingOption || !isShipped(cart))) return cart;
  const params = { path: { id: cart.id } };
  const moved = isKnown
    ? cart
    : unwrap(await shop.api.PUT('/api/v1/carts/{id}/shipping-address', { params, body: address }));
  if (moved.shippingOption || !isShipped(moved)) return moved;
  const [cheapest] = await shippingOptions(shop, moved);
  return cheapest ? setShippingOption(shop, moved, cheapest.id) : moved;
}

export async function setShippingOption(shop: Shop, cart: Cart, shippingOptionId: string): Promise<Cart> {
  if (cart.shippingOption?.id === shippingOptionId) return cart;
  return unwrap(
    await shop.api.PUT('/api/v1/carts/{id}/shipping-option', {
      params: { path: { id: cart.id } },
      body: { shippingOptionId },
    }),
  );
}

export async function shippingOptions(shop: Shop, cart: Cart): Promise<Schema<'ShippingOption'>[]> {
  const params = { path: { id: cart.id } };
  return unwrap(await shop.api.GET('/api/v1/carts/{id}/shipping-options', { params })).items;
}

/** Reduces or removes lines to what is available. */
export async function reduceToAvailable(shop: Shop, cart: Cart): Promise<void> {
  for (const line of cart.lines) {
    const problems = cart.problems.filter((one) => one.lineId === line.id && isBlocking(one));
    if (problems.length === 0) continue;
    const most = Math.min(...problems.map(({ available, limit }) => available ?? limit ?? 0));
    const params = { path: { id: cart.id, lineId: line.id } };
    const answer =
      most > 0
        ? await shop.api.PATCH('/api/v1/carts/{id}/lines/{lineId}', { params, body: { quantity: most } })
        : await shop.api.DELETE('/api/v1/carts/{id}/lines/{lineId}', { params });
    unwrap(answer);
  }
}
