import { Injectable } from '@nestjs/common';
import { DomainError, isUuid } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { currentContext } from '@tradepost/observability';
import type { Cart } from '../domain/cart.ts';
import { cartNotFound } from '../domain/cart.errors.ts';
import { CartStore, GuestTokens } from './ports.ts';
import { UnsavedCarts } from './unsaved-carts.ts';

/** The caller: a signed-in user, a guest with a token, or both directly after sign-in. Empty: not given. */
export interface Access {
  readonly userId: string;
  readonly token: string;
}

/** Which cart, for whom. */
export interface CartRef {
  readonly cartId: string;
  readonly access: Access | undefined;
}

/** Saves a change of this cart; undefined: another writer was faster, or the cart is cached and can't give the answer. */
export type Attempt<T> = (cart: Cart, isCached: boolean) => Promise<T | undefined>;

// The first attempt and three more; with `KeyedQueue` only other replicas can be faster.
const ATTEMPTS = 4;

/** Loads carts for callers who may use them. */
@Injectable()
export class CartAccess {
  constructor(
    private readonly store: CartStore,
    private readonly tokens: GuestTokens,
    private readonly unsaved: UnsavedCarts,
  ) {}

  /** @throws DomainError `cart.not_found`, also for the cart of another customer */
  async load({ cartId, access }: CartRef): Promise<Cart> {
    const cart = isUuid(cartId) ? ((await this.store.find(cartId)) ?? this.unsaved.byId(cartId)) : undefined;
    if (!cart || !this.isAllowed(cart, access)) throw cartNotFound();
    return cart;
  }

  /** Only for an id that no row was found for. Undefined: no cart has it, or not for this caller. */
  unsavedOf({ cartId, access }: CartRef): Cart | undefined {
    const cart = this.unsaved.byId(cartId);
    return cart && this.isAllowed(cart, access) ? cart : undefined;
  }

  /**
   * Attempts a change on the cached or on a new cart, which saves a statement, then on the stored one until it wins the race.
   * @throws RetryableError `cancelled`, `aborted` after too many lost races
   */
  async change<T>(ref: CartRef, attempt: Attempt<T>): Promise<T> {
    requireCaller();
    const cached = this.store.cached(ref.cartId) ?? this.unsaved.young(ref.cartId);
    if (cached?.state === 'active' && this.isAllowed(cached, ref.access)) {
      const result = await attempt(cached, true).catch(ignoreRefusal);
      if (result) return result;
    }
    for (let n = 1; n <= ATTEMPTS; n++) {
      requireCaller();
      const result = await attempt(await this.load(ref), false);
      if (result) return result;
    }
    throw lostEveryRace();
  }

  private isAllowed(cart: Cart, access: Access | undefined): boolean {
    if (!access) return false;
    if (cart.userId !== null) return cart.userId === access.userId;
    return access.token !== '' && this.tokens.isFor(cart.id, access.token);
  }
}

export const lostEveryRace = () =>
  new RetryableError('aborted', 'Other requests kept changing this cart; repeat the request.', {
    retryAfterMs: 100,
  });

function requireCaller(): void {
  if (currentContext()?.signal?.aborted)
    throw new RetryableError('cancelled', 'The caller cancelled the request.');
}

/** A cached cart may be outdated, so a refusal based on it does not count. */
function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof DomainError)) throw error;
}
