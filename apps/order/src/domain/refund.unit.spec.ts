import { describe, expect, test } from '@jest/globals';
import { aSale, gbp } from '../testing/builders.ts';
import type { AfterSale } from './after-sale.ts';
import { decideRefund, refundable, refundDone, refundFailed, refundIn, requestRefund } from './refund.ts';
import type { OrderState, PaymentState } from './states.ts';

const NOW = new Date('2026-03-04T05:06:07Z');
const code = (code: string) => expect.objectContaining({ code }) as unknown as Error;
const ask = (sale: AfterSale, id: string, amount = gbp(400), reason = 'a scratch') =>
  requestRefund(sale, { id, amount, reason }, NOW);
const asked = (sale: AfterSale, id: string, amountMinor = 400) => ask(sale, id, gbp(amountMinor)).state;
const approved = (sale: AfterSale, id: string) => decideRefund(sale, id, true, NOW).state;
const withOrder = (sale: AfterSale, change: Partial<AfterSale['order']>): AfterSale => ({
  ...sale,
  order: { ...sale.order, ...change },
});

describe('what can be given back', () => {
  test('is what was taken, less what went back and what is asked for', () => {
    expect(refundable(aSale())).toEqual(gbp(2_400));
    const open = asked(asked(aSale(), 'r1', 400), 'r2', 500);
    expect(refundable(open)).toEqual(gbp(1_500));
    expect(refundable(approved(open, 'r1'))).toEqual(gbp(1_500));
    expect(refundable(refundDone(approved(open, 'r1'), 'r1', NOW).state)).toEqual(gbp(1_500));
    expect(refundable(decideRefund(open, 'r2', false, NOW).state)).toEqual(gbp(2_000));
    expect(refundable(refundFailed(approved(open, 'r1'), 'r1', 'no', NOW).state)).toEqual(gbp(1_900));
  });

  test.each<PaymentState>(['created', 'authorized', 'voided', 'failed', 'refunded'])(
    'is nothing while the payment is %s',
    (paymentState) => expect(refundable(withOrder(aSale(), { paymentState }))).toEqual(gbp(0)),
  );
});

describe('the first step', () => {
  test('sets the amount aside, and moves nothing', () => {
    const sale = aSale();
    const { state, events } = ask(sale, 'r1');
    expect(state.refunds).toMatchObject([
      { id: 'r1', state: 'requested', amount: gbp(400), reason: 'a scratch', failure: '' },
    ]);
    expect(state.order).toMatchObject({ paymentState: 'captured', version: sale.order.version + 1 });
    expect(state.order.payment.refunded?.amountMinor ?? 0).toBe(0);
    expect(events).toEqual([{ type: 'refund.requested', refundId: 'r1', amount: gbp(400) }]);
  });

  test('is taken once; the same id for something else is refused', () => {
    const { state } = ask(aSale(), 'r1');
    expect(ask(state, 'r1').isChanged).toBe(false);
    for (const other of [() => ask(state, 'r1', gbp(401)), () => ask(state, 'r1', gbp(400), 'two scratches')])
      expect(other).toThrow(code('idempotency.mismatch'));
  });

  test('goes to the last penny and not beyond, and says how much there is', () => {
    expect(ask(aSale(), 'r1', gbp(2_400)).isChanged).toBe(true);
    expect(() => ask(asked(aSale(), 'r1'), 'r2', gbp(2_001))).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        code: 'refund.exceeds_captured',
        facts: { refundable: { amount: 2_000, currency: 'GBP' } },
      }),
    );
  });

  test.each([0, -1, 0.5, Number.NaN])('is of no amount like %s', (amountMinor) => {
    expect(() => ask(aSale(), 'r1', { amountMinor, currency: 'GBP' })).toThrow(code('request.invalid'));
  });

  test('is in the currency that was paid', () => {
    expect(() => ask(aSale(), 'r1', { amountMinor: 1, currency: 'EUR' })).toThrow(
      expect.objectContaining({ code: 'currency.mixed', facts: { currency: 'GBP' } }),
    );
  });

  test('is not possible for an order that is called off, or never had prices', () => {
    expect(() => ask(withOrder(aSale(), { state: 'cancelled' }), 'r1')).toThrow(code('refund.not_possible'));
    expect(() => ask(withOrder(aSale(), { priced: null }), 'r1')).toThrow(code('refund.not_possible'));
  });

  test.each<OrderState>(['confirmed', 'completed', 'review'])('is possible for one that is %s', (state) => {
    expect(ask(withOrder(aSale(), { state }), 'r1').isChanged).toBe(true);
  });
});

