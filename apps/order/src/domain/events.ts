import type { Money } from '@tradepost/decision';
import type { Actor, OrderEvent, TimelineEntry } from './order.ts';

/** What the timeline says of these events. */
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

const BY_STAFF = /^(fulfilment|refund)\./;

function actorOf(event: OrderEvent): Actor {
  if ('actor' in event) return event.actor;
  if (event.type === 'order.placed') return 'customer';
  return BY_STAFF.test(event.type) && event.type !== 'refund.failed' ? 'staff' : 'system';
}

/** Minor units, so that nobody needs to know how many digits a currency has. */
const plain = ({ amountMinor, currency }: Money): string => `${amountMinor} ${currency}`;
