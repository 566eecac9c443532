import { describe, expect, test } from '@jest/globals';
import {
  aDraft,
  anOrder,
  aPaidOrder,
  aPayment,
  aPriced,
  changedTo,
  gbp,
  someTotals,
} from '../testing/builders.ts';
import { assertVisible } from './access.ts';
import { assertVersion, cancel } from './cancellation.ts';
import { withPrices, type Order } from './order.ts';
import { captured, moneyBack, moneyReleased, moneyReturned } from './order-payment.ts';
import { confirm } from './purchase.ts';
import { decideRefund, requestRefund } from './refund.ts';
import type { FulfilmentState, OrderState, PaymentState } from './states.ts';

const NOW = new Date('2026-03-04T05:06:07Z');
const aConfirmed = () => withPrices(confirm(anOrder(), 'auth-1', NOW).state);
const grandOf = (order: ReturnType<typeof anOrder>) => order.priced.totals.grand;

describe('cancelling', () => {
  test.each<OrderState>(['confirmed', 'review'])('works from %s and says who and why', (state) => {
    const order = anOrder({ state });
    const { state: after, events } = cancel(order, 'customer', 'changed my mind', NOW);
    expect(after).toMatchObject({
      state: 'cancelled',
      fulfilmentState: 'cancelled',
      reason: 'changed my mind',
    });
    expect(events).toEqual([
      { type: 'order.cancelled', actor: 'customer', reason: 'changed my mind', priced: order.priced },
    ]);
  });

  test('rejects unapproved refunds, because all of the money is given back', () => {
    const ask = (order: Order, id: string) =>
      requestRefund(order, { id, amount: gbp(400), reason: 'late' }, NOW).state;
    const order = decideRefund(ask(ask(aPaidOrder(), 'r1'), 'r2'), 'r1', true, NOW).state;
    const { state, events } = cancel(order, 'customer', '', NOW);
    expect(state.refunds).toMatchObject([
      { id: 'r1', state: 'executing' },
      { id: 'r2', state: 'rejected', updatedAt: NOW },
    ]);
    expect(events.slice(1)).toEqual([
      { type: 'refund.rejected', refundId: 'r2', amount: gbp(400), actor: 'system' },
    ]);
  });

  test('again changes nothing', () => {
    const { state } = cancel(aConfirmed(), 'customer', '', NOW);
    expect(cancel(state, 'staff', '', NOW).isChanged).toBe(false);
  });

  test('works for an order that never got prices', () => {
    expect(cancel(aDraft({ state: 'review' }), 'staff', '', NOW).isChanged).toBe(true);
  });

  test.each<OrderState>(['pending', 'completed', 'rejected', 'expired'])('is refused from %s', (state) => {
    expect(() => cancel(anOrder({ state }), 'customer', '', NOW)).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'order.not_cancellable' }),
    );
  });

  test.each<FulfilmentState>(['partial', 'fulfilled'])(
    'is refused when the order is %s',
    (fulfilmentState) => {
      expect(() => cancel(anOrder({ state: 'confirmed', fulfilmentState }), 'staff', '', NOW)).toThrow(
        expect.objectContaining({ code: 'order.not_cancellable' }),
      );
    },
  );

  test('is refused for a stale version', () => {
    const order = aConfirmed();
    expect(() => assertVersion(order, order.version)).not.toThrow();
    expect(() => assertVersion(order, undefined)).not.toThrow();
    expect(() => assertVersion(order, order.version - 1)).toThrow(
      expect.objectContaining({ kind: 'stale', code: 'version.stale', facts: { version: order.version } }),
    );
  });
});

