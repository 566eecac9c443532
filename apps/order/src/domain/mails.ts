import type { Decision } from '@tradepost/decision';
import type { Order, OrderEvent } from './order.ts';

export type MailKind =
  'order-confirmed' | 'order-shipped' | 'order-cancelled' | 'order-refunded' | 'return-received';

/** What the buyer is to be told, with what the order itself does not say. */
export type News = { readonly kind: MailKind; readonly facts: { readonly [name: string]: string } };

/** Which events a buyer is written about. The rest is to be read in the order's story. */
export function newsOf({ state, events }: Decision<Order, OrderEvent>): News[] {
  return events.flatMap((event) => newsIn(state.id, event));
}

function newsIn(orderId: string, event: OrderEvent): News[] {
  switch (event.type) {
    case 'order.confirmed':
      return [{ kind: 'order-confirmed', facts: { orderId } }];
    case 'fulfilment.shipped':
      return [{ kind: 'order-shipped', facts: { orderId, fulfilmentId: event.fulfilmentId } }];
    case 'order.cancelled':
      // Without prices it never got so far that the buyer was told of it.
      return event.priced ? [{ kind: 'order-cancelled', facts: { orderId } }] : [];
    case 'payment.refunded': {
      const { amountMinor, currency } = event.amount;
      return [{ kind: 'order-refunded', facts: { orderId, amountMinor: String(amountMinor), currency } }];
    }
    case 'return.received':
      return [{ kind: 'return-received', facts: { orderId, returnId: event.returnId } }];
    default:
      return [];
  }
}
