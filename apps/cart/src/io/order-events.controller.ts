import { Controller } from '@nestjs/common';
import { OrderConfirmed } from '@tradepost/contracts';
import { OnEvents, type EventsContext } from '@tradepost/nest';
import { markOrdered } from '../domain/freeze.ts';
import { Clock } from '../flows/ports.ts';
import { changeIn } from './cart.store.ts';
import { markAllOrdered } from './ordered-carts.sql.ts';

/** A rejected order needs no handler: its saga releases the cart by a call before it replies to the buyer. */
@Controller()
export class OrderEventsController {
  constructor(private readonly clock: Clock) {}

  @OnEvents('shop.order.v1.OrderConfirmed', OrderConfirmed)
  async ordersConfirmed(orders: readonly OrderConfirmed[], { tx }: EventsContext): Promise<void> {
    // A purchase in one call has no cart.
    const bought = orders.filter(({ cartId }) => cartId);
    if (bought.length === 0) return;
    const now = this.clock.now();
    const ordered = await markAllOrdered(tx, bought, now);
    for (const { cartId, orderId } of bought) {
      if (ordered.has(cartId)) continue;
      const cart = await changeIn(tx, cartId, (before) => markOrdered(before, orderId), now);
      if (!cart) throw new Error(`cart ${cartId} of the confirmed order ${orderId} does not exist`);
    }
  }
}
