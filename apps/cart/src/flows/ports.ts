import type { Cart, LineRequest } from '../domain/cart.ts';
import type { Offers } from '../domain/pricing.ts';
import type { ShopTerms, Zone } from '../domain/tariffs.ts';

/** Identifies a request that must take effect once: `RequestKey` of `@tradepost/messaging`. */
export interface IdempotencyKey {
  readonly scope: string;
  readonly key: string;
  readonly requestHash: Uint8Array;
}

/** The reply to a request with an idempotency key, to be stored in the same transaction as its change. */
export interface ReplyToStore<Result> {
  readonly key: IdempotencyKey;
  readonly encode: (result: Result) => Uint8Array;
}

/** A cart as it was read, and as it is to be saved. */
export interface Change {
  readonly before: Cart;
  readonly after: Cart;
}

/** Every write increments `revision`. With a reply, a write fails if another request with the same key was faster. */
export abstract class CartStore {
  /** Saves a new cart. A user has one open cart: if there is one, it is returned instead. */
  abstract create(cart: Cart, reply?: ReplyToStore<Cart>): Promise<Cart>;

  abstract find(cartId: string): Promise<Cart | undefined>;

  /**
   * The cart as this process wrote it last, if it is still cached. Another process may have changed it since, so it may
   * only be used to save a change, which fails if the copy is outdated; never to refuse or to answer a request.
   */
  abstract cached(cartId: string): Cart | undefined;

  /** The cart of the user that is active or being ordered; there is at most one. */
  abstract findOpen(userId: string): Promise<Cart | undefined>;

  /**
   * Saves what a change altered if the stored revision is still that of `before`; with revision 0, if there is no row yet.
   * Otherwise saves nothing and returns undefined.
   */
  abstract save(change: Change, now: Date, reply?: ReplyToStore<Cart>): Promise<Cart | undefined>;

  /** Locks the cart, decides, and saves the result unless it is the same object; undefined: no such cart. */
  abstract change(cartId: string, decide: (cart: Cart) => Cart, now: Date): Promise<Cart | undefined>;

  /** Locks a guest cart and the open cart of a user in the order of their ids, and saves the carts that are returned. */
  abstract changeBoth(
    guestCartId: string,
    userId: string,
    decide: (guest: Cart | undefined, own: Cart | undefined) => readonly Cart[],
    now: Date,
  ): Promise<void>;

  /** Expires up to `limit` active guest carts without a change since `before`; returns their number. */
  abstract expireGuests(before: Date, limit: number, now: Date): Promise<number>;
}

/** The product service. */
export abstract class Products {
  /**
   * Present prices and availability at these quantities, in at most one call. For the lines in `recent`, what was asked
   * within the last second may be used again.
   */
  abstract quote(lines: readonly LineRequest[], recent?: readonly LineRequest[]): Promise<Offers>;
}

/** Proof that a guest may use a cart. Tokens are computed, never stored. */
export abstract class GuestTokens {
  abstract issue(cartId: string): string;
  /** The cart that the token was issued for; undefined: the token is not ours. */
  abstract cartOf(token: string): string | undefined;
  abstract isFor(cartId: string, token: string): boolean;
}

export { Clock, Ids } from '@tradepost/decision';

export abstract class ShopSettings implements ShopTerms {
  abstract readonly currency: string;
  abstract readonly tariffs: readonly Zone[];
  /** Days after which a guest cart without changes expires. */
  abstract readonly guestCartDays: number;
}
