import type { Decision, Money } from '@tradepost/decision';
import type { ItemCancellation, OrderDocuments } from './documents.ts';
import type { Payment } from './payment.ts';
import type { FulfilmentState, OrderState, ParcelState, ReturnState } from './states.ts';

export interface Address {
  readonly name: string;
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
}

export interface OptionValue {
  readonly name: string;
  readonly value: string;
}

/** A line as it was bought; it never changes. */
export interface OrderLine {
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
  readonly taxClass: TaxClass;
  /** False: nothing is shipped, as for a download or a voucher. */
  readonly requiresShipping: boolean;
  /** Null: bought from a cart of a release that did not split the tax. */
  readonly tax: LineTax | null;
}

export type TaxClass = 'standard' | 'zero';

/** The tax of a line after its part of the discount. */
export interface LineTax {
  /** Hundredths of a percent. */
  readonly rate: number;
  readonly amount: Money;
}

/** What is taxed at one rate, with its part of the shipping. */
export interface TaxLine {
  /** Hundredths of a percent. */
  readonly rate: number;
  readonly net: Money;
  readonly tax: Money;
}

/** grand = items − discount + shipping, + tax unless it is included. */
export interface Totals {
  readonly items: Money;
  readonly discount: Money;
  readonly shipping: Money;
  readonly tax: Money;
  readonly grand: Money;
  readonly taxIncluded: boolean;
  /** Σ tax = `tax`, Σ net + tax = `grand`. Empty: bought from a cart of a release that did not split the tax. */
  readonly taxLines: readonly TaxLine[];
}

/** What was bought at which price, as the cart froze it. */
export interface Priced {
  readonly lines: readonly OrderLine[];
  readonly totals: Totals;
  /** With an empty id and name when nothing is shipped. */
  readonly shippingOption: { readonly id: string; readonly name: string };
  /** Of the buyer, when nothing is shipped. */
  readonly shippingAddress: Address;
}

/** What an order is in every state. Lists show this much of it. */
export interface OrderDetails {
  readonly id: string;
  /** For people, such as TP-100042. */
  readonly number: string;
  /** Null: a guest. */
  readonly userId: string | null;
  readonly email: string;
  /** Language of the mails to the customer. */
  readonly locale: string;
  readonly state: OrderState;
  readonly fulfilmentState: FulfilmentState;
  /** Null until the cart is frozen. */
  readonly priced: Priced | null;
  readonly billingAddress: Address | null;
  readonly cartId: string | null;
  /** The caller's own unique name for it. */
  readonly externalReference: string | null;
  /** Why it was rejected, expired, cancelled or put to review. */
  readonly reason: string | null;
  readonly payment: Payment;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

interface OrderIn<State extends OrderState, Prices extends Priced | null>
  extends OrderDetails, OrderDocuments {
  readonly state: State;
  readonly priced: Prices;
}

/** With or without prices: it may end before its cart was frozen. */
type AtAnyStep<State extends OrderState> = OrderIn<State, null> | OrderIn<State, Priced>;

/** Just placed; its cart is not frozen yet. */
export type PendingOrder = OrderIn<'pending', null>;
/** Its cart is frozen and priced; it is not bought yet. */
export type PricedOrder = OrderIn<'pending', Priced>;
export type ConfirmedOrder = OrderIn<'confirmed', Priced>;
export type CompletedOrder = OrderIn<'completed', Priced>;
export type RejectedOrder = AtAnyStep<'rejected'>;
export type ExpiredOrder = AtAnyStep<'expired'>;
export type OrderInReview = AtAnyStep<'review'>;
export type CancelledOrder = AtAnyStep<'cancelled'>;

/** An order with the parcels, returns and refunds that followed it: one aggregate, one version. */
export type Order =
  | PendingOrder
  | PricedOrder
  | ConfirmedOrder
  | CompletedOrder
  | RejectedOrder
  | ExpiredOrder
  | OrderInReview
  | CancelledOrder;

/** Whatever needs an amount or a line asks for this type, so that an order without prices does not compile there. */
export type OrderWithPrices = Extract<Order, { readonly priced: Priced }>;

export type OrderDecision = Decision<Order, OrderEvent>;

/** The order of these parts. @throws Error for a bought order without prices, which no decision makes */
export function orderIn(
  state: OrderState,
  priced: Priced | null,
  rest: Omit<OrderDetails, 'state' | 'priced'> & OrderDocuments,
): Order {
  if (priced) return { ...rest, state, priced };
  if (state === 'confirmed' || state === 'completed')
    throw new Error(`order ${rest.id} is ${state} but has no prices`);
  return { ...rest, state, priced };
}

/**
 * For steps that follow pricing.
 * @param priced what the cart fixed, if the order does not know it yet
 * @throws Error when there are no prices, which is a bug of the caller
 */
export function withPrices(order: Order, priced?: Priced | null): OrderWithPrices {
  const known = asPriced(order, priced);
  if (known.priced) return known;
  throw new Error(`order ${order.id} has no prices yet`);
}

/** A pending order gets the prices that the cart fixed, if they are known; they are written with its next change. */
export function asPriced(order: Order, priced: Priced | null | undefined): Order {
  return order.state === 'pending' && !order.priced && priced ? { ...order, priced } : order;
}

/** Every change counts the version on. */
export function nextVersion({ version }: Order, now: Date): Pick<Order, 'version' | 'updatedAt'> {
  return { version: version + 1, updatedAt: now };
}

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
      /** Null: it went to review before it had prices. */
      readonly priced: Priced | null;
    }
  | {
      readonly type: 'order.items_cancelled';
      readonly cancellation: ItemCancellation;
      readonly actor: Actor;
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
      readonly type: 'refund.requested' | 'refund.approved' | 'refund.failed';
      readonly refundId: string;
      readonly amount: Money;
    }
  | {
      readonly type: 'refund.rejected';
      readonly refundId: string;
      readonly amount: Money;
      /** The system, when what was requested is given back by a cancellation. */
      readonly actor: Actor;
    };

export interface TimelineEntry {
  readonly at: Date;
  readonly type: string;
  readonly detail: string;
  readonly actor: Actor;
}
