import type { Money } from '@tradepost/decision';
import type { Actor, OrderEvent, TimelineEntry } from './order.ts';

/** The timeline's entries for these events. */
export function entriesOf(events: readonly OrderEvent[], at: Date): TimelineEntry[] {
  return events.map((event) => ({ at, type: event.type, detail: detailOf(event), actor: actorOf(event) }));
}

function detailOf(event: OrderEvent): string {
  switch (event.type) {
    case 'order.rejected':
    case 'order.expired':
    case 'order.cancelled':
    case 'order.review':
      return event.reason;
    case 'order.items_cancelled':
      return event.cancellation.reason;
    case 'payment.captured':
    case 'payment.refunded':
    case 'refund.requested':
    case 'refund.approved':
    case 'refund.rejected':
    case 'refund.failed':
      return plain(event.amount);
    case 'fulfilment.shipped':
    case 'fulfilment.delivered':
      return event.tracking;
    default:
      return '';
  }
}

/** Who causes the events that do not say so themselves. */
const ACTORS: Readonly<Record<Exclude<OrderEvent, { readonly actor: Actor }>['type'], Actor>> = {
  'order.placed': 'customer',
  'order.confirmed': 'system',
  'order.rejected': 'system',
  'order.expired': 'system',
  'order.review': 'system',
  'order.completed': 'system',
  'payment.action_required': 'system',
  'payment.expired': 'system',
  'payment.captured': 'system',
  'payment.voided': 'system',
  'payment.refunded': 'system',
  'fulfilment.created': 'staff',
  'fulfilment.packed': 'staff',
  'fulfilment.shipped': 'staff',
  'fulfilment.delivered': 'staff',
  'fulfilment.cancelled': 'staff',
  'refund.requested': 'staff',
  'refund.approved': 'staff',
  'refund.failed': 'system',
};

const actorOf = (event: OrderEvent): Actor => ('actor' in event ? event.actor : ACTORS[event.type]);

/** In minor units, so that no reader has to know how many digits a currency has. */
const plain = ({ amountMinor, currency }: Money): string => `${amountMinor} ${currency}`;
