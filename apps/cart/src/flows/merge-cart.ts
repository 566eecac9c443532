import { Injectable } from '@nestjs/common';
import { mergeCarts } from '../domain/merge.ts';
import type { PricedCart } from '../domain/pricing.ts';
import { CurrentPrices } from './current-prices.ts';
import { CartStore, Clock, GuestTokens } from './ports.ts';
import { requireUser } from './read-cart.ts';
import { UnsavedCarts } from './unsaved-carts.ts';

/** At sign-in the lines of the guest cart move into the cart of the user. Idempotent, also under concurrency. */
@Injectable()
export class MergeCart {
  constructor(
    private readonly store: CartStore,
    private readonly prices: CurrentPrices,
    private readonly tokens: GuestTokens,
    private readonly unsaved: UnsavedCarts,
    private readonly clock: Clock,
  ) {}

  /** The open cart of the user afterwards; undefined: there is none. */
  async run(userId: string, guestToken: string): Promise<PricedCart | undefined> {
    requireUser(userId);
    const guestCartId = this.tokens.cartOf(guestToken);
    // An invalid token must not prevent anyone from signing in.
    if (guestCartId !== undefined)
      await this.store.changeBoth(
        guestCartId,
        userId,
        (guest, own) => {
          // The cart of the user may be the guest's, taken over before.
          const isOwn = own?.id === guestCartId;
          return mergeCarts(isOwn ? undefined : (guest ?? this.unsaved.byId(guestCartId)), own, userId);
        },
        this.clock.now(),
      );
    const cart = await this.store.findOpen(userId);
    return cart && this.prices.ofCart(cart);
  }
}
