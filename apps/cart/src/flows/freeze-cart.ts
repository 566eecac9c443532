import { Injectable } from '@nestjs/common';
import type { Money } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import { address, type Address } from '../domain/address.ts';
import type { Cart } from '../domain/cart.ts';
import { checkOut } from '../domain/checkout.ts';
import { invalid } from '../domain/cart.errors.ts';
import { freeze, frozenCheckout, unfreeze } from '../domain/freeze.ts';
import type { Checkout } from '../domain/snapshot.ts';
import { isUuid } from '../domain/uuid.ts';
import { cartAtHand, loadCart, unlessRefused, type Access } from './access.ts';
import { CartStore, Clock, GuestTokens, Products, ShopSettings } from './ports.ts';

/** What an order asks of the cart it is made from. */
export type FreezeRequest = {
  readonly cartId: string;
  readonly access: Access | undefined;
  readonly orderId: string;
  /** Instead of the cart's own. */
  readonly shippingAddress?: Address | undefined;
  /** Instead of the cart's own; empty: the cart's, else the cheapest. */
  readonly shippingOptionId: string;
  readonly expectedTotal?: Money | undefined;
};

const ATTEMPTS = 4;

/**
 * Fixes a cart and its prices for one order. Only that order may free it again: the order service always ends
 * its purchases, and a cart freed by a timer could be bought twice.
 */
@Injectable()
export class FreezeCart {
  constructor(
    private readonly store: CartStore,
    private readonly products: Products,
    private readonly tokens: GuestTokens,
    private readonly clock: Clock,
    private readonly shop: ShopSettings,
  ) {}

  async freeze(request: FreezeRequest): Promise<Checkout> {
    requireOrder(request.orderId);
    const given = request.shippingAddress && address(request.shippingAddress);
    const { cartId, access } = request;
    const atHand = cartAtHand(this.store, this.tokens, cartId, access);
    const quick = atHand && (await this.attempt(atHand, request, given).catch(unlessRefused));
    if (quick) return quick;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const cart = await loadCart(this.store, this.tokens, cartId, access);
      const checkout = await this.attempt(cart, request, given);
      if (checkout) return checkout;
    }
    throw new NotYet('aborted', 'The cart keeps being changed; try again.', { retryAfterMs: 100 });
  }

  async unfreeze(cartId: string, orderId: string): Promise<void> {
    if (!isUuid(cartId) || !isUuid(orderId)) return;
    await this.store.change(cartId, (cart) => unfreeze(cart, orderId), this.clock.now());
  }

  /** Undefined: the cart changed meanwhile. */
  private async attempt(
    cart: Cart,
    { orderId, shippingOptionId, expectedTotal }: FreezeRequest,
    given: Address | undefined,
  ): Promise<Checkout | undefined> {
    const known = frozenCheckout(cart, orderId);
    if (known) return known;
    const offers = await this.products.quote(cart.lines);
    const terms = {
      shippingAddress: given ?? cart.shippingAddress,
      shippingOptionId: shippingOptionId || cart.shippingOptionId,
      expectedTotal,
    };
    const checkout = checkOut(cart.lines, offers, terms, this.shop.currency);
    const saved = await this.store.save(freeze(cart, orderId, checkout), this.clock.now());
    return saved && checkout;
  }
}

function requireOrder(orderId: string): void {
  if (isUuid(orderId)) return;
  const detail = 'order_id is not a UUID.';
  throw invalid(detail, [{ code: 'field.invalid', detail, field: 'order_id' }]);
}
