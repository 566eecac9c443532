import 'reflect-metadata';
import { ParcelState, ReturnState, type Order } from '@tradepost/contracts';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { access, AfterSaleFixture, at50, codes, won } from './testing/after-sale-fixture.ts';
import { gbp } from './testing/builders.ts';

jest.setTimeout(30_000);

const fixture = new AfterSaleFixture();
const { read, paid, pack, moveParcel, sent, ask, approve, authorisationOf } = fixture;

const sendBack = (order: Order, quantity: number, idempotencyKey: string = uuidv7()) =>
  fixture.running.afterSale.requestReturn({
    orderId: order.id,
    access,
    lines: [{ lineId: order.lines[0]!.id, quantity }],
    reason: 'too blue',
    idempotencyKey,
  });
describe('parcels', () => {
  test('take no more than was ordered, by fifty at once', async () => {
    const order = await paid();
    const answers = await at50(() => pack(order, 1));
    expect(won(answers)).toBe(2);
    expect(codes(answers)).toEqual(new Set(['fulfilment.exceeds_ordered']));
  });

  test('are created once for a key, by fifty at once; another body is refused', async () => {
    const order = await paid();
    const key = uuidv7();
    expect(won(await at50(() => pack(order, 1, key)))).toBe(50);
    expect((await read(order.id)).fulfilments).toHaveLength(1);
    await expect(pack(order, 2, key)).rejects.toMatchObject({ code: 'idempotency.mismatch' });
  });

  test('move the order on until all is delivered', async () => {
    const order = await paid();
    const half = await sent(order, 1);
    expect(half).toMatchObject({ fulfilmentState: 'FULFILMENT_STATE_PARTIAL' });
    const whole = await sent(order, 1);
    const parcels = whole.fulfilments.map(({ id }) => fixture.services.stock.consumed.get(id));
    expect(parcels).toEqual([1, 1]);
    expect(whole).toMatchObject({
      state: 'ORDER_STATE_CONFIRMED',
      fulfilmentState: 'FULFILMENT_STATE_FULFILLED',
    });
    for (const { id } of whole.fulfilments) await moveParcel(order, id, ParcelState.DELIVERED);
    expect(await read(order.id)).toMatchObject({ state: 'ORDER_STATE_COMPLETED' });
  });

  test('once packed keep the order from being cancelled; of both at once, one wins', async () => {
    const order = await paid();
    const { order: planned } = await pack(order, 1);
    const parcel = planned!.fulfilments[0]!.id;
    const cancel = () =>
      fixture.running.order.cancelOrder({
        orderId: order.id,
        access,
        reason: '',
        expectedVersion: undefined,
        idempotencyKey: '',
      });
    const answers = await at50((i) => (i % 2 ? cancel() : moveParcel(order, parcel, ParcelState.PACKED)));
    expect(won(answers)).toBe(25);
    const after = await read(order.id);
    const isCancelled = after.state === 'ORDER_STATE_CANCELLED';
    expect(after.fulfilments[0]?.state).toBe(isCancelled ? ParcelState.CANCELLED : ParcelState.PACKED);
    expect(codes(answers)).toEqual(
      new Set(isCancelled ? ['parcel.illegal_transition'] : ['order.not_cancellable']),
    );
  });
});

describe('returns', () => {
  test('of items that were not shipped are refused', async () => {
    const order = await paid();
    await expect(sendBack(order, 1)).rejects.toMatchObject({ code: 'return.exceeds_shipped' });
    const stranger = { ...order, lines: [{ ...order.lines[0]!, id: uuidv7() }] };
    await expect(sendBack(stranger, 1)).rejects.toMatchObject({ code: 'line.not_found' });
  });

  test('take no more than was shipped, by fifty at once', async () => {
    const order = await sent(await paid());
    expect(won(await at50(() => sendBack(order, 1)))).toBe(2);
  });

  test('that are received are restocked once, by fifty at once', async () => {
    const order = await sent(await paid());
    const { order: asked } = await sendBack(order, 2);
    const returnId = asked!.returns[0]!.id;
    const move = (to: ReturnState) =>
      fixture.running.afterSale.moveReturn({ orderId: order.id, returnId, to, idempotencyKey: '' });
    await expect(move(ReturnState.RECEIVED)).rejects.toMatchObject({ code: 'return.illegal_transition' });
    await move(ReturnState.APPROVED);
    const free = fixture.services.stock.free;
    expect(won(await at50(() => move(ReturnState.RECEIVED)))).toBe(50);
    await waitFor(() => expect(fixture.services.stock.free).toBe(free + 2));
    expect((await move(ReturnState.CLOSED)).order?.returns).toMatchObject([{ state: ReturnState.CLOSED }]);
  });

  test('of someone else’s order do not exist', async () => {
    const order = await sent(await paid());
    const request = { orderId: order.id, access: { userId: uuidv7(), token: '', staff: false } };
    const lines = [{ lineId: order.lines[0]!.id, quantity: 1 }];
    await expect(
      fixture.running.afterSale.requestReturn({ ...request, lines, reason: 'mine', idempotencyKey: '' }),
    ).rejects.toMatchObject({ code: 'order.not_found' });
  });
});

