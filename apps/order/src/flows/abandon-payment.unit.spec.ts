import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { aRequest } from '../testing/builders.ts';
import { orderFixture } from '../testing/order-fixture.ts';
import { within } from './waiting.ts';

let fixture: ReturnType<typeof orderFixture>;
beforeEach(() => {
  fixture = orderFixture();
});

const asStaff = { userId: null, isTokenValid: false, isStaff: true };
const asStranger = { userId: uuidv7(), isTokenValid: false, isStaff: false };
const patient = () => within(5_000);
const abandon = (orderId: string) => fixture.abandoning.abandon(orderId, asStaff, patient());
const complete = (orderId: string) => fixture.completing.complete(orderId, asStaff, patient());

const request = aRequest({ paymentToken: 'tok_requires_action' });

async function challenged(key: string = uuidv7()): Promise<string> {
  const placement = await fixture.placing.place(request, key, patient());
  if (placement.kind !== 'unsettled') throw new Error('the payer was not asked');
  return placement.order.id;
}

describe('a payer who abandons the payment', () => {
  test('leaves stock, money and cart as they were before the purchase', async () => {
    const free = fixture.stock.free;
    const orderId = await challenged();
    expect(fixture.carts.frozen.has(orderId)).toBe(true);
    const { order, isSettled, timeline } = await abandon(orderId);
    expect(isSettled).toBe(true);
    expect(order).toMatchObject({
      state: 'rejected',
      payment: { state: 'voided' },
      reason: 'payment.abandoned',
    });
    expect(timeline.map(({ type }) => type)).toContain('order.rejected');
    expect(fixture.stock.free).toBe(free);
    expect(fixture.carts.frozen.has(orderId)).toBe(false);
    expect(fixture.provider.ledger.get(`${orderId}/authorize`)).toMatchObject({ state: 'voided' });
  });

  test('may repeat it, and can not pay any more', async () => {
    const orderId = await challenged();
    const first = await abandon(orderId);
    expect(await abandon(orderId)).toEqual(first);
    fixture.provider.act(orderId, 'authorized');
    await expect(complete(orderId)).rejects.toMatchObject({ kind: 'payment', code: 'payment.abandoned' });
    expect(fixture.sagas.diary).not.toContain('confirm');
  });

  test('gets the refusal under the key of the purchase', async () => {
    const key = uuidv7();
    await abandon(await challenged(key));
    const placement = await fixture.placing.place(request, key, patient());
    expect(placement).toMatchObject({ kind: 'answered', isReplay: true });
  });

  test('after having confirmed at the bank has the authorisation voided', async () => {
    const orderId = await challenged();
    fixture.provider.act(orderId, 'authorized');
    expect(await abandon(orderId)).toMatchObject({ order: { reason: 'payment.abandoned' } });
    expect(fixture.provider.ledger.get(`${orderId}/authorize`)).toMatchObject({
      state: 'voided',
      captured: 0,
    });
  });

  test('is too late once the purchase went on, and changes nothing', async () => {
    const orderId = await challenged();
    fixture.provider.act(orderId, 'authorized');
    await complete(orderId);
    await expect(abandon(orderId)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'payment.already_confirmed',
    });
    await waitFor(async () => expect(fixture.store.orders.get(orderId)?.payment.state).toBe('captured'));
  });

  test('finds a purchase that was refused already as it is', async () => {
    const orderId = await challenged();
    fixture.provider.act(orderId, 'declined');
    await expect(complete(orderId)).rejects.toMatchObject({ code: 'payment.declined' });
    expect(await abandon(orderId)).toMatchObject({ order: { reason: 'payment.declined' } });
  });

  test('gets an unsettled order while another process decides', async () => {
    const orderId = await challenged();
    const sleeper = fixture.sagas.undo.bind(fixture.sagas);
    fixture.sagas.undo = () => Promise.resolve(undefined);
    const impatient = within(5);
    expect(await fixture.abandoning.abandon(orderId, asStaff, impatient)).toMatchObject({ isSettled: false });
    fixture.sagas.undo = sleeper;
    expect(await abandon(orderId)).toMatchObject({ isSettled: true });
  });

  test('must be the customer', async () => {
    const orderId = await challenged();
    await expect(fixture.abandoning.abandon(orderId, asStranger, patient())).rejects.toMatchObject({
      code: 'order.not_found',
    });
    expect(fixture.store.orders.get(orderId)).toMatchObject({ state: 'pending' });
  });
});
