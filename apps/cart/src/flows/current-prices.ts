import { Injectable } from '@nestjs/common';
import { isUuid, type Money } from '@tradepost/decision';
import type { Cart, Edit, Line, LineRequest } from '../domain/cart.ts';
import { nothingToShip } from '../domain/cart.errors.ts';
import { checkOut, type Terms } from '../domain/checkout.ts';
import { priceCart, priceLines, type Offers, type PricedCart } from '../domain/pricing.ts';
import { pickShippingOption, shippingOptions, type ShippingOption } from '../domain/shipping-options.ts';
import type { Checkout } from '../domain/snapshot.ts';
import { Products, ShopSettings, type ReplyToStore } from './ports.ts';

/** Prices carts with the present offers of the product service. */
@Injectable()
export class CurrentPrices {
  constructor(
    private readonly products: Products,
    private readonly shop: ShopSettings,
  ) {}

  /** One call to the product service. */
  async ofCart(cart: Cart): Promise<PricedCart> {
    return this.apply(cart, await this.offersFor(cart));
  }

  apply(cart: Cart, offers: Offers): PricedCart {
    return priceCart(cart, offers, this.shop);
  }

  /** No call for a frozen cart, which has its own prices. */
  offersFor(cart: Cart): Promise<Offers> {
    return this.products.quote(cart.snapshot ? [] : cart.lines);
  }

  /** For the reply to a change: those of the lines that it alters are asked for, others may be a second old (ADR 54). */
  offersAfter({ cart, touched }: Pick<Edit, 'cart' | 'touched'>): Promise<Offers> {
    if (cart.snapshot) return this.products.quote([]);
    const isTouched = ({ id }: Line) => touched.includes(id);
    return this.products.quote(
      cart.lines.filter(isTouched),
      cart.lines.filter((line) => !isTouched(line)),
    );
  }

  /** An id that is not a UUID belongs to no variant; product would refuse the whole call for it. */
  quote(lines: readonly LineRequest[]): Promise<Offers> {
    return this.products.quote(lines.filter(({ variantId }) => isUuid(variantId)));
  }

  /** @throws DomainError as `checkOut` */
  async checkOut(lines: readonly Line[], terms: Terms): Promise<Checkout> {
    return checkOut(lines, await this.quote(lines), terms, this.shop);
  }

  /** None while the cart has no address, or when nothing of it is shipped. */
  async shippingOptions(cart: Cart): Promise<ShippingOption[]> {
    if (!cart.shippingAddress) return [];
    const shippedTotal = this.shippedTotal(cart, await this.offersFor(cart));
    return shippedTotal ? shippingOptions(this.shop.tariffs, cart.shippingAddress.country, shippedTotal) : [];
  }

  /** @throws DomainError `shipping.unavailable` */
  requireShippingOption(cart: Cart, offers: Offers, optionId: string): void {
    const shippedTotal = this.shippedTotal(cart, offers);
    if (!shippedTotal) throw nothingToShip();
    pickShippingOption(this.shop.tariffs, cart.shippingAddress?.country, shippedTotal, optionId);
  }

  /** A reply with the cart as it will be saved, at these prices. */
  replyWith(offers: Offers, reply: ReplyToStore<PricedCart> | undefined): ReplyToStore<Cart> | undefined {
    return reply && { key: reply.key, encode: (saved) => reply.encode(this.apply(saved, offers)) };
  }

  private shippedTotal(cart: Cart, offers: Offers): Money | null {
    return priceLines(cart.lines, offers, this.shop.currency).shippedTotal;
  }
}
