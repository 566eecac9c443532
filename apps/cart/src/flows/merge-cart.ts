import { Injectable } from '@nestjs/common';
import { mergeCarts } from '../domain/merge.ts';
import type { PricedCart } from '../domain/pricing.ts';
import { answerFor } from './answer.ts';
import { CartStore, Clock, GuestTokens, Products, ShopSettings } from './ports.ts';
import { requireUser } from './read-cart.ts';

/** At sign-in: the guest's lines go into the user's cart. Repeating it, also at once, changes nothing. */
@Injectable()
export class MergeCart {
  constructor(
    private readonly store: CartStore,
    private readonly products: Products,
    private readonly tokens: GuestTokens,
    private readonly clock: Clock,
    private readonly shop: ShopSettings,
  ) {}

  /** The user's open cart after it; undefined: there was nothing to merge and the user has none. */
  async run(userId: string, guestToken: string): Promise<PricedCart | undefined> {
    requireUser(userId);
    const guestCartId = this.tokens.cartOf(guestToken);
    // A token we never issued must not keep anybody from signing in.
    if (guestCartId !== undefined)
      await this.store.changeBoth(
        guestCartId,
        userId,
        (guest, own) => mergeCarts(guest, own, userId),
        this.clock.now(),
      );
    const cart = await this.store.findOpen(userId);
    return cart && answerFor(cart, this.products, this.shop);
  }
}
