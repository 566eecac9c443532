import type { Money } from '@tradepost/decision';
import type { Address } from './address.ts';
import type { ShippingOption } from './shipping-options.ts';
import type { Totals } from './totals.ts';

/** A line with its price. */
export interface PricedLine {
  readonly id: string;
  readonly variantId: string;
  readonly productId: string;
  readonly slug: string;
  readonly sku: string;
  readonly title: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly total: Money;
  readonly imageUrl: string;
}

/** Items and prices that an order is made of; complete and fixed. */
export interface Checkout {
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly totals: Totals;
  readonly shippingOption: ShippingOption;
  readonly shippingAddress: Address | null;
}
