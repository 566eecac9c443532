import type { Schema } from '@tradepost/api-client';
import { describe, expect, it } from '@jest/globals';
import { amountIn, cancellationsOf, isCancellable, progressOf, returnable } from './after-order.ts';

type Order = Schema<'Order'>;

const parcel = (state: string, quantity = 2) => ({ state, lines: [{ lineId: 'l1', quantity }] });

const order = (given: object = {}) =>
  ({
    state: 'confirmed',
    paymentState: 'captured',
    fulfilmentState: 'unfulfilled',
    lines: [{ id: 'l1', quantity: 3 }],
    fulfilments: [],
    returns: [],
    ...given,
  }) as unknown as Order;

describe('an order', () => {
  it.each([
    [true, {}],
    [true, { state: 'review' }],
    [true, { fulfilments: [parcel('created')] }],
    [false, { fulfilments: [parcel('packed')] }],
    [false, { fulfilmentState: 'partial', fulfilments: [parcel('shipped')] }],
    [false, { fulfilmentState: 'fulfilled', fulfilments: [parcel('created')] }],
    [false, { state: 'pending' }],
    [false, { state: 'cancelled' }],
  ])('may be cancelled: %s for %j', (may, given) => expect(isCancellable(order(given))).toBe(may));

  it('allows the return of what was shipped and is in no other return', () => {
    const fulfilments = [parcel('shipped', 2), parcel('packed', 1)];
    expect(returnable(order({ fulfilments }))).toMatchObject([{ most: 2 }]);
    expect(returnable(order({ fulfilments: [parcel('delivered', 3)] }))).toMatchObject([{ most: 3 }]);
    const returns = [{ ...parcel('requested', 1) }, { ...parcel('rejected', 1) }];
    expect(returnable(order({ fulfilments, returns }))).toMatchObject([{ most: 1 }]);
    expect(returnable(order({ fulfilments, returns: [parcel('closed', 2)] }))).toEqual([]);
  });

  it('knows what of it is not sent, also from a gateway that does not list it', () => {
    const cancellations = [{ lines: [{ lineId: 'l1', quantity: 1 }] }];
    expect(cancellationsOf(order({ cancellations }))).toEqual(cancellations);
    expect(cancellationsOf(order())).toEqual([]);
  });

  it.each([
    ['payment.refunded', '250 GBP', { amount: 250, currency: 'GBP' }],
    ['refund.requested', '1000 JPY', { amount: 1000, currency: 'JPY' }],
    ['payment.voided', '', undefined],
    ['fulfilment.shipped', '250 GBP', undefined],
    ['order.cancelled', '250 GBP', undefined],
  ])('has in %s %j the amount %j', (type, detail, amount) => expect(amountIn(type, detail)).toEqual(amount));

  it('shows its progress', () => {
    expect(progressOf(order({ state: 'pending', paymentState: 'created' }))).toEqual({
      placed: false,
      paid: false,
      sent: false,
      delivered: false,
    });
    expect(progressOf(order())).toMatchObject({ placed: true, paid: true, sent: false });
    const fulfilments = [parcel('shipped', 3)];
    expect(progressOf(order({ fulfilmentState: 'fulfilled', fulfilments }))).toMatchObject({
      sent: true,
      delivered: false,
    });
    expect(progressOf(order({ state: 'completed', fulfilments }))).toMatchObject({ delivered: true });
    expect(progressOf(order({ state: 'cancelled' }))).toBeUndefined();
  });
});
