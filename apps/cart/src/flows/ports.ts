import type { RequestKey } from '@tradepost/messaging';
import type { Cart, WantedLine } from '../domain/cart.ts';
import type { Offers, PricedCart } from '../domain/pricing.ts';

/** A caller's idempotency key, and how an answer to it is written down. */
export type Keyed = { readonly key: RequestKey; readonly encode: (answer: PricedCart) => Uint8Array };

/** The answer to keep in the transaction of the change it answers. */
export type Receipt = { readonly key: RequestKey; readonly answer: (saved: Cart) => Uint8Array };

/** Another request with the same key was quicker: its answer is the answer, and nothing else was saved. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/** Where carts are kept. Every save grows the revision by one; with a receipt it may throw `KeyTaken`. */
export abstract class CartStore {
  /** Keeps a new cart; the user's open one is given back instead of a second one. */
  abstract create(cart: Cart, receipt?: Receipt): Promise<Cart>;

  abstract find(cartId: string): Promise<Cart | undefined>;

  /**
   * The cart as this process has just left it, where it still knows. Somebody else may have changed it since: what is
   * saved on it is saved for certain or not at all, but nothing may be refused or shown on it.
   */
  abstract atHand(cartId: string): Cart | undefined;

  /** The user's cart that is active or being ordered; there is one at most. */
  abstract findOpen(userId: string): Promise<Cart | undefined>;

  /** Saves a cart that was read at `cart.revision`; undefined: somebody else was quicker, nothing is saved. */
  abstract save(cart: Cart, now: Date, receipt?: Receipt): Promise<Cart | undefined>;

  /** Decides on the locked cart and saves the outcome, unless it is the same object; undefined: no such cart. */
  abstract change(cartId: string, decide: (cart: Cart) => Cart, now: Date): Promise<Cart | undefined>;

  /** Decides on a guest's cart and a user's open one, both locked in the order of their ids; saves what is returned. */
  abstract changeBoth(
    guestCartId: string,
    userId: string,
    decide: (guest: Cart | undefined, own: Cart | undefined) => readonly Cart[],
    now: Date,
  ): Promise<void>;

  /** Expires up to `limit` active guest carts that nobody changed since `before`; how many it was. */
  abstract expireGuests(before: Date, limit: number, now: Date): Promise<number>;
}

/** The catalogue. */
export abstract class Products {
  /** What these cost now at these quantities, in one call; none when nothing is wanted. */
  abstract quote(wanted: readonly WantedLine[]): Promise<Offers>;
}

/** Proofs that somebody may use a guest's cart; they are computed, never stored. */
export abstract class GuestTokens {
  abstract issue(cartId: string): string;
  /** The cart a token is for; undefined: we never issued it. */
  abstract cartOf(token: string): string | undefined;
}

export abstract class Clock {
  abstract now(): Date;
}

export abstract class Ids {
  /** A new UUIDv7. */
  abstract next(): string;
}

/** What flows need to know of the shop. */
export abstract class ShopSettings {
  /** Currency of an empty cart. */
  abstract readonly currency: string;
}
