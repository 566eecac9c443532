import { describe, expect, test } from '@jest/globals';
import { aDraft, aPaidOrder, aPayment, changedTo, gbp } from '../testing/builders.ts';
import { withPrices, type Order } from './order.ts';
import { refundedOf } from './payment.ts';
import { decideRefund, refundable, refundDone, refundFailed, refundIn, requestRefund } from './refund.ts';
import type { OrderState, PaymentState } from './states.ts';

const NOW = new Date('2026-03-04T05:06:07Z');
const code = (code: string) => expect.objectContaining({ code }) as unknown as Error;
const ask = (order: Order, id: string, amount = gbp(400), reason = 'a scratch') =>
  requestRefund(order, { id, amount, reason }, NOW);
const asked = (order: Order, id: string, amountMinor = 400) => ask(order, id, gbp(amountMinor)).state;
const approved = (order: Order, id: string) => decideRefund(order, id, true, NOW).state;
const left = (order: Order) => refundable(withPrices(order));

describe('the refundable amount', () => {
  test('is what was captured, less what was refunded and what open refunds reserve', () => {
    expect(left(aPaidOrder())).toEqual(gbp(2_400));
    const open = asked(asked(aPaidOrder(), 'r1', 400), 'r2', 500);
    expect(left(open)).toEqual(gbp(1_500));
    expect(left(approved(open, 'r1'))).toEqual(gbp(1_500));
    expect(left(refundDone(approved(open, 'r1'), 'r1', NOW).state)).toEqual(gbp(1_500));
    expect(left(decideRefund(open, 'r2', false, NOW).state)).toEqual(gbp(2_000));
    expect(left(refundFailed(approved(open, 'r1'), 'r1', 'no', NOW).state)).toEqual(gbp(1_900));
  });

  test.each<PaymentState>(['created', 'authorized', 'voided', 'failed', 'refunded'])(
    'is zero while the payment is %s',
    (paymentState) =>
      expect(left(changedTo(aPaidOrder(), { payment: aPayment(paymentState) }))).toEqual(gbp(0)),
  );
});

describe('requesting a refund', () => {
  test('reserves the amount, and moves no money', () => {
    const order = aPaidOrder();
    const { state, events } = ask(order, 'r1');
    expect(state.refunds).toMatchObject([
      { id: 'r1', state: 'requested', amount: gbp(400), reason: 'a scratch', failure: '' },
    ]);
    expect(state).toMatchObject({ payment: { state: 'captured' }, version: order.version + 1 });
    expect(refundedOf(state.payment)).toBeNull();
    expect(events).toEqual([{ type: 'refund.requested', refundId: 'r1', amount: gbp(400) }]);
  });

  test('works once; the same id for a different request is refused', () => {
    const { state } = ask(aPaidOrder(), 'r1');
    expect(ask(state, 'r1').isChanged).toBe(false);
    for (const other of [() => ask(state, 'r1', gbp(401)), () => ask(state, 'r1', gbp(400), 'two scratches')])
      expect(other).toThrow(code('idempotency.mismatch'));
  });

  test('works up to the last penny and not beyond, and the error says how much is left', () => {
    expect(ask(aPaidOrder(), 'r1', gbp(2_400)).isChanged).toBe(true);
    expect(() => ask(asked(aPaidOrder(), 'r1'), 'r2', gbp(2_001))).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        code: 'refund.exceeds_captured',
        facts: { refundable: { amount: 2_000, currency: 'GBP' } },
      }),
    );
  });

  test.each([0, -1, 0.5, Number.NaN])('refuses the amount %s', (amountMinor) => {
    expect(() => ask(aPaidOrder(), 'r1', { amountMinor, currency: 'GBP' })).toThrow(code('request.invalid'));
  });

  test('must be in the currency that was paid', () => {
    expect(() => ask(aPaidOrder(), 'r1', { amountMinor: 1, currency: 'EUR' })).toThrow(
      expect.objectContaining({ code: 'currency.mixed', facts: { currency: 'GBP' } }),
    );
  });

  test('is not possible for an order that is cancelled or has no prices', () => {
    expect(() => ask(changedTo(aPaidOrder(), { state: 'cancelled' }), 'r1')).toThrow(
      code('refund.not_possible'),
    );
    expect(() => ask(aDraft({ state: 'review' }), 'r1')).toThrow(code('refund.not_possible'));
  });

  test.each<OrderState>(['confirmed', 'completed', 'review'])(
    'is possible for an order that is %s',
    (state) => {
      expect(ask(changedTo(aPaidOrder(), { state }), 'r1').isChanged).toBe(true);
    },
  );
});

