import { v7 } from 'uuid';
import type { Cart, WantedLine } from '../domain/cart.ts';
import type { Offer, Offers } from '../domain/pricing.ts';
import { ChangeCart } from '../flows/change-cart.ts';
import { CreateCart } from '../flows/create-cart.ts';
import { FreezeCart } from '../flows/freeze-cart.ts';
import { MergeCart } from '../flows/merge-cart.ts';
import type { CartStore } from '../flows/ports.ts';
import { Products } from '../flows/ports.ts';
import { QuoteCheckout } from '../flows/quote-checkout.ts';
import { ReadCart } from '../flows/read-cart.ts';
import { HmacGuestTokens } from '../io/guest-tokens.ts';
import { anOffer } from './builders.ts';
import { MemoryCartStore } from './memory-cart-store.ts';

/** A catalogue the spec decides about. */
export class FakeProducts extends Products {
  readonly offers = new Map<string, Offer>();
  readonly asked: (readonly WantedLine[])[] = [];
  /** Runs while the answer is on its way. */
  meanwhile: () => Promise<unknown> = async () => {};

  async quote(wanted: readonly WantedLine[]): Promise<Offers> {
    this.asked.push(wanted);
    await this.meanwhile();
    return new Map(this.offers);
  }

  sell(over: Partial<Offer> = {}): Offer {
    const offer = anOffer(over);
    this.offers.set(offer.variantId, offer);
    return offer;
  }
}

/** Every flow on ports in memory. */
export function aShop(store: CartStore = new MemoryCartStore()) {
  const products = new FakeProducts();
  const tokens = new HmacGuestTokens('a secret of the spec');
  const clock = { now: () => new Date('2026-03-01T13:00:00Z') };
  const ids = { next: () => v7() };
  const settings = { currency: 'GBP' };
  const access = ({ id, userId }: Cart) => ({ userId: userId ?? '', token: userId ? '' : tokens.issue(id) });
  return {
    store,
    products,
    tokens,
    changing: new ChangeCart(store, products, tokens, clock, ids, settings),
    creating: new CreateCart(store, products, clock, ids, settings),
    freezing: new FreezeCart(store, products, tokens, clock, settings),
    merging: new MergeCart(store, products, tokens, clock, settings),
    quoting: new QuoteCheckout(products, ids, settings),
    reading: new ReadCart(store, products, tokens, clock, ids, settings),
    access,
    target: (cart: Cart) => ({ cartId: cart.id, access: access(cart) }),
  };
}
