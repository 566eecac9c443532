import { describe, expect, test } from '@jest/globals';
import { aLine, aPaidOrder, aPayment, aPriced, changedTo, gbp } from '../testing/builders.ts';
import { createParcel, isPacked, leavesBy, moveParcel, shippedOf } from './fulfilment.ts';
import type { Order, OrderLine } from './order.ts';
import { decideRefund, refundFailed, requestRefund } from './refund.ts';
import type { OrderState, ParcelState, PaymentState } from './states.ts';

const NOW = new Date('2026-03-04T05:06:07Z');
const ALL = [
  { lineId: 'mugs', quantity: 3 },
  { lineId: 'bowl', quantity: 1 },
];
const code = (code: string) => expect.objectContaining({ kind: 'conflict', code }) as unknown as Error;

const plan = (order: Order, id: string, lines = ALL, tracking = '') =>
  createParcel(order, { id, lines, tracking }, NOW);
const step = (order: Order, id: string, to: ParcelState, tracking = '') =>
  moveParcel(order, { id, to, tracking }, NOW);
/** The order after its parcel took these steps. */
const after = (order: Order, id: string, ...steps: ParcelState[]): Order =>
  steps.reduce((now, to) => step(now, id, to).state, order);

describe('a parcel', () => {
  test('is planned with its lines, and announced', () => {
    const order = aPaidOrder();
    const { state, events } = plan(order, 'p1', ALL, 'RM 1');
    expect(state.fulfilments).toMatchObject([{ id: 'p1', state: 'created', lines: ALL, tracking: 'RM 1' }]);
    expect(state).toMatchObject({ version: order.version + 1, fulfilmentState: 'unfulfilled' });
    expect(events).toEqual([{ type: 'fulfilment.created', fulfilmentId: 'p1', tracking: 'RM 1' }]);
  });

  test('is planned once; the same id with other lines is refused', () => {
    const { state } = plan(aPaidOrder(), 'p1');
    expect(plan(state, 'p1').isChanged).toBe(false);
    expect(() => plan(state, 'p1', ALL.slice(0, 1))).toThrow(
      expect.objectContaining({ code: 'idempotency.mismatch' }),
    );
  });

  test('takes only what is in no other parcel, cancelled ones aside', () => {
    const { state } = plan(aPaidOrder(), 'p1', [{ lineId: 'mugs', quantity: 2 }]);
    expect(() => plan(state, 'p2')).toThrow(code('fulfilment.exceeds_ordered'));
    expect(plan(state, 'p2', [{ lineId: 'mugs', quantity: 1 }]).isChanged).toBe(true);
    expect(plan(after(state, 'p1', 'cancelled'), 'p2').isChanged).toBe(true);
  });

  test.each<OrderState>(['pending', 'review', 'completed', 'cancelled', 'rejected', 'expired'])(
    'is not planned for an order that is %s',
    (state) =>
      expect(() => plan(changedTo(aPaidOrder(), { state }), 'p1')).toThrow(code('fulfilment.not_possible')),
  );
});

