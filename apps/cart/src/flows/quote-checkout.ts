import { Injectable } from '@nestjs/common';
import { LINES } from '@tradepost/contracts/limits';
import type { Money } from '@tradepost/decision';
import { normaliseAddress, type Address } from '../domain/address.ts';
import { sumByVariant, type Line, type LineRequest } from '../domain/cart.ts';
import type { Checkout } from '../domain/snapshot.ts';
import { CurrentPrices } from './current-prices.ts';
import { Ids } from './ports.ts';

export interface QuoteRequest {
  readonly lines: readonly LineRequest[];
  readonly shippingAddress: Address | undefined;
  /** Stands in for it when nothing is shipped. */
  readonly billingAddress?: Address | undefined;
  /** Empty: the cheapest. */
  readonly shippingOptionId: string;
  readonly expectedTotal?: Money | undefined;
}

/** Prices lines without a cart, for a purchase in one call; stores nothing. */
@Injectable()
export class QuoteCheckout {
  constructor(
    private readonly prices: CurrentPrices,
    private readonly ids: Ids,
  ) {}

  async run(request: QuoteRequest): Promise<Checkout> {
    const { lines, shippingAddress, billingAddress, shippingOptionId, expectedTotal } = request;
    const terms = {
      shippingAddress: shippingAddress ? normaliseAddress(shippingAddress) : null,
      billingAddress: billingAddress && normaliseAddress(billingAddress, 'billingAddress'),
      isWithoutCart: true,
      shippingOptionId: shippingOptionId || null,
      expectedTotal,
    };
    const unpriced = { unitPrice: null, sku: '', title: '' };
    const chosen = sumByVariant(lines, LINES.purchase).map((line): Line => ({
      ...line,
      ...unpriced,
      id: this.ids.next(),
    }));
    return this.prices.checkOut(chosen, terms);
  }
}
