import { describe, expect, it } from '@jest/globals';
import type { Schema } from '@tradepost/api-client';
import { standingOf } from './standing.ts';

type Order = Schema<'Order'>;

const told = (
  state: Order['state'],
  paymentState: Order['paymentState'] = 'captured',
  fulfilmentState: Order['fulfilmentState'] = 'unfulfilled',
) => standingOf({ state, paymentState, fulfilmentState });

describe('where an order stands', () => {
  it.each([
    ['placing', told('pending', 'created')],
    ['toConfirm', told('pending', 'requires_action')],
    ['confirmed', told('confirmed')],
    ['partlySent', told('confirmed', 'captured', 'partial')],
    ['sent', told('confirmed', 'partially_refunded', 'fulfilled')],
    ['delivered', told('completed', 'captured', 'fulfilled')],
    ['refunded', told('completed', 'refunded', 'fulfilled')],
    ['cancelled', told('cancelled', 'refunded', 'cancelled')],
    ['nothing', told('rejected', 'voided')],
    ['nothing', told('expired', 'expired')],
    ['review', told('review', 'authorized')],
  ])('%s', (expected, standing) => expect(standing).toBe(expected));
});
