import { Injectable } from '@nestjs/common';
import type { Saved } from '@tradepost/saga';
import { requestOf, type Placing, type PlacingRun } from './placing.ts';
import { Carts } from './ports/carts.ts';
import { Ids } from './ports/platform.ts';
import { PurchaseStore } from './ports/purchase-store.ts';

/** Steps of a purchase that concern its cart. */
@Injectable()
export class PurchaseCart {
  constructor(
    private readonly carts: Carts,
    private readonly ids: Ids,
    private readonly purchases: PurchaseStore,
  ) {}

  async freezeAndPrice(state: Placing, run: PlacingRun): Promise<Placing | Saved<Placing>> {
    const request = requestOf(state);
    const checkout = await this.carts.checkout(state.orderId, request, run.signal);
    const lines = checkout.lines.map((line) => ({ ...line, id: this.ids.next() }));
    const shippingAddress = request.shippingAddress ?? checkout.shippingAddress;
    const next = { ...state, priced: { ...checkout, lines, shippingAddress } };
    if (request.cartId !== null) return next;
    // No cart repeats these prices to a process that resumes the purchase, and they may be authorised by then. ADR 55.
    await this.purchases.settle({ saga: run.progress(next) });
    return run.saved(next);
  }

  async unfreeze({ orderId, request }: Placing, signal: AbortSignal): Promise<void> {
    if (request) await this.carts.unfreeze(orderId, request, signal);
  }
}
