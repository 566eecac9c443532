import { Injectable } from '@nestjs/common';
import { NotYet } from '@tradepost/errors';
import { currentContext } from '@tradepost/observability';
import { address, type Address } from '../domain/address.ts';
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
import { priceCart, priceLines, remember, type Offers, type PricedCart } from '../domain/pricing.ts';
import { pickShippingOption } from '../domain/shipping-options.ts';
import { isUuid } from '../domain/uuid.ts';
import { cartAtHand, loadCart, unlessRefused, type Access } from './access.ts';
import { offersFor, receiptFor } from './answer.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { CartStore, Clock, GuestTokens, Ids, Products, ShopSettings, type Keyed } from './ports.ts';

/** Which cart, on whose behalf, at which version and under which key. */
export type Target = {
  readonly cartId: string;
  readonly access: Access | undefined;
  readonly expectedVersion?: number | undefined;
  readonly keyed?: Keyed | undefined;
};

// The first attempt and three more; with `OneAtATime` only other replicas can be quicker.
const ATTEMPTS = 4;

/** Everything a shopper may change: read, decide, ask for prices once, save when it is still what was read. */
@Injectable()
export class ChangeCart {
  private readonly turns = new OneAtATime();

  constructor(
    private readonly store: CartStore,
    private readonly products: Products,
    private readonly tokens: GuestTokens,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly shop: ShopSettings,
  ) {}

  addLine(target: Target, variantId: string, quantity: number): Promise<PricedCart> {
    if (!isUuid(variantId)) return Promise.reject(variantNotFound(variantId.slice(0, 50)));
    const lineId = this.ids.next();
    const edit = (cart: Cart) => addLine(cart, { variantId, quantity }, lineId);
    return this.change(target, edit, (_, offers) => {
      if (!offers.get(variantId)?.isOnSale) throw variantNotFound(variantId);
    });
  }

  changeLine(target: Target, lineId: string, quantity: number): Promise<PricedCart> {
    return this.change(target, (cart) => changeLine(cart, lineId, quantity));
  }

  removeLine(target: Target, lineId: string): Promise<PricedCart> {
    return this.change(target, (cart) => removeLine(cart, lineId));
  }

  async setShippingAddress(target: Target, given: Address): Promise<PricedCart> {
    const clean = address(given);
    return this.change(target, (cart) => setShippingAddress(cart, clean));
  }

  chooseShippingOption(target: Target, optionId: string): Promise<PricedCart> {
    const edit = (cart: Cart) => chooseShippingOption(cart, optionId);
    return this.change(target, edit, (cart, offers) => {
      const { goods } = priceLines(cart.lines, offers, this.shop.currency);
      pickShippingOption(cart.shippingAddress?.country, goods, optionId);
    });
  }

  private change(
    target: Target,
    edit: (cart: Cart) => Edit,
    check: (cart: Cart, offers: Offers) => void = () => {},
  ): Promise<PricedCart> {
    const { cartId, access } = target;
    return this.turns.run(cartId, async () => {
      const atHand = cartAtHand(this.store, this.tokens, cartId, access);
      const quick = atHand && (await this.attempt(atHand, target, edit, check).catch(unlessRefused));
      if (quick) return quick;
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        if (currentContext()?.signal?.aborted) throw new NotYet('cancelled', 'The caller went away.');
        const cart = await loadCart(this.store, this.tokens, cartId, access);
        const answer = await this.attempt(cart, target, edit, check, true);
        if (answer) return answer;
      }
      throw new NotYet('aborted', 'Somebody else keeps changing this cart; try again.', {
        retryAfterMs: 100,
      });
    });
  }

  /** Undefined: the race for the cart was lost, or there is nothing to save and the cart may not be shown. */
  private async attempt(
    before: Cart,
    { expectedVersion, keyed }: Target,
    edit: (cart: Cart) => Edit,
    check: (cart: Cart, offers: Offers) => void,
    mayBeShown = false,
  ): Promise<PricedCart | undefined> {
    requireVersion(before, expectedVersion);
    const { cart, touched, isChanged } = edit(before);
    const offers = await offersFor(cart, this.products);
    check(cart, offers);
    const lines = remember(cart.lines, touched, offers);
    const isSame = !isChanged && lines.every((line, i) => line === before.lines[i]);
    // Under a key even "nothing to do" is an answer that must stay the same.
    if (isSame && !keyed) return mayBeShown ? priceCart(before, offers, this.shop.currency) : undefined;
    const receipt = receiptFor(keyed, offers, this.shop);
    const after = { ...(isChanged ? nextVersion(cart) : cart), lines };
    const saved = await this.store.save(after, this.clock.now(), receipt);
    return saved && priceCart(saved, offers, this.shop.currency);
  }
}
