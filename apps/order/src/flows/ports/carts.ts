import type { Address, OrderLine, Totals } from '../../domain/order.ts';
import type { PurchaseRequest } from '../../domain/purchase-request.ts';

/** What the cart fixed for a purchase. */
export interface Checkout {
  readonly lines: readonly Omit<OrderLine, 'id'>[];
  readonly totals: Totals;
  readonly shippingOption: { readonly id: string; readonly name: string };
  /** The one of the request, or the cart's own. */
  readonly shippingAddress: Address;
}

/** The cart service. A call ends when the signal fires; its outcome is unknown then. */
export abstract class Carts {
  /**
   * Freezes the cart for this order, or prices lines without a cart.
   * @throws DomainError such as `price.drift`; then the cart is not frozen
   */
  abstract checkout(orderId: string, request: PurchaseRequest, signal: AbortSignal): Promise<Checkout>;
  /** Makes the cart active again, if there is one and it is frozen for this order. */
  abstract unfreeze(orderId: string, request: PurchaseRequest, signal: AbortSignal): Promise<void>;
}