describe('refunds', () => {
  test('are requested within what was captured, by fifty at once', async () => {
    const order = await paid();
    const answers = await at50(() => ask(order, 400));
    expect(won(answers)).toBe(3);
    expect(codes(answers)).toEqual(new Set(['refund.exceeds_captured']));
    expect(authorisationOf(order)).toMatchObject({ captured: 1400, refunded: 0 });
  });

  test('move the money once, approved by fifty at once', async () => {
    const order = await paid();
    const { order: asked } = await ask(order, 400);
    const refundId = asked!.refunds[0]!.id;
    expect(won(await at50(() => approve(order, refundId)))).toBe(50);
    await waitFor(async () =>
      expect(await read(order.id)).toMatchObject({
        paymentState: 'PAYMENT_STATE_PARTIALLY_REFUNDED',
        refunded: gbp(400),
        refunds: [{ state: 'REFUND_STATE_DONE' }],
      }),
    );
    expect(authorisationOf(order)).toMatchObject({ refunded: 400 });
    const rest = (await ask(order, 1000)).order!.refunds[1]!.id;
    await approve(order, rest);
    expect(await read(order.id)).toMatchObject({ paymentState: 'PAYMENT_STATE_REFUNDED' });
    await expect(ask(order, 1)).rejects.toMatchObject({ code: 'refund.exceeds_captured' });
  });

  test('whose answer was lost are repeated, not guessed', async () => {
    const order = await paid();
    const refundId = (await ask(order, 400)).order!.refunds[0]!.id;
    let lost = 0;
    fixture.services.after = (call) => (call === 'refund' && lost++ < 2 ? 'lose' : undefined);
    await approve(order, refundId);
    fixture.services.after = () => {};
    await waitFor(async () =>
      expect(await read(order.id)).toMatchObject({ refunds: [{ state: 'REFUND_STATE_DONE' }] }),
    );
    expect(lost).toBeGreaterThan(2);
    expect(authorisationOf(order)).toMatchObject({ refunded: 400 });
  });

  test('that the provider refuses release their amount', async () => {
    const order = await paid();
    const refundId = (await ask(order, 1400)).order!.refunds[0]!.id;
    authorisationOf(order).captured = 0;
    await approve(order, refundId);
    expect(await read(order.id)).toMatchObject({
      paymentState: 'PAYMENT_STATE_CAPTURED',
      refunds: [{ state: 'REFUND_STATE_FAILED' }],
    });
    authorisationOf(order).captured = 1400;
    await approve(order, (await ask(order, 1400)).order!.refunds[1]!.id);
    expect(await read(order.id)).toMatchObject({ paymentState: 'PAYMENT_STATE_REFUNDED' });
  });

  test('of a part leave the rest to a cancellation', async () => {
    const order = await paid();
    await approve(order, (await ask(order, 400)).order!.refunds[0]!.id);
    const request = { orderId: order.id, access, reason: '', expectedVersion: undefined, idempotencyKey: '' };
    const { order: cancelled } = await fixture.running.order.cancelOrder(request);
    expect(cancelled).toMatchObject({
      state: 'ORDER_STATE_CANCELLED',
      paymentState: 'PAYMENT_STATE_REFUNDED',
    });
    expect(authorisationOf(order)).toMatchObject({ captured: 1400, refunded: 1400 });
  });
});
