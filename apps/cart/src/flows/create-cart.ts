import { Injectable } from '@nestjs/common';
import {
  addLine,
  newCart,
  nextVersion,
  requireActive,
  sumByVariant,
  type Cart,
  type LineRequest,
} from '../domain/cart.ts';
import { variantNotFound } from '../domain/cart.errors.ts';
import { withShownPrices, type Offers, type PricedCart } from '../domain/pricing.ts';
import { lostEveryRace } from './cart-access.ts';
import { CurrentPrices } from './current-prices.ts';
import { CartStore, Clock, Ids, type ReplyToStore } from './ports.ts';
import { requireUser } from './read-cart.ts';

// The open cart of a user may change between the insert that finds it and the update that adds to it.
const ATTEMPTS = 4;

@Injectable()
export class CreateCart {
  constructor(
    private readonly store: CartStore,
    private readonly prices: CurrentPrices,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * A new cart with these lines; an empty one of a guest is saved with its first change. If the user has an open cart, the
   * lines are added to it instead.
   */
  async run(
    userId: string | null,
    requested: readonly LineRequest[],
    reply?: ReplyToStore<PricedCart>,
  ): Promise<PricedCart> {
    if (userId !== null) requireUser(userId);
    const lines = sumByVariant(requested);
    const offers = await this.prices.quote(lines);
    const created = this.withLines(newCart(this.ids.next(), userId, this.clock.now()), lines, offers);
    if (userId === null && lines.length === 0 && !reply) return this.prices.apply(created, offers);
    const open = await this.store.create(created, this.prices.replyWith(offers, reply));
    if (open.id === created.id) return this.prices.apply(open, offers);
    return lines.length === 0 ? this.prices.ofCart(open) : this.addTo(open, lines, reply);
  }

  private async addTo(
    found: Cart,
    lines: readonly LineRequest[],
    reply?: ReplyToStore<PricedCart>,
  ): Promise<PricedCart> {
    let cart: Cart | undefined = found;
    for (let n = 1; cart && n <= ATTEMPTS; n++) {
      requireActive(cart);
      const offers = await this.prices.quote(sumByVariant([...cart.lines, ...lines]));
      const change = { before: cart, after: nextVersion(this.withLines(cart, lines, offers)) };
      const saved = await this.store.save(change, this.clock.now(), this.prices.replyWith(offers, reply));
      if (saved) return this.prices.apply(saved, offers);
      cart = await this.store.find(cart.id);
    }
    throw lostEveryRace();
  }

  private withLines(to: Cart, lines: readonly LineRequest[], offers: Offers): Cart {
    return lines.reduce((cart, line) => {
      if (!offers.get(line.variantId)?.isOnSale) throw variantNotFound(line.variantId.slice(0, 50));
      const edit = addLine(cart, line, this.ids.next());
      return { ...edit.cart, lines: withShownPrices(edit.cart.lines, edit.touched, offers) };
    }, to);
  }
}
