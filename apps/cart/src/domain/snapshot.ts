import type { Money } from '@tradepost/decision';
import type { Address } from './address.ts';
import type { ShippingOption } from './shipping-options.ts';
import type { TaxClass } from './tax-rates.ts';
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
  readonly taxClass: TaxClass;
  readonly requiresShipping: boolean;
  /** Null: the destination is not known yet, the line counts in no total, or an earlier release froze it. */
  readonly tax: LineTax | null;
}

/** The tax of a line after its part of the discount. */
export interface LineTax {
  /** Hundredths of a percent. */
  readonly rate: number;
  readonly amount: Money;
}

/** Items and prices that an order is made of; complete and fixed. */
export interface Checkout {
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly totals: Totals;
  /** With an empty id and the price 0 when nothing is shipped. */
  readonly shippingOption: ShippingOption;
  readonly shippingAddress: Address | null;
}
