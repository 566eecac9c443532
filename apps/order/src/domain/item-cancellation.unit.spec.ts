import { describe, expect, test } from '@jest/globals';
import { aDraft, aPaidOrder, aPayment, changedTo, gbp } from '../testing/builders.ts';
import { cancel } from './cancellation.ts';
import type { LineQuantity } from './documents.ts';
import { createParcel, moveParcel } from './fulfilment.ts';
import { cancelItems, restOf } from './item-cancellation.ts';
import { withPrices, type Order } from './order.ts';
import { decideRefund, refundable, refundDone, refundFailed, requestRefund } from './refund.ts';
import type { OrderState, ParcelState } from './states.ts';

// Three mugs and a bowl at 500 each, 400 for shipping: 2 400.
const NOW = new Date('2026-03-04T05:06:07Z');
const code = (code: string) => expect.objectContaining({ code }) as unknown as Error;
const mugs = (quantity: number): LineQuantity => ({ lineId: 'mugs', quantity });
const bowl: LineQuantity = { lineId: 'bowl', quantity: 1 };

const plan = (order: Order, id: string, ...lines: LineQuantity[]) =>
  createParcel(order, { id, lines, tracking: '' }, NOW).state;
const move = (order: Order, id: string, ...states: ParcelState[]) =>
  states.reduce((now, to) => moveParcel(now, { id, to, tracking: '' }, NOW).state, order);
const sent = (...lines: LineQuantity[]) => move(plan(aPaidOrder(), 'p', ...lines), 'p', 'packed', 'shipped');
const asked = (amountMinor: number) =>
  requestRefund(sent(mugs(2)), { id: 'r0', amount: gbp(amountMinor), reason: 'late' }, NOW).state;
const approved = (order: Order) => decideRefund(order, 'r0', true, NOW).state;
const drop = (order: Order, change: Partial<Parameters<typeof cancelItems>[1]> = {}) =>
  cancelItems(
    order,
    { id: 'c', refundId: 'r', lines: null, reason: 'sold out', refundsShipping: false, ...change },
    'staff',
    NOW,
  );

describe('cancelling the rest of an order', () => {
  test('gives its part of the money back, keeps what shipping cost, and fulfils the order', () => {
    const { state, events } = drop(sent(mugs(2)));
    expect(state).toMatchObject({ state: 'confirmed', fulfilmentState: 'fulfilled' });
    expect(state.cancellations).toEqual([
      {
        ...{ id: 'c', lines: [mugs(1), bowl], reason: 'sold out', refundsShipping: false, refundId: 'r' },
        createdAt: NOW,
      },
    ]);
    expect(state.refunds).toMatchObject([{ id: 'r', state: 'executing', amount: gbp(1_000) }]);
    expect(events.map(({ type }) => type)).toEqual(['order.items_cancelled', 'refund.approved']);
    expect([...restOf(state)]).toEqual([]);
  });

  test('completes the order once what was shipped is delivered', () => {
    const order = drop(sent(mugs(2))).state;
    const { state, events } = moveParcel(order, { id: 'p', to: 'delivered', tracking: '' }, NOW);
    expect(state.state).toBe('completed');
    expect(events.at(-1)).toEqual({ type: 'order.completed' });
  });

  test('completes the order at once when what was shipped is delivered', () => {
    const { state, events } = drop(move(sent(mugs(3)), 'p', 'delivered'));
    expect(state).toMatchObject({ state: 'completed', fulfilmentState: 'fulfilled' });
    expect(events.at(-1)).toEqual({ type: 'order.completed' });
  });

  test('gives back what shipping cost when staff say so, once', () => {
    const first = drop(sent(mugs(2)), { lines: [mugs(1)], refundsShipping: true }).state;
    expect(first.refunds).toMatchObject([{ amount: gbp(900) }]);
    const second = drop(first, { id: 'c2', refundId: 'r2', refundsShipping: true }).state;
    expect(second.refunds).toMatchObject([{ amount: gbp(900) }, { amount: gbp(500) }]);
  });

  test('gives back no more than is still here', () => {
    const given = (amountMinor: number) => refundDone(approved(asked(amountMinor)), 'r0', NOW).state;
    expect(drop(given(1_900)).state.refunds).toMatchObject([{ id: 'r0' }, { amount: gbp(500) }]);
    const { state, events } = drop(given(2_400));
    expect(state.cancellations).toMatchObject([{ refundId: null }]);
    expect(events.map(({ type }) => type)).toEqual(['order.items_cancelled']);
  });

  test('gives back all of its money although refunds are requested, and rejects those that do not fit any more', () => {
    const small = requestRefund(asked(1_000), { id: 'r1', amount: gbp(600), reason: 'late' }, NOW).state;
    const { state, events } = drop(small);
    expect(state.refunds).toMatchObject([
      { id: 'r0', state: 'requested' },
      { id: 'r1', state: 'rejected', updatedAt: NOW },
      { id: 'r', state: 'executing', amount: gbp(1_000) },
    ]);
    expect(events.slice(1)).toEqual([
      { type: 'refund.approved', refundId: 'r', amount: gbp(1_000) },
      { type: 'refund.rejected', refundId: 'r1', amount: gbp(600), actor: 'system' },
    ]);
    expect(refundable(withPrices(state))).toEqual(gbp(400));
  });

  test('waits for a refund that is being executed, and may fail, when that leaves too little', () => {
    expect(() => drop(approved(asked(1_900)))).toThrow(code('cancellation.refund_running'));
    expect(drop(approved(asked(1_400))).state.refunds).toMatchObject([{ id: 'r0' }, { amount: gbp(1_000) }]);
    const failed = refundFailed(approved(asked(1_900)), 'r0', 'card.closed', NOW).state;
    expect(drop(failed).state.refunds).toMatchObject([{ state: 'failed' }, { amount: gbp(1_000) }]);
  });

  test('repeated changes nothing, by its id or because nothing is left', () => {
    const order = drop(sent(mugs(2))).state;
    expect(drop(order).isChanged).toBe(false);
    expect(drop(order, { id: 'c2' }).isChanged).toBe(false);
    expect(() => drop(order, { refundsShipping: true })).toThrow(code('idempotency.mismatch'));
    const done = move(order, 'p', 'delivered');
    expect(drop(done, { id: 'c2' }).isChanged).toBe(false);
  });

  test('leaves packed parcels, and cancels planned ones that would hold too much', () => {
    const packed = move(plan(sent(mugs(1)), 'p2', mugs(1)), 'p2', 'packed');
    const planned = plan(plan(packed, 'p3', mugs(1)), 'p4', bowl);
    const { state } = drop(planned, { lines: [mugs(1)] });
    expect(state.fulfilments.map(({ id, state }) => [id, state])).toEqual([
      ['p', 'shipped'],
      ['p2', 'packed'],
      ['p3', 'cancelled'],
      ['p4', 'created'],
    ]);
    expect(() => plan(state, 'p5', mugs(1))).toThrow(code('fulfilment.exceeds_ordered'));
  });
});

