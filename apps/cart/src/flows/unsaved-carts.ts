import { Injectable } from '@nestjs/common';
import type { Cart } from '../domain/cart.ts';
import { unsavedCart } from '../domain/unsaved-cart.ts';
import { Clock, ShopSettings } from './ports.ts';

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
}
