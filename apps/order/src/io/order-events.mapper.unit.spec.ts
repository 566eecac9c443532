import { changed } from '@tradepost/decision';
import { describe, expect, test } from '@jest/globals';
import type { OrderEvent } from '../domain/order.ts';
import { anOrder, gbp } from '../testing/builders.ts';
import { announcements } from './order-events.mapper.ts';

const announced = (...events: OrderEvent[]) =>
  announcements(changed(anOrder(), ...events)).map(({ type }) => type.replace('shop.order.v1.', ''));

describe('what an order announces to other services', () => {
  test('is what they act on', () => {
    expect(announced({ type: 'payment.refunded', amount: gbp(250) })).toEqual(['OrderRefunded']);
    const cancellation = { id: 'c', lines: [], reason: '', refundId: null, refundsShipping: false };
    const cancelled = { ...cancellation, createdAt: new Date(0) };
    expect(announced({ type: 'order.items_cancelled', cancellation: cancelled, actor: 'staff' })).toEqual([
      'OrderItemsCancelled',
    ]);
    const delivered = { type: 'fulfilment.delivered', fulfilmentId: 'p', tracking: '' } as const;
    expect(announced(delivered, { type: 'order.completed' })).toEqual(['OrderCompleted']);
  });

  test.each<OrderEvent>([
    { type: 'fulfilment.packed', fulfilmentId: 'p', tracking: '' },
    { type: 'return.approved', returnId: 'r', actor: 'staff' },
    { type: 'order.review', reason: 'payment.capture_refused' },
  ])('or that it changed, once per decision: $type', (event) => {
    expect(announced(event)).toEqual(['OrderChanged']);
    expect(announced(event, event)).toEqual(['OrderChanged']);
  });

  test('and nothing while the purchase is not decided', () => {
    expect(announced({ type: 'order.placed' })).toEqual([]);
    expect(announced({ type: 'payment.action_required' })).toEqual([]);
    expect(announced()).toEqual([]);
  });
});
