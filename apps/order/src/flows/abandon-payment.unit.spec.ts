import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { aRequest } from '../testing/builders.ts';
import { anOrderDesk } from '../testing/order-desk.ts';

let desk: ReturnType<typeof anOrderDesk>;
beforeEach(() => {
  desk = anOrderDesk();
});

const asStaff = { userId: null, isTokenValid: false, isStaff: true };
const asStranger = { userId: uuidv7(), isTokenValid: false, isStaff: false };
const patient = { timeoutMs: 5_000 };
const abandon = (orderId: string) => desk.abandoning.abandon(orderId, asStaff, patient);
const complete = (orderId: string) => desk.completing.complete(orderId, asStaff, patient);

const request = aRequest({ paymentToken: 'tok_requires_action' });

async function challenged(key: string = uuidv7()): Promise<string> {
  const placement = await desk.placing.place(request, key, patient);
  if (placement.kind !== 'unsettled') throw new Error('the payer was not asked');
  return placement.order.id;
}

describe('a payer who walks away', () => {
  test('leaves goods, money and cart as they were before the purchase', async () => {
    const free = desk.stock.free;
    const orderId = await challenged();
    expect(desk.carts.frozen.has(orderId)).toBe(true);
    const { order, isSettled, timeline } = await abandon(orderId);
    expect(isSettled).toBe(true);
    expect(order).toMatchObject({ state: 'rejected', paymentState: 'voided', reason: 'payment.abandoned' });
    expect(timeline.map(({ type }) => type)).toContain('order.rejected');
    expect(desk.stock.free).toBe(free);
    expect(desk.carts.frozen.has(orderId)).toBe(false);
    expect(desk.provider.books.get(`${orderId}/authorize`)).toMatchObject({ state: 'voided' });
  });

  test('may say so again, and can not pay any more', async () => {
    const orderId = await challenged();
    const first = await abandon(orderId);
    expect(await abandon(orderId)).toEqual(first);
    desk.provider.act(orderId, 'authorized');
    await expect(complete(orderId)).rejects.toMatchObject({ kind: 'payment', code: 'payment.abandoned' });
    expect(desk.sagas.diary).not.toContain('confirm');
  });

  test('is told under the key of the purchase that nothing came of it', async () => {
    const key = uuidv7();
    await abandon(await challenged(key));
    const placement = await desk.placing.place(request, key, patient);
    expect(placement).toMatchObject({ kind: 'answered', isReplay: true });
  });

  test('after having confirmed at the bank gets the promise back', async () => {
    const orderId = await challenged();
    desk.provider.act(orderId, 'authorized');
    expect(await abandon(orderId)).toMatchObject({ order: { reason: 'payment.abandoned' } });
    expect(desk.provider.books.get(`${orderId}/authorize`)).toMatchObject({ state: 'voided', captured: 0 });
  });

  test('is too late once the purchase went on, which changes nothing', async () => {
    const orderId = await challenged();
    desk.provider.act(orderId, 'authorized');
    await complete(orderId);
    await expect(abandon(orderId)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'payment.already_confirmed',
    });
    await waitFor(async () => expect(desk.store.orders.get(orderId)?.paymentState).toBe('captured'));
  });

  test('finds a purchase that was refused already as it is', async () => {
    const orderId = await challenged();
    desk.provider.act(orderId, 'declined');
    await expect(complete(orderId)).rejects.toMatchObject({ code: 'payment.declined' });
    expect(await abandon(orderId)).toMatchObject({ order: { reason: 'payment.declined' } });
  });

  test('is asked to come again while somebody else decides', async () => {
    const orderId = await challenged();
    const sleeper = desk.sagas.undo.bind(desk.sagas);
    desk.sagas.undo = () => Promise.resolve(undefined);
    const impatient = { timeoutMs: 5 };
    expect(await desk.abandoning.abandon(orderId, asStaff, impatient)).toMatchObject({ isSettled: false });
    desk.sagas.undo = sleeper;
    expect(await abandon(orderId)).toMatchObject({ isSettled: true });
  });

  test('must be who bought', async () => {
    const orderId = await challenged();
    await expect(desk.abandoning.abandon(orderId, asStranger, patient)).rejects.toMatchObject({
      code: 'order.not_found',
    });
    expect(desk.store.orders.get(orderId)).toMatchObject({ state: 'pending' });
  });
});
