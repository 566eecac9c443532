import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { orderFixture } from '../testing/order-fixture.ts';
import { within } from './waiting.ts';
import { aRequest } from '../testing/builders.ts';

let fixture: ReturnType<typeof orderFixture>;
beforeEach(() => {
  fixture = orderFixture();
});

const asStaff = { userId: null, isTokenValid: false, isStaff: true };
const complete = (orderId: string) => fixture.completing.complete(orderId, asStaff, {});
const webhook = (orderId: string, eventId: string = uuidv7()) =>
  fixture.webhooks.handle('sandbox', {
    headers: new Map(),
    body: Buffer.from(JSON.stringify({ eventId, type: 'any', authorizationKey: `${orderId}/authorize` })),
  });

async function challenged(): Promise<string> {
  const placement = await fixture.placing.place(
    aRequest({ paymentToken: 'tok_requires_action' }),
    uuidv7(),
    within(5_000),
  );
  if (placement.kind !== 'unsettled') throw new Error('the payer was not asked');
  expect(placement.order).toMatchObject({
    state: 'pending',
    payment: { state: 'requires_action', challenge: { url: 'http://bank.example/challenge' } },
  });
  return placement.order.id;
}

describe('a payment that the payer must confirm', () => {
  test('goes on once it is confirmed', async () => {
    const orderId = await challenged();
    fixture.provider.act(orderId, 'authorized');
    expect(await complete(orderId)).toMatchObject({
      isSettled: true,
      order: { state: 'confirmed', reason: null },
    });
    expect(await complete(orderId)).toMatchObject({ order: { state: 'confirmed' } });
    expect(fixture.sagas.diary.filter((step) => step === 'confirm')).toHaveLength(1);
  });

  test('needs no hold of its stock, which is sold', async () => {
    const orderId = await challenged();
    expect(fixture.stock.committed.has(orderId)).toBe(true);
    expect(fixture.stock.extended.size).toBe(0);
  });

  test('holds the stock that is not sold for as long as the payer has, extended once', async () => {
    fixture.stock.sells = false;
    const orderId = await challenged();
    const payment = fixture.store.orders.get(orderId)?.payment;
    const challenge = payment?.state === 'requires_action' ? payment.challenge : undefined;
    expect(fixture.stock.extended.get(orderId)).toEqual(challenge?.until);
    fixture.stock.extended.clear();
    await (
      await fixture.sagas.wake(orderId)
    )?.ended;
    expect(fixture.stock.extended.size).toBe(0);
    expect(fixture.store.orders.get(orderId)).toMatchObject({ payment: { state: 'requires_action' } });
  });

  test('whose stock was held only, and is gone by then, is refused, and nothing is paid', async () => {
    fixture.stock.sells = false;
    fixture.sagas.before = (step) => {
      if (step === 'authorise payment') for (const id of fixture.stock.held.keys()) fixture.stock.expire(id);
    };
    const { outcome } = await fixture.buy({ paymentToken: 'tok_requires_action' });
    expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'stock.hold_gone' } });
    expect([...fixture.provider.ledger.values()]).toMatchObject([{ state: 'voided' }]);
  });

  test('is shown again under the same key to a payer who lost the answer, and no longer than it waits', async () => {
    const request = aRequest({ paymentToken: 'tok_requires_action' });
    const key = uuidv7();
    const ask = () => fixture.placing.place(request, key, within(5_000));
    const first = await ask();
    expect(await ask()).toEqual(first);
    const other = aRequest({ paymentToken: 'tok_requires_action', email: 'eve@example.com' });
    await expect(fixture.placing.place(other, key, {})).rejects.toMatchObject({
      code: 'idempotency.mismatch',
    });
    const orderId = first.kind === 'unsettled' ? first.order.id : '';
    fixture.provider.act(orderId, 'authorized');
    await complete(orderId);
    expect(await ask()).toMatchObject({ kind: 'answered', isReplay: true });
  });

  test('is not believed to be confirmed without asking the provider', async () => {
    const orderId = await challenged();
    await expect(complete(orderId)).rejects.toMatchObject({ code: 'payment.action_pending' });
    expect(fixture.store.orders.get(orderId)).toMatchObject({ state: 'pending' });
  });

  test('that is refused leaves nothing', async () => {
    const free = fixture.stock.free;
    const orderId = await challenged();
    expect(fixture.stock.free).toBeLessThan(free);
    fixture.provider.act(orderId, 'declined');
    await expect(complete(orderId)).rejects.toMatchObject({ kind: 'payment', code: 'payment.declined' });
    expect(fixture.stock.free).toBe(free);
    expect(fixture.store.orders.get(orderId)).toMatchObject({
      state: 'rejected',
      payment: { state: 'failed' },
    });
  });

  test('that is not confirmed in time is undone, and the order expires', async () => {
    const free = fixture.stock.free;
    const orderId = await challenged();
    fixture.time.now = new Date(fixture.time.now.getTime() + 900_000);
    await (
      await fixture.sagas.wake(orderId)
    )?.ended;
    expect(fixture.store.orders.get(orderId)).toMatchObject({
      state: 'expired',
      payment: { state: 'expired' },
      reason: 'payment.not_completed',
    });
    expect(fixture.stock.free).toBe(free);
    expect(fixture.provider.ledger.get(`${orderId}/authorize`)).toMatchObject({ state: 'voided' });
    await expect(complete(orderId)).rejects.toMatchObject({ code: 'payment.not_completed' });
  });

  test('goes on once when it is completed fifty times at once', async () => {
    const orderId = await challenged();
    fixture.provider.act(orderId, 'authorized');
    const patient = () => within(5_000);
    const done = await Promise.all(
      Array.from({ length: 50 }, () => fixture.completing.complete(orderId, asStaff, patient())),
    );
    expect(done.every(({ order }) => order.state === 'confirmed')).toBe(true);
    expect(fixture.sagas.diary.filter((step) => step === 'confirm')).toHaveLength(1);
  });
});

describe('a webhook of the provider', () => {
  test('makes a purchase go on that waits for the payer', async () => {
    const orderId = await challenged();
    fixture.provider.act(orderId, 'authorized');
    await webhook(orderId);
    await waitFor(async () => expect(fixture.store.orders.get(orderId)?.payment.state).toBe('captured'));
  });

  test('has its effect once', async () => {
    const orderId = await challenged();
    const eventId = uuidv7();
    await webhook(orderId, eventId);
    await expect(webhook(orderId, eventId)).rejects.toMatchObject({ code: 'webhook.duplicate' });
  });

  test('about an unknown order changes nothing', async () => {
    await webhook(uuidv7());
    expect(fixture.store.orders.size).toBe(0);
  });

  test('with a false claim changes nothing: the provider is asked', async () => {
    const orderId = await challenged();
    await webhook(orderId);
    expect(fixture.store.orders.get(orderId)).toMatchObject({ payment: { state: 'requires_action' } });
  });
});
