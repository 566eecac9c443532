import { Injectable } from '@nestjs/common';
import { isUuid } from '@tradepost/decision';
import { normaliseAddress, type Address } from '../domain/address.ts';
import {
  addLine,
  changeLine,
  chooseShippingOption,
  nextVersion,
  removeLine,
  requireVersion,
  setShippingAddress,
  type Cart,
  type Edit,
} from '../domain/cart.ts';
import { variantNotFound } from '../domain/cart.errors.ts';
import { withShownPrices, type Offers, type PricedCart } from '../domain/pricing.ts';
import { CartAccess, type CartRef } from './cart-access.ts';
import { CurrentPrices } from './current-prices.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { CartStore, Clock, Ids, type ReplyToStore } from './ports.ts';

/** Which cart to change, for whom and at which version. */
export interface Target extends CartRef {
  readonly expectedVersion?: number | undefined;
  /** With an idempotency key. */
  readonly reply?: ReplyToStore<PricedCart> | undefined;
}

interface Change {
  readonly edit: (cart: Cart) => Edit;
  /** Refuses the edited cart for its prices. */
  readonly check?: (cart: Cart, offers: Offers) => void;
}

/** What customers change in a cart: read, decide, ask for prices once, save if the cart is still what was read. */
@Injectable()
export class ChangeCart {
  private readonly queue = new KeyedQueue();

  constructor(
    private readonly carts: CartAccess,
    private readonly store: CartStore,
    private readonly prices: CurrentPrices,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async addLine(target: Target, variantId: string, quantity: number): Promise<PricedCart> {
    if (!isUuid(variantId)) throw variantNotFound(variantId.slice(0, 50));
    const lineId = this.ids.next();
    return this.change(target, {
      edit: (cart) => addLine(cart, { variantId, quantity }, lineId),
      check: (_, offers) => {
        if (!offers.get(variantId)?.isOnSale) throw variantNotFound(variantId);
      },
    });
  }

  changeLine(target: Target, lineId: string, quantity: number): Promise<PricedCart> {
    return this.change(target, { edit: (cart) => changeLine(cart, lineId, quantity) });
  }

  removeLine(target: Target, lineId: string): Promise<PricedCart> {
    return this.change(target, { edit: (cart) => removeLine(cart, lineId) });
  }

  async setShippingAddress(target: Target, given: Address): Promise<PricedCart> {
    const address = normaliseAddress(given, '');
    return this.change(target, { edit: (cart) => setShippingAddress(cart, address) });
  }

  chooseShippingOption(target: Target, optionId: string): Promise<PricedCart> {
    return this.change(target, {
      edit: (cart) => chooseShippingOption(cart, optionId),
      check: (cart, offers) => this.prices.requireShippingOption(cart, offers, optionId),
    });
  }

  private change(target: Target, change: Change): Promise<PricedCart> {
    return this.queue.run(target.cartId, () =>
      this.carts.change(target, async (before, isCached) => {
        requireVersion(before, target.expectedVersion);
        const { cart, touched, isChanged } = change.edit(before);
        const offers = await this.prices.offersAfter({ cart, touched });
        change.check?.(cart, offers);
        const lines = withShownPrices(cart.lines, touched, offers);
        const isSame = !isChanged && lines === before.lines;
        // With an idempotency key even the reply to "nothing to change" is stored.
        if (isSame && !target.reply) return isCached ? undefined : this.prices.apply(before, offers);
        const after = { ...(isChanged ? nextVersion(cart) : cart), lines };
        const reply = this.prices.replyWith(offers, target.reply);
        const saved = await this.store.save({ before, after }, this.clock.now(), reply);
        return saved && this.prices.apply(saved, offers);
      }),
    );
  }
}
