import type { OrderDecision, OrderEvent } from './order.ts';

export type MailKind =
  | 'order-confirmed'
  | 'order-shipped'
  | 'order-cancelled'
  | 'items-cancelled'
  | 'order-refunded'
  | 'return-received';

/** A mail to the customer; `facts` are what its template can't read from the order itself. */
export interface OrderMail {
  readonly kind: MailKind;
  readonly facts: { readonly [name: string]: string };
}

/** The mails that these events cause. Other events appear in the order's timeline only. */
export function mailsOf({ state, events }: OrderDecision): OrderMail[] {
  return events.flatMap((event) => mailsFor(state.id, event));
}

function mailsFor(orderId: string, event: OrderEvent): OrderMail[] {
  switch (event.type) {
    case 'order.confirmed':
      return [{ kind: 'order-confirmed', facts: { orderId } }];
    case 'fulfilment.shipped':
      return [{ kind: 'order-shipped', facts: { orderId, fulfilmentId: event.fulfilmentId } }];
    case 'order.cancelled':
      // Without prices the purchase was never confirmed to the customer.
      return event.priced ? [{ kind: 'order-cancelled', facts: { orderId } }] : [];
    case 'order.items_cancelled':
      return [{ kind: 'items-cancelled', facts: { orderId, cancellationId: event.cancellation.id } }];
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