describe('what is not shipped', () => {
  const voucher = aLine({ id: 'voucher', quantity: 2, requiresShipping: false });
  const mug = aLine({ id: 'mug', quantity: 1 });
  const bought = (...lines: OrderLine[]) => aPaidOrder({ priced: aPriced({ lines }) });
  const [ofVoucher, ofMug] = [[{ lineId: 'voucher', quantity: 2 }], [{ lineId: 'mug', quantity: 1 }]];

  test('is handed over without being packed, which completes its order', () => {
    const planned = plan(bought(voucher), 'p1', ofVoucher).state;
    for (const to of ['packed', 'shipped'] as const)
      expect(() => step(planned, 'p1', to)).toThrow(code('handover.illegal_transition'));
    expect(step(planned, 'p1', 'delivered')).toMatchObject({
      state: { state: 'completed', fulfilmentState: 'fulfilled', fulfilments: [{ state: 'delivered' }] },
      events: [{ type: 'fulfilment.delivered' }, { type: 'order.completed' }],
    });
    expect(step(planned, 'p1', 'cancelled').state).toMatchObject({ state: 'confirmed' });
  });

  test('is handed over once it is paid', () => {
    const planned = plan(
      changedTo(bought(voucher), { payment: aPayment('authorized') }),
      'p1',
      ofVoucher,
    ).state;
    expect(() => step(planned, 'p1', 'delivered')).toThrow(code('fulfilment.not_paid'));
  });

  test('is in no parcel with what is shipped, and completes the order with it', () => {
    const order = bought(voucher, mug);
    expect(() => plan(order, 'p1', [...ofVoucher, ...ofMug])).toThrow(code('fulfilment.mixed'));
    const both = plan(plan(order, 'p1', ofVoucher).state, 'p2', ofMug).state;
    const handed = step(both, 'p1', 'delivered').state;
    expect(handed).toMatchObject({ state: 'confirmed', fulfilmentState: 'partial' });
    expect(() => step(handed, 'p2', 'delivered')).toThrow(code('parcel.illegal_transition'));
    const all = after(handed, 'p2', 'packed', 'shipped', 'delivered');
    expect(all).toMatchObject({ state: 'completed', fulfilmentState: 'fulfilled' });
  });

  test('leaves the stock with its last step, a parcel when it is shipped', () => {
    const both = plan(plan(bought(voucher, mug), 'p1', ofVoucher).state, 'p2', ofMug).state;
    const leaving = (id: string, to: ParcelState) => leavesBy(both, { id, to });
    expect([leaving('p1', 'delivered'), leaving('p1', 'cancelled')]).toEqual([true, false]);
    expect([leaving('p2', 'shipped'), leaving('p2', 'delivered')]).toEqual([true, false]);
  });

  test('goes on after an instance of an earlier release packed it', () => {
    const planned = plan(bought(voucher), 'p1', ofVoucher).state;
    const fulfilments = planned.fulfilments.map((one) => ({ ...one, state: 'packed' as const }));
    expect(step(changedTo(planned, { fulfilments }), 'p1', 'delivered').state.state).toBe('completed');
  });
});

describe('a parcel on its way', () => {
  const { state: planned } = plan(aPaidOrder(), 'p1', ALL, 'RM 1');

  test('keeps its tracking until it gets a new one', () => {
    expect(step(planned, 'p1', 'packed')).toMatchObject({
      state: { fulfilments: [{ state: 'packed', tracking: 'RM 1', updatedAt: NOW }] },
      events: [{ type: 'fulfilment.packed', fulfilmentId: 'p1', tracking: 'RM 1' }],
    });
    expect(step(planned, 'p1', 'packed', 'RM 2').state.fulfilments).toMatchObject([{ tracking: 'RM 2' }]);
  });

  test('stays where it is when a move is repeated, and makes no other move', () => {
    const packed = after(planned, 'p1', 'packed');
    expect(step(packed, 'p1', 'packed').isChanged).toBe(false);
    expect(() => step(planned, 'p1', 'shipped')).toThrow(code('parcel.illegal_transition'));
    expect(() => step(after(packed, 'p1', 'shipped'), 'p1', 'cancelled')).toThrow(
      code('parcel.illegal_transition'),
    );
    expect(() => step(packed, 'p2', 'shipped')).toThrow(
      expect.objectContaining({ kind: 'missing', code: 'fulfilment.not_found' }),
    );
  });

  test.each<PaymentState>(['authorized', 'voided', 'failed'])(
    'does not leave while the payment is %s',
    (paymentState) => {
      const packed = step(changedTo(planned, { payment: aPayment(paymentState) }), 'p1', 'packed').state;
      expect(() => step(packed, 'p1', 'shipped')).toThrow(code('fulfilment.not_paid'));
    },
  );

  test.each<PaymentState>(['captured', 'partially_refunded'])(
    'leaves when the payment is %s',
    (paymentState) => {
      const packed = changedTo(after(planned, 'p1', 'packed'), { payment: aPayment(paymentState) });
      expect(step(packed, 'p1', 'shipped').isChanged).toBe(true);
    },
  );

  test('is neither planned, packed nor shipped once all of the money was refunded', () => {
    const refunded = (order: Order) => changedTo(order, { payment: aPayment('refunded') });
    expect(() => plan(refunded(aPaidOrder()), 'p1')).toThrow(code('fulfilment.refunded'));
    expect(() => step(refunded(planned), 'p1', 'packed')).toThrow(code('fulfilment.refunded'));
    const packed = after(planned, 'p1', 'packed');
    expect(() => step(refunded(packed), 'p1', 'shipped')).toThrow(code('fulfilment.refunded'));
    expect(step(refunded(packed), 'p1', 'cancelled').isChanged).toBe(true);
    const sent = refunded(after(packed, 'p1', 'shipped'));
    expect(after(sent, 'p1', 'delivered').state).toBe('completed');
  });

  test('of a voucher is not handed over once all of the money was refunded', () => {
    const [mugs, bowl] = aPaidOrder().priced.lines;
    const lines = [{ ...mugs!, requiresShipping: false }, bowl!];
    const order = aPaidOrder({ priced: { ...aPaidOrder().priced, lines } });
    const made = plan(order, 'p1', [{ lineId: 'mugs', quantity: 3 }]).state;
    expect(step(made, 'p1', 'delivered').isChanged).toBe(true);
    const refunded = changedTo(made, { payment: aPayment('refunded') });
    expect(() => step(refunded, 'p1', 'delivered')).toThrow(code('fulfilment.refunded'));
  });

  test('does not leave while the last of the money is on its way back, and does when that failed', () => {
    const amount = gbp(2_400);
    const packed = after(planned, 'p1', 'packed');
    const asked = requestRefund(packed, { id: 'r', amount, reason: 'late' }, NOW).state;
    expect(step(asked, 'p1', 'shipped').isChanged).toBe(true);
    const approved = decideRefund(asked, 'r', true, NOW).state;
    expect(() => step(approved, 'p1', 'shipped')).toThrow(code('fulfilment.refunded'));
    expect(step(refundFailed(approved, 'r', 'no', NOW).state, 'p1', 'shipped').isChanged).toBe(true);
  });

  test('leaves although it cost nothing', () => {
    const packed = after(planned, 'p1', 'packed');
    expect(
      step(changedTo(packed, { payment: aPayment('captured', gbp(0)) }), 'p1', 'shipped').isChanged,
    ).toBe(true);
  });

  test('is not packed for an order in review, but may be cancelled', () => {
    const held = changedTo(planned, { state: 'review' });
    expect(() => step(held, 'p1', 'packed')).toThrow(code('fulfilment.not_possible'));
    expect(step(held, 'p1', 'cancelled').state.fulfilments).toMatchObject([{ state: 'cancelled' }]);
  });
});