describe('deciding a refund', () => {
  const open = asked(aPaidOrder(), 'r1');

  test('approves or rejects, once', () => {
    expect(decideRefund(open, 'r1', true, NOW)).toMatchObject({
      state: {
        refunds: [{ state: 'executing', updatedAt: NOW }],
        version: open.version + 1,
      },
      events: [{ type: 'refund.approved', refundId: 'r1', amount: gbp(400) }],
    });
    const no = decideRefund(open, 'r1', false, NOW);
    expect(no).toMatchObject({
      state: { refunds: [{ state: 'rejected' }] },
      events: [{ type: 'refund.rejected' }],
    });
    expect(decideRefund(no.state, 'r1', false, NOW).isChanged).toBe(false);
    expect(decideRefund(approved(open, 'r1'), 'r1', true, NOW).isChanged).toBe(false);
    const done = refundDone(approved(open, 'r1'), 'r1', NOW).state;
    expect(decideRefund(done, 'r1', true, NOW).isChanged).toBe(false);
  });

  test('is final', () => {
    const illegal = code('refund.illegal_transition');
    expect(() => decideRefund(approved(open, 'r1'), 'r1', false, NOW)).toThrow(illegal);
    expect(() => approved(decideRefund(open, 'r1', false, NOW).state, 'r1')).toThrow(illegal);
    expect(() => decideRefund(refundDone(approved(open, 'r1'), 'r1', NOW).state, 'r1', false, NOW)).toThrow(
      illegal,
    );
  });

  test('can not approve for an order that was cancelled meanwhile: all of its money is given back', () => {
    const off = changedTo(open, { state: 'cancelled' });
    expect(() => approved(off, 'r1')).toThrow(code('refund.not_possible'));
    expect(decideRefund(off, 'r1', false, NOW).isChanged).toBe(true);
  });

  test('needs a refund that exists', () => {
    expect(() => approved(open, 'r2')).toThrow(
      expect.objectContaining({ kind: 'missing', code: 'refund.not_found' }),
    );
    expect(refundIn(open, 'r1').amount).toEqual(gbp(400));
  });
});

describe('the payment provider', () => {
  const open = approved(asked(aPaidOrder(), 'r1'), 'r1');

  test('refunds a part, and then the rest', () => {
    const { state, events } = refundDone(open, 'r1', NOW);
    expect(state).toMatchObject({
      ...{ payment: { state: 'partially_refunded', refunded: gbp(400) } },
      refunds: [{ state: 'done', updatedAt: NOW }],
    });
    expect(events).toEqual([{ type: 'payment.refunded', amount: gbp(400) }]);
    expect(refundDone(state, 'r1', NOW).isChanged).toBe(false);
    const more = refundDone(approved(asked(state, 'r2', 600), 'r2'), 'r2', NOW).state;
    expect(more).toMatchObject({
      payment: { state: 'partially_refunded', refunded: gbp(1_000) },
    });
    const rest = refundDone(approved(asked(more, 'r3', 1_400), 'r3'), 'r3', NOW).state;
    expect(rest).toMatchObject({ payment: { state: 'refunded', refunded: gbp(2_400) } });
  });

  test('refunds only what was approved', () => {
    expect(() => refundDone(asked(aPaidOrder(), 'r1'), 'r1', NOW)).toThrow(code('refund.illegal_transition'));
    expect(() => refundFailed(asked(aPaidOrder(), 'r1'), 'r1', 'no', NOW)).toThrow(
      code('refund.illegal_transition'),
    );
  });

  test('refuses: the amount may be requested again', () => {
    const { state, events } = refundFailed(open, 'r1', 'card.closed', NOW);
    expect(state).toMatchObject({
      ...{ payment: { state: 'captured' }, version: open.version + 1 },
      refunds: [{ state: 'failed', failure: 'card.closed', updatedAt: NOW }],
    });
    expect(events).toEqual([{ type: 'refund.failed', refundId: 'r1', amount: gbp(400) }]);
    expect(refundFailed(state, 'r1', 'card.closed', NOW).isChanged).toBe(false);
    expect(() => refundDone(state, 'r1', NOW)).toThrow(code('refund.illegal_transition'));
  });
});
