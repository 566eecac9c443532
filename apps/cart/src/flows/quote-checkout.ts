import { Injectable } from '@nestjs/common';
import type { Money } from '@tradepost/decision';
import { address, type Address } from '../domain/address.ts';
import { summed, type Line, type WantedLine } from '../domain/cart.ts';
import { checkOut } from '../domain/checkout.ts';
import type { Checkout } from '../domain/snapshot.ts';
import { isUuid } from '../domain/uuid.ts';
import { Ids, Products, ShopSettings } from './ports.ts';

export type QuoteRequest = {
  readonly lines: readonly WantedLine[];
  readonly shippingAddress: Address | undefined;
  /** Empty: the cheapest. */
  readonly shippingOptionId: string;
  readonly expectedTotal?: Money | undefined;
};

// Wholesale orders come in one call and are longer than anything a person puts into a cart.
const MOST_LINES = 1_200;

/** Prices lines that are in no cart, for a purchase in one call; nothing is stored. */
@Injectable()
export class QuoteCheckout {
  constructor(
    private readonly products: Products,
    private readonly ids: Ids,
    private readonly shop: ShopSettings,
  ) {}

  async run({ lines, shippingAddress, shippingOptionId, expectedTotal }: QuoteRequest): Promise<Checkout> {
    const wanted = summed(lines, MOST_LINES);
    const terms = {
      shippingAddress: shippingAddress ? address(shippingAddress) : null,
      shippingOptionId: shippingOptionId || null,
      expectedTotal,
    };
    const offers = await this.products.quote(wanted.filter(({ variantId }) => isUuid(variantId)));
    const chosen = wanted.map((line): Line => ({
      ...line,
      id: this.ids.next(),
      unitPrice: null,
      sku: '',
      title: '',
    }));
    return checkOut(chosen, offers, terms, this.shop.currency);
  }
}
