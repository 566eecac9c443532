import {
  OrderCancelled,
  OrderChanged,
  OrderCompleted,
  OrderConfirmed,
  OrderItemsCancelled,
  OrderPaid,
  OrderRefunded,
  OrderRejected,
  OrderShipped,
} from '@tradepost/contracts';
import type { Decision } from '@tradepost/decision';
import type { OutboxEvent } from '@tradepost/messaging';
import { v7 as uuidv7 } from 'uuid';
import { itemsOf as itemsIn } from '../domain/order-lines.ts';
import type { Order, OrderEvent, Priced } from '../domain/order.ts';

// Shown on the order's page after the purchase; no other service acts on these events.
const IS_SHOWN = /^(fulfilment|return|refund)\.|^order\.review$|^payment\.(voided|expired)$/;

/** The events that a decision announces to other services. */
export function announcements({ state, events }: Decision<Order, OrderEvent>): OutboxEvent[] {
  const messages = events.map((event) => messageOf(state, event)).filter((one) => one !== undefined);
  if (messages.length === 0 && events.some(({ type }) => IS_SHOWN.test(type)))
    messages.push(['OrderChanged', OrderChanged.encode({ orderId: state.id }).finish()]);
  return messages.map(([name, payload]) => {
    const type = `shop.order.v1.${name}`;
    return { id: uuidv7(), aggregateType: 'order', aggregateId: state.id, type, schemaVersion: 1, payload };
  });
}

function messageOf(order: Order, event: OrderEvent): [name: string, payload: Uint8Array] | undefined {
  const orderId = order.id;
  switch (event.type) {
    case 'order.confirmed':
      return ['OrderConfirmed', OrderConfirmed.encode(confirmedOf(order, event.priced)).finish()];
    case 'order.rejected':
    case 'order.expired':
      return ['OrderRejected', OrderRejected.encode({ orderId, reason: event.reason }).finish()];
    case 'payment.captured':
      return ['OrderPaid', OrderPaid.encode({ orderId, amount: event.amount }).finish()];
    case 'payment.refunded':
      return ['OrderRefunded', OrderRefunded.encode({ orderId, amount: event.amount }).finish()];
    case 'fulfilment.shipped': {
      const { fulfilmentId, tracking } = event;
      return ['OrderShipped', OrderShipped.encode({ orderId, fulfilmentId, tracking }).finish()];
    }
    case 'order.completed':
      return ['OrderCompleted', OrderCompleted.encode({ orderId }).finish()];
    case 'order.cancelled': {
      const items = event.priced ? itemsOf(event.priced) : [];
      return ['OrderCancelled', OrderCancelled.encode({ orderId, reason: event.reason, items }).finish()];
    }
    case 'order.items_cancelled': {
      const { id: cancellationId, lines, reason } = event.cancellation;
      const items = itemsIn(order, lines);
      const message = { orderId, cancellationId, reason, items };
      return ['OrderItemsCancelled', OrderItemsCancelled.encode(message).finish()];
    }
    default:
      return undefined;
  }
}

function confirmedOf(order: Order, priced: Priced): OrderConfirmed {
  return {
    orderId: order.id,
    number: order.number,
    cartId: order.cartId ?? '',
    userId: order.userId ?? '',
    items: itemsOf(priced),
    grandTotal: priced.totals.grand,
  };
}

const itemsOf = ({ lines }: Priced) => lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
