import { Injectable } from '@nestjs/common';
import { requestOf, type Placing, type PlacingRun } from './placing.ts';
import { Carts } from './ports/carts.ts';
import { Ids } from './ports/platform.ts';

/** Steps of a purchase that concern its cart. */
@Injectable()
export class PurchaseCart {
  constructor(
    private readonly carts: Carts,
    private readonly ids: Ids,
  ) {}

  async freezeAndPrice(state: Placing, { signal }: PlacingRun): Promise<Placing> {
    const request = requestOf(state);
    const checkout = await this.carts.checkout(state.orderId, request, signal);
    const lines = checkout.lines.map((line) => ({ ...line, id: this.ids.next() }));
    const shippingAddress = request.shippingAddress ?? checkout.shippingAddress;
    return { ...state, priced: { ...checkout, lines, shippingAddress } };
  }

  async unfreeze({ orderId, request }: Placing, signal: AbortSignal): Promise<void> {
    if (request) await this.carts.unfreeze(orderId, request, signal);
  }
}
