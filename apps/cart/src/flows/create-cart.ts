import { Injectable } from '@nestjs/common';
import { NotYet } from '@tradepost/errors';
import {
  addLine,
  newCart,
  nextVersion,
  requireActive,
  summed,
  type Cart,
  type WantedLine,
} from '../domain/cart.ts';
import { variantNotFound } from '../domain/cart.errors.ts';
import { priceCart, remember, type Offers, type PricedCart } from '../domain/pricing.ts';
import { isUuid } from '../domain/uuid.ts';
import { answerFor, receiptFor } from './answer.ts';
import { CartStore, Clock, Ids, Products, ShopSettings, type Keyed } from './ports.ts';
import { requireUser } from './read-cart.ts';

// A user's open cart may change between the insert that finds it and the update that adds to it.
const ATTEMPTS = 4;

@Injectable()
export class CreateCart {
  constructor(
    private readonly store: CartStore,
    private readonly products: Products,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly shop: ShopSettings,
  ) {}

  /** A cart with these lines; where the user has an open cart they are added to it. */
  async run(userId: string | null, wanted: readonly WantedLine[], keyed?: Keyed): Promise<PricedCart> {
    if (userId !== null) requireUser(userId);
    const lines = summed(wanted);
    const unknown = lines.find(({ variantId }) => !isUuid(variantId));
    if (unknown) throw variantNotFound(unknown.variantId.slice(0, 50));
    const offers = await this.products.quote(lines);
    const fresh = this.withLines(newCart(this.ids.next(), userId, this.clock.now()), lines, offers);
    const kept = await this.store.create(fresh, receiptFor(keyed, offers, this.shop));
    if (kept.id === fresh.id) return priceCart(kept, offers, this.shop.currency);
    return lines.length === 0 ? answerFor(kept, this.products, this.shop) : this.addTo(kept, lines, keyed);
  }

  private async addTo(found: Cart, lines: readonly WantedLine[], keyed?: Keyed): Promise<PricedCart> {
    let cart: Cart | undefined = found;
    for (let attempt = 1; cart && attempt <= ATTEMPTS; attempt++) {
      requireActive(cart);
      const offers = await this.products.quote(summed([...cart.lines, ...lines]));
      const receipt = receiptFor(keyed, offers, this.shop);
      const after = nextVersion(this.withLines(cart, lines, offers));
      const saved = await this.store.save(after, this.clock.now(), receipt);
      if (saved) return priceCart(saved, offers, this.shop.currency);
      cart = await this.store.find(cart.id);
    }
    throw new NotYet('aborted', 'Somebody else keeps changing this cart; try again.', { retryAfterMs: 100 });
  }

  private withLines(to: Cart, wanted: readonly WantedLine[], offers: Offers): Cart {
    return wanted.reduce((cart, line) => {
      if (!offers.get(line.variantId)?.isOnSale) throw variantNotFound(line.variantId);
      const edit = addLine(cart, line, this.ids.next());
      return { ...edit.cart, lines: remember(edit.cart.lines, edit.touched, offers) };
    }, to);
  }
}
