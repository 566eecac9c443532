import { Injectable } from '@nestjs/common';
import { newCart } from '../domain/cart.ts';
import { invalid } from '../domain/cart.errors.ts';
import { priceLines, type PricedCart } from '../domain/pricing.ts';
import { shippingOptions, type ShippingOption } from '../domain/shipping-options.ts';
import { isUuid } from '../domain/uuid.ts';
import { loadCart, type Access } from './access.ts';
import { answerFor } from './answer.ts';
import { CartStore, Clock, GuestTokens, Ids, Products, ShopSettings } from './ports.ts';

@Injectable()
export class ReadCart {
  constructor(
    private readonly store: CartStore,
    private readonly products: Products,
    private readonly tokens: GuestTokens,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly shop: ShopSettings,
  ) {}

  async byId(cartId: string, access: Access | undefined): Promise<PricedCart> {
    return answerFor(await loadCart(this.store, this.tokens, cartId, access), this.products, this.shop);
  }

  /** The user's open cart, made when there is none; callers at once get the same one. */
  async current(userId: string): Promise<PricedCart> {
    requireUser(userId);
    const open = await this.store.findOpen(userId);
    const cart = open ?? (await this.store.create(newCart(this.ids.next(), userId, this.clock.now())));
    return answerFor(cart, this.products, this.shop);
  }

  /** Ways to send it; none while there is no address, or once it is being ordered. */
  async shippingOptions(cartId: string, access: Access | undefined): Promise<ShippingOption[]> {
    const cart = await loadCart(this.store, this.tokens, cartId, access);
    if (!cart.shippingAddress || cart.state !== 'active') return [];
    const offers = await this.products.quote(cart.lines);
    return shippingOptions(
      cart.shippingAddress.country,
      priceLines(cart.lines, offers, this.shop.currency).goods,
    );
  }
}

/** @throws DomainError `request.invalid` */
export function requireUser(userId: string): void {
  if (isUuid(userId)) return;
  const detail = 'user_id is not a UUID.';
  throw invalid(detail, [{ code: 'field.invalid', detail, field: 'user_id' }]);
}
