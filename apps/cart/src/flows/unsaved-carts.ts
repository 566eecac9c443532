import { Injectable } from '@nestjs/common';
import type { Cart } from '../domain/cart.ts';
import { unsavedCart } from '../domain/unsaved-cart.ts';
import { Clock, ShopSettings } from './ports.ts';

const YOUNG_MS = 30_000;

/** Carts of guests that have no row yet. */
@Injectable()
export class UnsavedCarts {
  constructor(
    private readonly clock: Clock,
    private readonly shop: ShopSettings,
  ) {}

  /** Only for an id that no row was found for. Undefined: no cart has it. */
  byId(cartId: string): Cart | undefined {
    return unsavedCart(cartId, this.clock.now(), this.shop.guestCartDays);
  }

  /**
   * A cart that probably has no row yet, because it is young, whichever instance created it. As a cached copy it may only be
   * used to save a change, which fails if there is a row.
   */
  young(cartId: string): Cart | undefined {
    const cart = this.byId(cartId);
    return cart && this.clock.now().getTime() - cart.createdAt.getTime() < YOUNG_MS ? cart : undefined;
  }
}
