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
      return plain(event.amount);
    default:
      return '';
  }
}

function actorOf(event: OrderEvent): Actor {
  if (event.type === 'order.cancelled') return event.actor;
  return event.type === 'order.placed' ? 'customer' : 'system';
}

/** Minor units, so that nobody needs to know how many digits a currency has. */
const plain = ({ amountMinor, currency }: Money): string => `${amountMinor} ${currency}`;
