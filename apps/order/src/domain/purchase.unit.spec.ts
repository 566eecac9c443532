import { describe, expect, test } from '@jest/globals';
import { aDraft, aLine, anOrder, aPayment, aPriced, gbp, someTotals } from '../testing/builders.ts';
import { asPriced, withPrices } from './order.ts';
import { captured } from './order-payment.ts';
import { canBeAbandoned, confirm, expire, placeOrder, price, putToReview, reject } from './purchase.ts';
import type { OrderState, PaymentState } from './states.ts';

const NOW = new Date('2026-03-04T05:06:07Z');

describe('placing', () => {
  test('makes a pending order without prices', () => {
    const { id, email } = aDraft();
    const draft = { id, email, userId: null, cartId: null, externalReference: null, billingAddress: null };
    const { state, events } = placeOrder({ ...draft, provider: 'sandbox' }, 'TP-1', NOW);
    expect(state).toMatchObject({
      state: 'pending',
      payment: { state: 'created' },
      fulfilmentState: 'unfulfilled',
    });
    expect(state).toMatchObject({ priced: null, version: 1, createdAt: NOW, number: 'TP-1' });
    expect(events).toEqual([{ type: 'order.placed' }]);
  });
});

describe('pricing', () => {
  test('fixes lines, totals and address, which are written with the next change', () => {
    const priced = aPriced();
    expect(price(aDraft(), priced)).toEqual({
      ...aDraft(),
      id: expect.any(String),
      cartId: expect.any(String),
      priced,
    });
    expect(confirm(withPrices(aDraft(), priced), 'ref', NOW).state).toMatchObject({ priced, version: 2 });
  });

  test('happens once', () => {
    const order = anOrder();
    expect(price(order, aPriced())).toBe(order);
    expect(withPrices(order, aPriced())).toBe(order);
  });

  test('is refused once the order is no longer pending', () => {
    const order = aDraft({ state: 'rejected' });
    expect(() => price(order, aPriced())).toThrow(expect.objectContaining({ code: 'order.not_pending' }));
    expect(asPriced(order, aPriced())).toBe(order);
  });

  test.each([
    ['lines that sum to something else', { lines: [aLine({ quantity: 3 })], totals: someTotals(1_000) }],
    ['a grand total that is off', { totals: someTotals(1_000, { grand: gbp(1_399) }) }],
    ['tax that was left out', { totals: someTotals(1_000, { taxIncluded: false, tax: gbp(200) }) }],
    ['a discount that was left out', { totals: someTotals(1_000, { discount: gbp(100) }) }],
  ])('refuses %s', (_, change) => {
    expect(() => price(aDraft(), aPriced(change))).toThrow(
      expect.objectContaining({ code: 'price.inconsistent' }),
    );
  });

  test('adds tax that is not included', () => {
    const totals = someTotals(1_000, { taxIncluded: false, tax: gbp(280), grand: gbp(1_680) });
    expect(price(aDraft(), aPriced({ totals })).priced.totals).toEqual(totals);
  });
});

describe('abandoning a payment', () => {
  const may = (state: OrderState, paymentState: PaymentState) =>
    canBeAbandoned(anOrder({ state, payment: aPayment(paymentState) }));

  test('is possible while the payer is waited for', () =>
    expect(may('pending', 'requires_action')).toBe(true));

  test.each<[OrderState, PaymentState]>([
    ['rejected', 'voided'],
    ['rejected', 'failed'],
    ['expired', 'expired'],
  ])('changes nothing of a %s order', (state, paymentState) => expect(may(state, paymentState)).toBe(false));

  test.each<[OrderState, PaymentState, string]>([
    ['pending', 'created', 'payment.not_waiting'],
    ['confirmed', 'authorized', 'payment.already_confirmed'],
    ['completed', 'captured', 'payment.already_confirmed'],
    ['review', 'authorized', 'payment.already_confirmed'],
    ['cancelled', 'refunded', 'payment.already_confirmed'],
  ])('of a %s order whose payment is %s is refused: %s', (state, paymentState, code) => {
    expect(() => may(state, paymentState)).toThrow(expect.objectContaining({ kind: 'conflict', code }));
  });
});

describe('confirming', () => {
  test('announces what was bought', () => {
    const order = anOrder();
    const { state, events } = confirm(order, 'auth-1', NOW);
    expect(state).toMatchObject({ state: 'confirmed', payment: { state: 'authorized' }, version: 3 });
    expect(state.payment).toEqual({ state: 'authorized', provider: 'sandbox', reference: 'auth-1' });
    expect(events).toEqual([{ type: 'order.confirmed', priced: order.priced }]);
  });

  test.each<OrderState>(['confirmed', 'completed', 'rejected', 'expired', 'cancelled'])(
    'a %s order is refused',
    (state) => {
      expect(() => confirm(anOrder({ state }), null, NOW)).toThrow(
        expect.objectContaining({ code: 'order.illegal_transition' }),
      );
    },
  );

  test('an order without prices is a bug, which does not compile', () => {
    // @ts-expect-error only an order with prices can be confirmed
    const unpriced = () => confirm(aDraft(), null, NOW);
    expect(typeof unpriced).toBe('function');
    expect(() => confirm(withPrices(aDraft()), null, NOW)).toThrow('no prices');
  });
});

