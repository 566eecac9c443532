import { describe, expect, it } from '@jest/globals';
import type { Schema } from '@tradepost/api-client';
import { orderStatusOf } from './order-status.ts';

type Order = Schema<'Order'>;

const statusOf = (
  state: Order['state'],
  paymentState: Order['paymentState'] = 'captured',
  fulfilmentState: Order['fulfilmentState'] = 'unfulfilled',
) => orderStatusOf({ state, paymentState, fulfilmentState });

describe('the status of an order', () => {
  it.each([
    ['placing', statusOf('pending', 'created')],
    ['toConfirm', statusOf('pending', 'requires_action')],
    ['confirmed', statusOf('confirmed')],
    ['partlySent', statusOf('confirmed', 'captured', 'partial')],
    ['sent', statusOf('confirmed', 'partially_refunded', 'fulfilled')],
    ['delivered', statusOf('completed', 'captured', 'fulfilled')],
    ['refunded', statusOf('completed', 'refunded', 'fulfilled')],
    ['cancelled', statusOf('cancelled', 'refunded', 'cancelled')],
    ['nothing', statusOf('rejected', 'voided')],
    ['nothing', statusOf('expired', 'expired')],
    ['review', statusOf('review', 'authorized')],
    ['unknown', statusOf('unknown')],
    ['confirmed', statusOf('confirmed', 'unknown', 'unknown')],
  ])('%s', (expected, orderStatus) => expect(orderStatus).toBe(expected));
});