describe('the money of a cancelled order', () => {
  test('is released when it was not captured, once', () => {
    const { state, events } = moneyReleased(aConfirmed(), NOW);
    expect(state.payment.state).toBe('voided');
    expect(events).toEqual([{ type: 'payment.voided' }]);
    expect(moneyReleased(state, NOW).isChanged).toBe(false);
  });

  test('is refunded when it was captured, once', () => {
    const order = withPrices(captured(aConfirmed(), NOW).state);
    const { state, events } = moneyReturned(order, NOW);
    expect(state).toMatchObject({ payment: { state: 'refunded', refunded: grandOf(order) } });
    expect(events).toEqual([{ type: 'payment.refunded', amount: grandOf(order) }]);
    expect(moneyReturned(withPrices(state), NOW).isChanged).toBe(false);
  });

  test('is refunded although its capture was not recorded yet', () => {
    const order = aConfirmed();
    expect(moneyReturned(order, NOW).state).toMatchObject({
      payment: { state: 'refunded', captured: grandOf(order), refunded: grandOf(order) },
    });
  });

  test.each<PaymentState>(['captured', 'partially_refunded'])(
    'is not released when the payment is %s',
    (paymentState) => {
      expect(() => moneyReleased(anOrder({ payment: aPayment(paymentState) }), NOW)).toThrow(
        expect.objectContaining({ code: 'payment.illegal_transition' }),
      );
    },
  );

  test.each<PaymentState>(['refunded', 'failed', 'voided', 'expired'])(
    'needs no provider and stays as it is when the payment is %s',
    (paymentState) => {
      const order = anOrder({ payment: aPayment(paymentState) });
      expect(moneyBack(order)).toEqual({ kind: 'nothing' });
      expect(moneyReleased(order, NOW).isChanged).toBe(false);
    },
  );

  test('is what is left after part of it was refunded', () => {
    const payment = aPayment('partially_refunded', gbp(2_400), gbp(400));
    const order = aPaidOrder({ payment });
    expect(moneyBack(order)).toEqual({ kind: 'refund', payment, amount: gbp(2_000) });
    expect(moneyReturned(order, NOW).events).toEqual([{ type: 'payment.refunded', amount: gbp(2_000) }]);
  });

  test('was never asked for before the order had prices', () => {
    expect(moneyBack(aDraft({ state: 'review' }))).toEqual({ kind: 'nothing' });
  });

  test('of an order that cost nothing is nothing, and nothing is reported', () => {
    const priced = aPriced({ totals: someTotals(0, { shipping: gbp(0), grand: gbp(0) }) });
    const order = changedTo(anOrder({ priced }), { payment: aPayment('captured', gbp(0)) });
    const { state, events } = moneyReturned(withPrices(order), NOW);
    expect(state.payment.state).toBe('refunded');
    expect(events).toEqual([]);
  });

  test.each<PaymentState>(['created', 'voided', 'failed'])(
    'is not refunded when the payment is %s',
    (paymentState) => {
      expect(() => moneyReturned(anOrder({ payment: aPayment(paymentState) }), NOW)).toThrow(
        expect.objectContaining({ code: 'payment.illegal_transition' }),
      );
    },
  );
});

describe('an order', () => {
  const stranger = { userId: null, isTokenValid: false, isStaff: false };
  const [ada, eve] = ['01980000-0000-7000-8000-00000000000a', '01980000-0000-7000-8000-00000000000e'];

  test.each([
    ['its owner', { ...stranger, userId: ada }, ada],
    ['a guest with its token', { ...stranger, isTokenValid: true }, null],
    ['staff', { ...stranger, isStaff: true }, ada],
  ])('is visible to %s', (_, caller, userId) => {
    expect(() => assertVisible(anOrder({ userId }), caller)).not.toThrow();
  });

  test.each([
    ['another user', { ...stranger, userId: eve }, ada],
    ['a user, when it is a guest’s', { ...stranger, userId: eve }, null],
    ['an anonymous caller', stranger, null],
  ])('does not exist for %s', (_, caller, userId) => {
    expect(() => assertVisible(anOrder({ userId }), caller)).toThrow(
      expect.objectContaining({ kind: 'missing', code: 'order.not_found' }),
    );
  });

  test('that does not exist is not found by staff either', () => {
    expect(() => assertVisible(undefined, { ...stranger, isStaff: true })).toThrow(
      expect.objectContaining({ code: 'order.not_found' }),
    );
  });
});
