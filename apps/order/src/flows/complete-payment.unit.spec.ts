import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { anOrderDesk } from '../testing/order-desk.ts';
import { aRequest } from '../testing/builders.ts';

let desk: ReturnType<typeof anOrderDesk>;
beforeEach(() => {
  desk = anOrderDesk();
});

const asStaff = { userId: null, isTokenValid: false, isStaff: true };
const complete = (orderId: string) => desk.completing.complete(orderId, asStaff, {});
const news = (orderId: string, eventId: string = uuidv7()) =>
  desk.telling.take('sandbox', {
    headers: new Map(),
    body: Buffer.from(JSON.stringify({ eventId, type: 'any', authorizationKey: `${orderId}/authorize` })),
  });

async function challenged(): Promise<string> {
  const placement = await desk.placing.place(aRequest({ paymentToken: 'tok_requires_action' }), uuidv7(), {
    timeoutMs: 5_000,
  });
  if (placement.kind !== 'unsettled') throw new Error('the payer was not asked');
  expect(placement.order).toMatchObject({
    state: 'pending',
    paymentState: 'requires_action',
    payment: { challenge: { url: 'http://bank.example/challenge' } },
  });
  return placement.order.id;
}

describe('a payment that the payer must confirm', () => {
  test('goes on once it is confirmed', async () => {
    const orderId = await challenged();
    desk.provider.act(orderId, 'authorized');
    expect(await complete(orderId)).toMatchObject({
      isSettled: true,
      order: { state: 'confirmed', reason: null },
    });
    expect(await complete(orderId)).toMatchObject({ order: { state: 'confirmed' } });
    expect(desk.sagas.diary.filter((step) => step === 'confirm')).toHaveLength(1);
  });

  test('keeps the goods for as long as the payer has, asked for once', async () => {
    const orderId = await challenged();
    const { challenge } = desk.store.orders.get(orderId)?.payment ?? {};
    expect(desk.stock.extended.get(orderId)).toEqual(challenge?.until);
    desk.stock.extended.clear();
    await (
      await desk.sagas.wake(orderId)
    )?.ended;
    expect(desk.stock.extended.size).toBe(0);
    expect(desk.store.orders.get(orderId)).toMatchObject({ paymentState: 'requires_action' });
  });

  test('whose goods are gone by then is refused, and nothing is paid', async () => {
    desk.sagas.before = (step) => {
      if (step === 'authorise payment') for (const id of desk.stock.held.keys()) desk.stock.expire(id);
    };
    const { outcome } = await desk.buy({ paymentToken: 'tok_requires_action' });
    expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'stock.hold_gone' } });
    expect([...desk.provider.books.values()]).toMatchObject([{ state: 'voided' }]);
  });

  test('is shown again under the same key to a payer who lost the answer, and no longer than it waits', async () => {
    const request = aRequest({ paymentToken: 'tok_requires_action' });
    const key = uuidv7();
    const ask = () => desk.placing.place(request, key, { timeoutMs: 5_000 });
    const first = await ask();
    expect(await ask()).toEqual(first);
    const other = aRequest({ paymentToken: 'tok_requires_action', email: 'eve@example.com' });
    await expect(desk.placing.place(other, key, {})).rejects.toMatchObject({ code: 'idempotency.mismatch' });
    const orderId = first.kind === 'unsettled' ? first.order.id : '';
    desk.provider.act(orderId, 'authorized');
    await complete(orderId);
    expect(await ask()).toMatchObject({ kind: 'answered', isReplay: true });
  });

  test('is not believed to be confirmed', async () => {
    const orderId = await challenged();
    await expect(complete(orderId)).rejects.toMatchObject({ code: 'payment.action_pending' });
    expect(desk.store.orders.get(orderId)).toMatchObject({ state: 'pending' });
  });

  test('that is refused leaves nothing', async () => {
    const free = desk.stock.free;
    const orderId = await challenged();
    expect(desk.stock.free).toBeLessThan(free);
    desk.provider.act(orderId, 'declined');
    await expect(complete(orderId)).rejects.toMatchObject({ kind: 'payment', code: 'payment.declined' });
    expect(desk.stock.free).toBe(free);
    expect(desk.store.orders.get(orderId)).toMatchObject({ state: 'rejected', paymentState: 'failed' });
  });

  test('that nobody confirms in time is undone, and the order expires', async () => {
    const free = desk.stock.free;
    const orderId = await challenged();
    desk.time.now = new Date(desk.time.now.getTime() + 900_000);
    await (
      await desk.sagas.wake(orderId)
    )?.ended;
    expect(desk.store.orders.get(orderId)).toMatchObject({
      state: 'expired',
      paymentState: 'expired',
      reason: 'payment.not_completed',
    });
    expect(desk.stock.free).toBe(free);
    expect(desk.provider.books.get(`${orderId}/authorize`)).toMatchObject({ state: 'voided' });
    await expect(complete(orderId)).rejects.toMatchObject({ code: 'payment.not_completed' });
  });

  test('goes on by fifty at once, once', async () => {
    const orderId = await challenged();
    desk.provider.act(orderId, 'authorized');
    const patient = { timeoutMs: 5_000 };
    const done = await Promise.all(
      Array.from({ length: 50 }, () => desk.completing.complete(orderId, asStaff, patient)),
    );
    expect(done.every(({ order }) => order.state === 'confirmed')).toBe(true);
    expect(desk.sagas.diary.filter((step) => step === 'confirm')).toHaveLength(1);
  });
});

describe('news from the provider', () => {
  test('make a purchase go on that waits for the payer', async () => {
    const orderId = await challenged();
    desk.provider.act(orderId, 'authorized');
    await news(orderId);
    await waitFor(async () => expect(desk.store.orders.get(orderId)?.paymentState).toBe('captured'));
  });

  test('have their effect once', async () => {
    const orderId = await challenged();
    const eventId = uuidv7();
    await news(orderId, eventId);
    await expect(news(orderId, eventId)).rejects.toMatchObject({ code: 'webhook.duplicate' });
  });

  test('of nothing we know change nothing', async () => {
    await news(uuidv7());
    expect(desk.store.orders.size).toBe(0);
  });

  test('that lie change nothing: the provider is asked', async () => {
    const orderId = await challenged();
    await news(orderId);
    expect(desk.store.orders.get(orderId)).toMatchObject({ paymentState: 'requires_action' });
  });
});
