import type { Cart } from '../domain/cart.ts';
import { priceCart, type Offers, type PricedCart } from '../domain/pricing.ts';
import type { Products, ShopSettings } from './ports.ts';

/** The cart with prices of this moment; one that is frozen keeps its own and nobody is asked. */
export async function answerFor(cart: Cart, products: Products, shop: ShopSettings): Promise<PricedCart> {
  return priceCart(cart, await offersFor(cart, products), shop.currency);
}

export const offersFor = (cart: Cart, products: Products): Promise<Offers> =>
  products.quote(cart.snapshot ? [] : cart.lines);
