import type { Sql } from '@tradepost/database';
import type { Decision } from '@tradepost/decision';
import type { Address, Order, OrderEvent, OrderLine, TimelineEntry, Totals } from '../domain/order.ts';
import type { PurchaseRequest } from '../domain/purchase-request.ts';
import type { OrderState, PaymentState } from '../domain/states.ts';
import type { PaymentNews } from './payment-provider.ts';

/** Who asked with which key. */
export type ClaimName = { readonly scope: string; readonly key: string };

export type Claim = ClaimName & { readonly requestHash: Uint8Array };

/** `taken`: somebody was here first with this key; no answer means that it is not known yet. */
export type Claimed =
  | { readonly kind: 'claimed'; readonly order: Order }
  | {
      readonly kind: 'taken';
      readonly requestHash: Uint8Array;
      readonly answer: Uint8Array | null;
      /** The order under this key that waits for its payer; null: none does. */
      readonly challengedId: string | null;
    };

/** What goes into the same statement as a change of an order. */
export type Along = {
  /** A saga's own write. */
  readonly saga?: Sql | undefined;
  /** The final answer to who claimed it. */
  readonly answer?: { readonly claim: ClaimName; readonly bytes: Uint8Array } | undefined;
  /** There will be no final answer: the key may be used again. */
  readonly freed?: ClaimName | undefined;
};

export type OrderFilter = {
  readonly userId?: string | undefined;
  readonly state?: OrderState | undefined;
  readonly paymentState?: PaymentState | undefined;
  /** Number, e-mail or external reference. */
  readonly query?: string | undefined;
};

/** Somebody else has changed the order since it was read: read it again. */
export class StaleOrder extends Error {
  override readonly name = 'StaleOrder';
}

/** Where orders live. */
export abstract class OrderStore {
  /**
   * Claims the key and makes the order with its saga, or does nothing at all.
   * @throws DomainError `order.duplicate_reference`
   */
  abstract claim(
    decision: Decision<Order, OrderEvent>,
    claim: Claim,
    saga: (from: Sql) => Sql,
  ): Promise<Claimed>;
  /** Saves a decision with its events, under the version it was made on. @throws StaleOrder */
  abstract save(decision: Decision<Order, OrderEvent>, along?: Along): Promise<void>;
  /** Removes an order that never became one, and frees its key. */
  abstract discard(id: string, claim: ClaimName, saga: Sql): Promise<void>;
  /** A saga's own write, with no change of an order. */
  abstract progress(saga: Sql): Promise<void>;
  abstract find(id: string): Promise<Order | undefined>;
  abstract findWithTimeline(
    id: string,
  ): Promise<{ order: Order; timeline: readonly TimelineEntry[] } | undefined>;
  /** What is known about a key; undefined: it is free. */
  abstract findClaim(claim: ClaimName): Promise<Extract<Claimed, { kind: 'taken' }> | undefined>;
  /** Newest first; `before` is the last id of the page before. */
  abstract list(filter: OrderFilter, limit: number, before: string | undefined): Promise<Order[]>;
}

/** What the cart fixed for a purchase. */
export type Checkout = {
  readonly lines: readonly Omit<OrderLine, 'id'>[];
  readonly totals: Totals;
  readonly shippingOption: { readonly id: string; readonly name: string };
  /** The cart's own. */
  readonly shippingAddress: Address | undefined;
};

/** Calls to a neighbour end when the signal fires; the outcome is unknown then. */
export abstract class Carts {
  /** Freezes the cart for this order, or prices loose lines. @throws DomainError such as `price.drift` */
  abstract checkout(orderId: string, request: PurchaseRequest, signal: AbortSignal): Promise<Checkout>;
  /** Gives the cart back, if it was frozen for this order. */
  abstract unfreeze(orderId: string, cartId: string, signal: AbortSignal): Promise<void>;
}

export type Item = { readonly variantId: string; readonly quantity: number };

/** Goods of an order. */
export type Bought = { readonly orderId: string; readonly items: readonly Item[] };

export abstract class Stock {
  /** `customer`: the same for all orders of one. @throws DomainError `stock.insufficient`, `stock.customer_limit` */
  abstract hold(order: Bought, customer: string, signal: AbortSignal): Promise<void>;
  /** The goods stay held until then, and long enough to commit them afterwards. @throws DomainError `stock.hold_gone` */
  abstract extend(orderId: string, until: Date, signal: AbortSignal): Promise<void>;
  /** @throws DomainError `stock.hold_gone` */
  abstract commit(orderId: string, signal: AbortSignal): Promise<void>;
  /** Tolerates that there never was a hold, and keeps a later one from coming. */
  abstract release(orderId: string, reason: string, signal: AbortSignal): Promise<void>;
  /** Goods that were sold left in a parcel; the same parcel leaves once. */
  abstract consume(parcelId: string, of: Bought, signal: AbortSignal): Promise<void>;
  /** Goods that were sold come back; the same return changes stock once. */
  abstract takeBack(returnId: string, from: Bought, signal: AbortSignal): Promise<void>;
}

/** The answer to a purchase that will be given again for ever. */
export type FinalAnswer =
  | { readonly kind: 'placed'; readonly order: Order; readonly timeline: readonly TimelineEntry[] }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly detail: string;
      readonly factsJson: string;
      readonly traceId: string;
    };

/** News from payment providers that had its effect. */
export abstract class NewsStore {
  abstract isKnown(provider: string, eventId: string): Promise<boolean>;
  /** @returns false when it was recorded before */
  abstract record(provider: string, news: PaymentNews, orderId: string | undefined): Promise<boolean>;
}

export abstract class Answers {
  /** The answer as it goes over the wire. */
  abstract encode(answer: FinalAnswer): Uint8Array;
}

/** A guest's proof that an order is theirs, derived from its id. */
export abstract class GuestTokens {
  abstract of(orderId: string): string;
  abstract isValid(orderId: string, token: string): boolean;
}

export abstract class Clock {
  abstract now(): Date;
}

export abstract class Ids {
  abstract next(): string;
}