describe('an order with parcels', () => {
  const half = plan(aPaidOrder(), 'p1', [{ lineId: 'mugs', quantity: 3 }]).state;
  const both = plan(half, 'p2', [{ lineId: 'bowl', quantity: 1 }]).state;

  test('is partial, fulfilled, and completed with the last delivery', () => {
    expect(after(both, 'p1', 'packed').fulfilmentState).toBe('unfulfilled');
    const partial = after(both, 'p1', 'packed', 'shipped');
    expect(partial.fulfilmentState).toBe('partial');
    expect(after(partial, 'p1', 'delivered')).toMatchObject({
      fulfilmentState: 'partial',
      state: 'confirmed',
    });
    const sent = after(partial, 'p2', 'packed', 'shipped');
    expect(sent).toMatchObject({ fulfilmentState: 'fulfilled', state: 'confirmed' });
    const near = after(sent, 'p1', 'delivered');
    expect(near.state).toBe('confirmed');
    const { state, events } = step(near, 'p2', 'delivered');
    expect(state.state).toBe('completed');
    expect(events.map(({ type }) => type)).toEqual(['fulfilment.delivered', 'order.completed']);
  });

  test('is partial when some of every line was shipped', () => {
    const lines = ALL.map((line) => ({ ...line, quantity: 1 }));
    const sent = after(plan(aPaidOrder(), 'p1', lines).state, 'p1', 'packed', 'shipped');
    expect(sent.fulfilmentState).toBe('partial');
  });

  test('is completed although one of its parcels was cancelled', () => {
    const off = after(plan(aPaidOrder(), 'p0').state, 'p0', 'cancelled');
    const sent = after(plan(off, 'p1').state, 'p1', 'packed', 'shipped', 'delivered');
    expect(sent.state).toBe('completed');
  });

  test('knows what was shipped, and whether something is packed', () => {
    expect(isPacked(both)).toBe(false);
    const packed = after(both, 'p1', 'packed');
    expect([isPacked(packed), shippedOf(packed)]).toEqual([true, []]);
    const sent = after(packed, 'p1', 'shipped');
    expect([isPacked(sent), shippedOf(sent)]).toMatchObject([true, [{ id: 'p1' }]]);
    expect(shippedOf(after(sent, 'p1', 'delivered'))).toMatchObject([{ id: 'p1' }]);
    expect(isPacked(after(both, 'p1', 'packed', 'cancelled'))).toBe(false);
  });
});
