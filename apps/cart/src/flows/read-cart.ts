import { Injectable } from '@nestjs/common';
import { isUuid } from '@tradepost/decision';
import { newCart } from '../domain/cart.ts';
import { notAUuid } from '../domain/cart.errors.ts';
import type { PricedCart } from '../domain/pricing.ts';
import type { ShippingOption } from '../domain/shipping-options.ts';
import { CartAccess, type CartRef } from './cart-access.ts';
import { CurrentPrices } from './current-prices.ts';
import { CartStore, Clock, Ids } from './ports.ts';

@Injectable()
export class ReadCart {
  constructor(
    private readonly carts: CartAccess,
    private readonly store: CartStore,
    private readonly prices: CurrentPrices,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async byId(ref: CartRef): Promise<PricedCart> {
    return this.prices.ofCart(await this.carts.load(ref));
  }

  /** The open cart of the user, created if there is none; concurrent callers get the same one. */
  async current(userId: string): Promise<PricedCart> {
    requireUser(userId);
    const open = await this.store.findOpen(userId);
    return this.prices.ofCart(
      open ?? (await this.store.create(newCart(this.ids.next(), userId, this.clock.now()))),
    );
  }

  /** None while there is no address, and once the cart is being ordered. */
  async shippingOptions(ref: CartRef): Promise<ShippingOption[]> {
    const cart = await this.carts.load(ref);
    return cart.state === 'active' ? this.prices.shippingOptions(cart) : [];
  }
}

/** @throws DomainError `request.invalid` */
export function requireUser(userId: string): void {
  if (!isUuid(userId)) throw notAUuid('user_id');
}
