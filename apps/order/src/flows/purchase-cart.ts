import { Injectable } from '@nestjs/common';
import type { Saved } from '@tradepost/saga';
import { addressOf, price } from '../domain/purchase.ts';
import { requestOf, type Placing, type PlacingRun } from './placing.ts';
import { Carts } from './ports/carts.ts';
import { OrderStore } from './ports/order-store.ts';
import { Clock, Ids } from './ports/platform.ts';

/** Steps of a purchase that concern its cart. */
@Injectable()
export class PurchaseCart {
  constructor(
    private readonly orders: OrderStore,
    private readonly carts: Carts,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async freezeAndPrice(state: Placing, run: PlacingRun): Promise<Placing | Saved<Placing>> {
    const request = requestOf(state);
    const checkout = await this.carts.checkout(state.orderId, request, run.signal);
    const shippingAddress = addressOf(request.shippingAddress ?? undefined, checkout.shippingAddress);
    const lines = checkout.lines.map((line) => ({ ...line, id: this.ids.next() }));
    const priced = { ...checkout, lines, shippingAddress };
    const { isSaved } = await this.orders.change(
      state.orderId,
      (order) => price(order, priced, this.clock.now()),
      () => ({ saga: run.progress(state) }),
    );
    return isSaved ? run.saved(state) : state;
  }

  async unfreeze({ orderId, request }: Placing, signal: AbortSignal): Promise<void> {
    if (request?.cartId) await this.carts.unfreeze(orderId, request.cartId, signal);
  }
}
