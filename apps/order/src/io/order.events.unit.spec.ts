import { changed } from '@tradepost/decision';
import { describe, expect, test } from '@jest/globals';
import type { OrderEvent } from '../domain/order.ts';
import { anOrder, gbp } from '../testing/builders.ts';
import { announcements } from './order.events.ts';

const told = (...events: OrderEvent[]) =>
  announcements(changed(anOrder(), ...events)).map(({ type }) => type.replace('shop.order.v1.', ''));

describe('what others are told of an order', () => {
  test('is what they act on', () => {
    expect(told({ type: 'payment.refunded', amount: gbp(250) })).toEqual(['OrderRefunded']);
    const delivered = { type: 'fulfilment.delivered', fulfilmentId: 'p', tracking: '' } as const;
    expect(told(delivered, { type: 'order.completed' })).toEqual(['OrderCompleted']);
  });

  test.each<OrderEvent>([
    { type: 'fulfilment.packed', fulfilmentId: 'p', tracking: '' },
    { type: 'return.approved', returnId: 'r', actor: 'staff' },
    { type: 'order.review', reason: 'payment.capture_refused' },
  ])('or that it changed, once: $type', (event) => {
    expect(told(event)).toEqual(['OrderChanged']);
    expect(told(event, event)).toEqual(['OrderChanged']);
  });

  test('and nothing of a purchase that is not decided yet', () => {
    expect(told({ type: 'order.placed' })).toEqual([]);
    expect(told({ type: 'payment.action_required' })).toEqual([]);
    expect(told()).toEqual([]);
  });
});
