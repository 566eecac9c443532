import { Controller } from '@nestjs/common';
import { OrderConfirmed } from '@tradepost/contracts';
import { OnEvent, type EventContext } from '@tradepost/nest';
import { markOrdered } from '../domain/freeze.ts';
import { Clock } from '../flows/ports.ts';
import { changeIn, markOrderedIn } from './cart.store.ts';

/** A rejected order needs no handler: its saga releases the cart by a call before it replies to the buyer. */
@Controller()
export class OrderEventsController {
  constructor(private readonly clock: Clock) {}

  @OnEvent('shop.order.v1.OrderConfirmed', OrderConfirmed)
  async orderConfirmed({ cartId, orderId }: OrderConfirmed, { tx }: EventContext): Promise<void> {
    // A purchase in one call has no cart.
    if (!cartId) return;
    const now = this.clock.now();
    if (await markOrderedIn(tx, { cartId, orderId, now })) return;
    // It may be ordered already; anything else is refused.
    const cart = await changeIn(tx, cartId, (before) => markOrdered(before, orderId), now);
    if (!cart) throw new Error(`cart ${cartId} of the confirmed order ${orderId} does not exist`);
  }
}
