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
import { encodeMessage } from '@tradepost/rpc';
import { v7 as uuidv7 } from 'uuid';
import { itemsOf as itemsIn } from '../domain/order-lines.ts';
import type { Order, OrderEvent, Priced } from '../domain/order.ts';

// Shown on the order's page after the purchase; no other service acts on these events.
const IS_SHOWN = /^(fulfilment|return|refund)\.|^order\.review$|^payment\.(voided|expired)$/;

/** The events that a decision announces to other services. */
export function announcements({ state, events }: Decision<Order, OrderEvent>): OutboxEvent[] {
  const messages = events.map((event) => messageOf(state, event)).filter((one) => one !== undefined);
  if (messages.length === 0 && events.some(({ type }) => IS_SHOWN.test(type)))
    messages.push(['OrderChanged', encodeMessage(OrderChanged, { orderId: state.id })]);
  return messages.map(([name, payload]) => {
    const type = `shop.order.v1.${name}`;
    return { id: uuidv7(), aggregateType: 'order', aggregateId: state.id, type, schemaVersion: 1, payload };
  });
}

function messageOf(order: Order, event: OrderEvent): [name: string, payload: Uint8Array] | undefined {
  const orderId = order.id;
  switch (event.type) {
    case 'order.confirmed':
      return ['OrderConfirmed', encodeMessage(OrderConfirmed, confirmedOf(order, event.priced))];
    case 'order.rejected':
    case 'order.expired':
      return ['OrderRejected', encodeMessage(OrderRejected, { orderId, reason: event.reason })];
    case 'payment.captured':
      return ['OrderPaid', encodeMessage(OrderPaid, { orderId, amount: event.amount })];
    case 'payment.refunded':
      return ['OrderRefunded', encodeMessage(OrderRefunded, { orderId, amount: event.amount })];
    case 'fulfilment.shipped': {
      const { fulfilmentId, tracking } = event;
      return ['OrderShipped', encodeMessage(OrderShipped, { orderId, fulfilmentId, tracking })];
    }
    case 'order.completed':
      return ['OrderCompleted', encodeMessage(OrderCompleted, { orderId })];
    case 'order.cancelled': {
      const items = event.priced ? itemsOf(event.priced) : [];
      return ['OrderCancelled', encodeMessage(OrderCancelled, { orderId, reason: event.reason, items })];
    }
    case 'order.items_cancelled': {
      const { id: cancellationId, lines, reason } = event.cancellation;
      const items = itemsIn(order, lines);
      const message = { orderId, cancellationId, reason, items };
      return ['OrderItemsCancelled', encodeMessage(OrderItemsCancelled, message)];
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
