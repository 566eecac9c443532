import type { Cart } from '../domain/cart.ts';
import { priceCart, type Offers, type PricedCart } from '../domain/pricing.ts';
import type { Keyed, Products, Receipt, ShopSettings } from './ports.ts';

/** The cart with prices of this moment; one that is frozen keeps its own and nobody is asked. */
export async function answerFor(cart: Cart, products: Products, shop: ShopSettings): Promise<PricedCart> {
  return priceCart(cart, await offersFor(cart, products), shop.currency);
}

export const offersFor = (cart: Cart, products: Products): Promise<Offers> =>
  products.quote(cart.snapshot ? [] : cart.lines);

/** What to keep with a change that was asked for under a key. */
export const receiptFor = (
  keyed: Keyed | undefined,
  offers: Offers,
  shop: ShopSettings,
): Receipt | undefined =>
  keyed && {
    key: keyed.key,
    answer: (saved) => keyed.encode(priceCart(saved, offers, shop.currency)),
  };
