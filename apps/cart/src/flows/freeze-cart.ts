import { Injectable } from '@nestjs/common';
import { isUuid, type Money } from '@tradepost/decision';
import { normaliseAddress, type Address } from '../domain/address.ts';
import { notAUuid } from '../domain/cart.errors.ts';
import type { Cart } from '../domain/cart.ts';
import { freeze, frozenCheckout, unfreeze } from '../domain/freeze.ts';
import type { Checkout } from '../domain/snapshot.ts';
import { CartAccess, type CartRef } from './cart-access.ts';
import { CurrentPrices } from './current-prices.ts';
import { CartStore, Clock } from './ports.ts';

export interface FreezeRequest extends CartRef {
  readonly orderId: string;
  /** Replaces the address of the cart. */
  readonly shippingAddress?: Address | undefined;
  /** Stands in for the address when nothing is shipped and the cart has none. */
  readonly billingAddress?: Address | undefined;
  /** Replaces the option of the cart. Empty: the cart's, or the cheapest when it has none. */
  readonly shippingOptionId: string;
  readonly expectedTotal?: Money | undefined;
}

/**
 * Fixes a cart and its prices for one order. Only that order releases it again: the order service always ends its
 * purchases, and a cart that a timer released could be bought twice.
 */
@Injectable()
export class FreezeCart {
  constructor(
    private readonly carts: CartAccess,
    private readonly store: CartStore,
    private readonly prices: CurrentPrices,
    private readonly clock: Clock,
  ) {}

  async freeze(request: FreezeRequest): Promise<Checkout> {
    const { orderId, shippingOptionId, expectedTotal } = request;
    if (!isUuid(orderId)) throw notAUuid('order_id');
    return this.carts.change(request, async (cart) => {
      const known = frozenCheckout(cart, orderId);
      if (known) return known;
      // Only now: what was frozen goes on, whatever the rules of addresses were then.
      const address = request.shippingAddress && normaliseAddress(request.shippingAddress);
      const checkout = await this.prices.checkOut(cart.lines, {
        shippingAddress: address ?? cart.shippingAddress,
        billingAddress: request.billingAddress && normaliseAddress(request.billingAddress, 'billingAddress'),
        shippingOptionId: shippingOptionId || cart.shippingOptionId,
        expectedTotal,
      });
      const change = { before: cart, after: freeze(cart, orderId, checkout) };
      const saved = await this.store.save(change, this.clock.now());
      return saved && checkout;
    });
  }

  async unfreeze({ cartId, access }: CartRef, orderId: string): Promise<void> {
    if (!isUuid(cartId) || !isUuid(orderId)) return;
    const undo = (cart: Cart): Cart => unfreeze(cart, orderId);
    if (await this.store.change(cartId, undo, this.clock.now())) return;
    // The delayed freeze must be refused, even if lines are added before it arrives; so the cart gets its row now. Not
    // without access: no freeze could succeed, and anyone could write rows with invented ids.
    const before = this.carts.unsavedOf({ cartId, access });
    const after = before && undo(before);
    if (!before || !after || after === before) return;
    const saved = await this.store.save({ before, after }, this.clock.now());
    if (!saved) await this.store.change(cartId, undo, this.clock.now());
  }
}
