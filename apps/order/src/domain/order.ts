import type { Money } from '@tradepost/decision';
import type { FulfilmentState, OrderState, ParcelState, PaymentState, ReturnState } from './states.ts';

export type Address = {
  readonly name: string;
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
};

export type OptionValue = { readonly name: string; readonly value: string };

/** A line as it was bought; it never changes. */
export type OrderLine = {
  readonly id: string;
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string;
  readonly title: string;
  readonly slug: string;
  readonly imageUrl: string;
  readonly options: readonly OptionValue[];
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly total: Money;
};

/** grand = items − discount + shipping, + tax unless it is included. */
export type Totals = {
  readonly items: Money;
  readonly discount: Money;
  readonly shipping: Money;
  readonly tax: Money;
  readonly grand: Money;
  readonly taxIncluded: boolean;
};

/** What was bought at which price, as the cart froze it. */
export type Priced = {
  readonly lines: readonly OrderLine[];
  readonly totals: Totals;
  readonly shippingOption: { readonly id: string; readonly name: string };
  readonly shippingAddress: Address;
};

/** The money of one order at one provider. */
export type Payment = {
  readonly provider: string;
  /** The provider's own name for the authorisation; null until it gave one. */
  readonly reference: string | null;
  readonly captured: Money | null;
  readonly refunded: Money | null;
  /** What the payer had to do first; null: nothing. */
  readonly challenge: Challenge | null;
};

export type Challenge = {
  /** Where the payer goes. */
  readonly url: string;
  /** Too late afterwards. */
  readonly until: Date;
};

export type Order = {
  readonly id: string;
  /** For people, such as TP-100042. */
  readonly number: string;
  /** Null: a guest. */
  readonly userId: string | null;
  readonly email: string;
  /** Language that the buyer is written to in. */
  readonly locale: string;
  readonly state: OrderState;
  readonly paymentState: PaymentState;
  readonly fulfilmentState: FulfilmentState;
  /** Null until the cart is frozen. */
  readonly priced: Priced | null;
  readonly billingAddress: Address | null;
  readonly cartId: string | null;
  /** The caller's own unique name for it. */
  readonly externalReference: string | null;
  /** Why it was rejected, cancelled or put before a person. */
  readonly reason: string | null;
  readonly payment: Payment;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type Actor = 'customer' | 'staff' | 'system';

/** What happened to an order. Each becomes an entry of its timeline; some are announced to the other services. */
export type OrderEvent =
  | { readonly type: 'order.placed' }
  | { readonly type: 'order.confirmed'; readonly priced: Priced }
  | { readonly type: 'order.rejected'; readonly reason: string }
  | { readonly type: 'order.expired'; readonly reason: string }
  | {
      readonly type: 'order.cancelled';
      readonly reason: string;
      readonly actor: Actor;
      /** Null: it was put before a person before it had prices. */
      readonly priced: Priced | null;
    }
  | { readonly type: 'order.review'; readonly reason: string }
  | { readonly type: 'payment.action_required' }
  | { readonly type: 'payment.expired' }
  | { readonly type: 'payment.captured'; readonly amount: Money }
  | { readonly type: 'payment.voided' }
  | { readonly type: 'payment.refunded'; readonly amount: Money }
  | { readonly type: 'order.completed' }
  | {
      readonly type: `fulfilment.${ParcelState}`;
      readonly fulfilmentId: string;
      readonly tracking: string;
    }
  | { readonly type: `return.${ReturnState}`; readonly returnId: string; readonly actor: Actor }
  | {
      readonly type: 'refund.requested' | 'refund.approved' | 'refund.rejected' | 'refund.failed';
      readonly refundId: string;
      readonly amount: Money;
    };

export type TimelineEntry = {
  readonly at: Date;
  readonly type: string;
  readonly detail: string;
  readonly actor: Actor;
};