describe('rejecting', () => {
  test('records the reason, and that the provider declined', () => {
    const { state, events } = reject(anOrder(), 'payment.declined', true, NOW);
    expect(state).toMatchObject({
      state: 'rejected',
      payment: { state: 'failed' },
      reason: 'payment.declined',
    });
    expect(events).toEqual([{ type: 'order.rejected', reason: 'payment.declined' }]);
  });

  test('voids a payment that was not declined', () => {
    expect(reject(aDraft(), 'stock.insufficient', false, NOW).state.payment.state).toBe('voided');
  });

  test('again changes nothing', () => {
    const { state } = reject(anOrder(), 'payment.declined', true, NOW);
    expect(reject(state, 'payment.declined', true, NOW).isChanged).toBe(false);
  });

  test('a confirmed order is refused', () => {
    expect(() => reject(anOrder({ state: 'confirmed' }), 'stock.insufficient', false, NOW)).toThrow(
      expect.objectContaining({ code: 'order.illegal_transition' }),
    );
  });
});

test('an order that could not be settled in time expires, once', () => {
  const { state, events } = expire(anOrder(), 'order.timeout', NOW);
  expect(state).toMatchObject({ state: 'expired', payment: { state: 'voided' }, reason: 'order.timeout' });
  expect(events).toEqual([{ type: 'order.expired', reason: 'order.timeout' }]);
  expect(expire(state, 'order.timeout', NOW).isChanged).toBe(false);
});

describe('a purchase whose undo was stuck', () => {
  test('can be refused from review', () => {
    const order = aDraft({ state: 'review', reason: 'freeze and price.unsettled' });
    expect(reject(order, 'payment.declined', true, NOW).state.state).toBe('rejected');
    expect(expire(order, 'order.timeout', NOW).state.state).toBe('expired');
  });

  test('stays cancelled when staff cancelled it meanwhile', () => {
    const order = aDraft({ state: 'cancelled', payment: aPayment('voided') });
    expect(reject(order, 'payment.declined', true, NOW).isChanged).toBe(false);
    expect(expire(order, 'order.timeout', NOW).isChanged).toBe(false);
  });
});

describe('capturing', () => {
  test('takes the grand total', () => {
    const order = withPrices(confirm(anOrder(), 'auth-1', NOW).state);
    const { state, events } = captured(order, NOW);
    expect(state).toMatchObject({
      payment: { state: 'captured', captured: order.priced.totals.grand },
    });
    expect(events).toEqual([{ type: 'payment.captured', amount: order.priced.totals.grand }]);
  });

  test('lets an order in review for it go on, and no reason is left', () => {
    const confirmed = withPrices(confirm(anOrder(), 'auth-1', NOW).state);
    const held = withPrices(putToReview(confirmed, 'payment.capture_refused', NOW).state);
    expect(captured(held, NOW).state).toMatchObject({
      ...{ state: 'confirmed', payment: { state: 'captured' }, reason: null },
    });
  });

  test.each<PaymentState>(['captured', 'partially_refunded', 'refunded', 'voided'])(
    'changes nothing when the payment is %s',
    (paymentState) => {
      expect(captured(anOrder({ state: 'confirmed', payment: aPayment(paymentState) }), NOW).isChanged).toBe(
        false,
      );
    },
  );

  test.each<PaymentState>(['created', 'failed', 'expired'])(
    'is refused when the payment is %s',
    (paymentState) => {
      expect(() => captured(anOrder({ payment: aPayment(paymentState) }), NOW)).toThrow(
        expect.objectContaining({ code: 'payment.illegal_transition' }),
      );
    },
  );
});

describe('putting an order to review', () => {
  test.each<OrderState>(['pending', 'confirmed'])('works from %s', (state) => {
    expect(putToReview(anOrder({ state }), 'capture.unsettled', NOW).state).toMatchObject({
      state: 'review',
      reason: 'capture.unsettled',
    });
  });

  test.each<OrderState>(['review', 'cancelled'])('changes nothing when it is %s', (state) => {
    expect(putToReview(anOrder({ state }), 'capture.unsettled', NOW).isChanged).toBe(false);
  });

  test('is refused when it is rejected', () => {
    expect(() => putToReview(anOrder({ state: 'rejected' }), 'x', NOW)).toThrow(
      expect.objectContaining({ code: 'order.illegal_transition' }),
    );
  });
});