describe('the second step', () => {
  const open = asked(aSale(), 'r1');

  test('says yes or no, once', () => {
    expect(decideRefund(open, 'r1', true, NOW)).toMatchObject({
      state: {
        refunds: [{ state: 'executing', updatedAt: NOW }],
        order: { version: open.order.version + 1 },
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

  test('is not taken back', () => {
    const illegal = code('refund.illegal_transition');
    expect(() => decideRefund(approved(open, 'r1'), 'r1', false, NOW)).toThrow(illegal);
    expect(() => approved(decideRefund(open, 'r1', false, NOW).state, 'r1')).toThrow(illegal);
    expect(() => decideRefund(refundDone(approved(open, 'r1'), 'r1', NOW).state, 'r1', false, NOW)).toThrow(
      illegal,
    );
  });

  test('is no yes for an order that was called off meanwhile: all of its money goes back', () => {
    const off = withOrder(open, { state: 'cancelled' });
    expect(() => approved(off, 'r1')).toThrow(code('refund.not_possible'));
    expect(decideRefund(off, 'r1', false, NOW).isChanged).toBe(true);
  });

  test('is about a refund that exists', () => {
    expect(() => approved(open, 'r2')).toThrow(
      expect.objectContaining({ kind: 'missing', code: 'refund.not_found' }),
    );
    expect(refundIn(open, 'r1').amount).toEqual(gbp(400));
  });
});

describe('the provider', () => {
  const open = approved(asked(aSale(), 'r1'), 'r1');

  test('gave a part back, and then the rest', () => {
    const { state, events } = refundDone(open, 'r1', NOW);
    expect(state).toMatchObject({
      order: { paymentState: 'partially_refunded', payment: { refunded: gbp(400) } },
      refunds: [{ state: 'done', updatedAt: NOW }],
    });
    expect(events).toEqual([{ type: 'payment.refunded', amount: gbp(400) }]);
    expect(refundDone(state, 'r1', NOW).isChanged).toBe(false);
    const more = refundDone(approved(asked(state, 'r2', 600), 'r2'), 'r2', NOW).state;
    expect(more.order).toMatchObject({
      paymentState: 'partially_refunded',
      payment: { refunded: gbp(1_000) },
    });
    const rest = refundDone(approved(asked(more, 'r3', 1_400), 'r3'), 'r3', NOW).state;
    expect(rest.order).toMatchObject({ paymentState: 'refunded', payment: { refunded: gbp(2_400) } });
  });

  test('gives nothing back that nobody approved', () => {
    expect(() => refundDone(asked(aSale(), 'r1'), 'r1', NOW)).toThrow(code('refund.illegal_transition'));
    expect(() => refundFailed(asked(aSale(), 'r1'), 'r1', 'no', NOW)).toThrow(
      code('refund.illegal_transition'),
    );
  });

  test('said no: the amount may be asked for again', () => {
    const { state, events } = refundFailed(open, 'r1', 'card.closed', NOW);
    expect(state).toMatchObject({
      order: { paymentState: 'captured', version: open.order.version + 1 },
      refunds: [{ state: 'failed', failure: 'card.closed', updatedAt: NOW }],
    });
    expect(events).toEqual([{ type: 'refund.failed', refundId: 'r1', amount: gbp(400) }]);
    expect(refundFailed(state, 'r1', 'card.closed', NOW).isChanged).toBe(false);
    expect(() => refundDone(state, 'r1', NOW)).toThrow(code('refund.illegal_transition'));
  });
});
