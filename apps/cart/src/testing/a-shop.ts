import { v7 } from 'uuid';
import type { Cart, LineRequest } from '../domain/cart.ts';
import type { Offer, Offers } from '../domain/pricing.ts';
import { CartAccess } from '../flows/cart-access.ts';
import { ChangeCart } from '../flows/change-cart.ts';
import { CreateCart } from '../flows/create-cart.ts';
import { CurrentPrices } from '../flows/current-prices.ts';
import { FreezeCart } from '../flows/freeze-cart.ts';
import { MergeCart } from '../flows/merge-cart.ts';
import { Products, type CartStore } from '../flows/ports.ts';
import { QuoteCheckout } from '../flows/quote-checkout.ts';
import { ReadCart } from '../flows/read-cart.ts';
import { UnsavedCarts } from '../flows/unsaved-carts.ts';
import { HmacGuestTokens } from '../io/guest-tokens.ts';
import { anOffer, aShopIn } from './builders.ts';
import { MemoryCartStore } from './memory-cart-store.ts';

/** A product service whose offers the spec sets. */
export class FakeProducts extends Products {
  readonly offers = new Map<string, Offer>();
  /** The lines of every call. */
  readonly calls: (readonly LineRequest[])[] = [];
  /** Runs during each call. */
  meanwhile: () => Promise<unknown> = async () => {};

  async quote(lines: readonly LineRequest[], recent: readonly LineRequest[] = []): Promise<Offers> {
    this.calls.push([...lines, ...recent]);
    await this.meanwhile();
    return new Map(this.offers);
  }

  sell(over: Partial<Offer> = {}): Offer {
    const offer = anOffer(over);
    this.offers.set(offer.variantId, offer);
    return offer;
  }
}

type Owned = Pick<Cart, 'id' | 'userId'>;

/** All flows on ports in memory. */
export function aShop(store: CartStore = new MemoryCartStore()) {
  const products = new FakeProducts();
  const tokens = new HmacGuestTokens({ CART_TOKEN_SECRET: 'a secret of the spec' });
  const clock = { now: () => new Date('2026-03-01T13:00:00Z') };
  const ids = { next: () => v7({ msecs: clock.now().getTime() }) };
  const settings = { ...aShopIn('GBP'), guestCartDays: 30 };
  const prices = new CurrentPrices(products, settings);
  const unsaved = new UnsavedCarts(clock, settings);
  const carts = new CartAccess(store, tokens, unsaved);
  const access = ({ id, userId }: Owned) => ({ userId: userId ?? '', token: userId ? '' : tokens.issue(id) });
  return {
    store,
    products,
    tokens,
    changing: new ChangeCart(carts, store, prices, clock, ids),
    creating: new CreateCart(store, prices, clock, ids),
    freezing: new FreezeCart(carts, store, prices, clock),
    merging: new MergeCart(store, prices, tokens, unsaved, clock),
    quoting: new QuoteCheckout(prices, ids),
    reading: new ReadCart(carts, store, prices, clock, ids),
    access,
    target: (cart: Owned) => ({ cartId: cart.id, access: access(cart) }),
  };
}