describe('cancelling some items', () => {
  test('of an order of which nothing is packed leaves the others', () => {
    const { state } = drop(aPaidOrder(), { lines: [mugs(1)] });
    expect(state).toMatchObject({ state: 'confirmed', fulfilmentState: 'unfulfilled' });
    expect([...restOf(state)]).toEqual([
      ['mugs', 2],
      ['bowl', 1],
    ]);
    expect(refundable(withPrices(state))).toEqual(gbp(1_900));
    const whole = cancel(refundDone(state, 'r', NOW).state, 'customer', '', NOW).state;
    expect(whole.state).toBe('cancelled');
  });

  test('that are all of an order of which nothing is packed is refused: the whole order is to be cancelled', () => {
    expect(() => drop(aPaidOrder())).toThrow(code('order.cancel_whole'));
    const some = drop(aPaidOrder(), { lines: [mugs(3)] }).state;
    expect(() => drop(some, { id: 'c2', lines: [bowl] })).toThrow(code('order.cancel_whole'));
  });

  test('is refused of more than is left, of strange lines, and of none', () => {
    const order = sent(mugs(2));
    expect(() => drop(order, { lines: [mugs(2)] })).toThrow(code('cancellation.exceeds_open'));
    expect(() => drop(order, { lines: [{ lineId: 'plate', quantity: 1 }] })).toThrow(code('line.not_found'));
    expect(() => drop(order, { lines: [] })).toThrow(code('request.invalid'));
  });

  test.each<OrderState>(['pending', 'review', 'rejected', 'expired', 'cancelled', 'completed'])(
    'is refused of an order that is %s',
    (state) => expect(() => drop(changedTo(aPaidOrder(), { state }))).toThrow(code('order.not_cancellable')),
  );

  test('is refused before the payment was captured, and without prices', () => {
    const unpaid = changedTo(aPaidOrder(), { payment: aPayment('authorized') });
    expect(() => drop(unpaid, { lines: [mugs(1)] })).toThrow(code('order.not_cancellable'));
    expect(() => drop(aDraft({ state: 'review' }))).toThrow(code('order.not_cancellable'));
  });
});
