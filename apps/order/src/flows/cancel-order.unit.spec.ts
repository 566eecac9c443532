import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { PlaceOrderResponse } from '@tradepost/contracts';
import { waitFor } from '@tradepost/testing/waiting';
import type { PurchaseRequest } from '../domain/purchase-request.ts';
import { aCheckout, aDraft, aRequest, gbp, someTotals } from '../testing/builders.ts';
import { serviceDown } from '../testing/fake-services.ts';
import { orderFixture } from '../testing/order-fixture.ts';
import { within } from './waiting.ts';

let fixture: ReturnType<typeof orderFixture>;
beforeEach(() => {
  fixture = orderFixture();
});

const asStaff = { userId: null, isTokenValid: false, isStaff: true };

async function bought(): Promise<string> {
  const { outcome } = await fixture.buy();
  if (outcome?.$case !== 'placed') throw new Error('the purchase was refused');
  return outcome.placed.id;
}

const cancel = async (orderId: string, change: object = {}) => {
  const cancellation = { orderId, caller: asStaff, reason: '', expectedVersion: undefined, ...change };
  return fixture.cancelling.cancel(cancellation, {});
};

const ledger = () => [...fixture.provider.ledger.values()];

describe('cancelling a paid order', () => {
  test('gives stock and money back, and records it', async () => {
    const free = fixture.stock.free;
    const orderId = await bought();
    const { order, timeline } = await cancel(orderId, { reason: 'changed my mind' });
    expect(order).toMatchObject({
      state: 'cancelled',
      payment: { state: 'refunded' },
      reason: 'changed my mind',
    });
    expect(fixture.stock.free).toBe(free);
    expect(ledger()).toMatchObject([
      { captured: ledger()[0]?.amountMinor, refunded: ledger()[0]?.amountMinor },
    ]);
    expect(timeline.map(({ type }) => type)).toEqual([
      'order.placed',
      'order.confirmed',
      'payment.captured',
      'order.cancelled',
      'payment.refunded',
    ]);
  });

  test('again changes nothing, even with the version of before', async () => {
    const orderId = await bought();
    const first = await cancel(orderId);
    const again = await cancel(orderId, { expectedVersion: 4 });
    expect(again).toEqual(first);
    expect(fixture.sagas.diary.filter((step) => step === 'return money')).toHaveLength(1);
  });

  test('fifty times at once gives the money back once', async () => {
    const orderId = await bought();
    const answers = await Promise.all(Array.from({ length: 50 }, () => cancel(orderId)));
    expect(answers.every(({ order }) => order.state === 'cancelled')).toBe(true);
    expect(fixture.sagas.diary.filter((step) => step === 'return money')).toHaveLength(1);
  });

  test('is refused for a stale version', async () => {
    const orderId = await bought();
    await expect(cancel(orderId, { expectedVersion: 2 })).rejects.toMatchObject({ code: 'version.stale' });
    expect(fixture.store.orders.get(orderId)?.state).toBe('confirmed');
  });

  test('is refused to strangers', async () => {
    const orderId = await bought();
    const caller = { userId: uuidv7(), isTokenValid: false, isStaff: false };
    await expect(cancel(orderId, { caller })).rejects.toMatchObject({ code: 'order.not_found' });
  });
});

describe('cancelling an order whose money', () => {
  const refund = async (orderId: string, amountMinor: number) => {
    const amount = gbp(amountMinor);
    const { order } = await fixture.refunding.requestRefund(orderId, { amount, reason: 'late', key: '' });
    const id = order.refunds.at(-1)?.id ?? '';
    await fixture.refunding.decideRefund(orderId, { id, isApproved: true }, {});
  };
  const sagaIsOver = () => expect(fixture.sagas.open()).resolves.toEqual([]);

  test('was refunded in full before asks no provider, and its saga ends', async () => {
    const orderId = await bought();
    await refund(orderId, ledger()[0]?.amountMinor ?? 0);
    const called: string[] = [];
    fixture.provider.void = () => (called.push('void'), Promise.reject(new Error('no provider is needed')));
    fixture.provider.refund = () => (
      called.push('refund'),
      Promise.reject(new Error('no provider is needed'))
    );
    const { order, timeline } = await cancel(orderId);
    expect(order).toMatchObject({ state: 'cancelled', payment: { state: 'refunded' } });
    expect(timeline.filter(({ type }) => type === 'payment.refunded')).toHaveLength(1);
    expect(called).toEqual([]);
    await sagaIsOver();
  });

  test('was refunded in part gives the rest back, and its saga ends', async () => {
    const orderId = await bought();
    await refund(orderId, 400);
    const { order } = await cancel(orderId);
    expect(order).toMatchObject({ state: 'cancelled', payment: { state: 'refunded' } });
    expect(ledger()[0]?.refunded).toBe(ledger()[0]?.captured);
    await sagaIsOver();
  });

  test('was nothing, because it cost nothing, ends as well', async () => {
    fixture.carts.checkoutIs = () =>
      aCheckout({ totals: someTotals(1_000, { discount: gbp(1_000), shipping: gbp(0), grand: gbp(0) }) });
    const orderId = await bought();
    const { order, timeline } = await cancel(orderId);
    expect(order).toMatchObject({ state: 'cancelled', payment: { state: 'refunded' } });
    expect(timeline.map(({ type }) => type)).not.toContain('payment.refunded');
    expect(fixture.provider.ledger.size).toBe(0);
    await sagaIsOver();
  });
});

describe('cancelling an order whose payment is not captured yet', () => {
  test('voids the authorisation, and a capture in progress takes nothing', async () => {
    let cancelled: Promise<unknown> = Promise.resolve();
    const capturing = fixture.provider.capture.bind(fixture.provider);
    fixture.provider.capture = async (movement) => {
      cancelled = cancel([...fixture.store.orders.keys()][0] ?? '');
      await cancelled;
      return capturing(movement);
    };
    const orderId = await bought();
    await cancelled;
    expect(fixture.store.orders.get(orderId)).toMatchObject({
      state: 'cancelled',
      payment: { state: 'voided' },
    });
    expect(ledger()).toMatchObject([{ state: 'voided', captured: 0 }]);
  });

  test('refunds the money when the capture was faster', async () => {
    let cancelled: Promise<unknown> = Promise.resolve();
    const capturing = fixture.provider.capture.bind(fixture.provider);
    fixture.provider.capture = async (movement) => {
      const outcome = await capturing(movement);
      cancelled = cancel([...fixture.store.orders.keys()][0] ?? '');
      await cancelled;
      return outcome;
    };
    const orderId = await bought();
    await cancelled;
    expect(fixture.store.orders.get(orderId)).toMatchObject({
      state: 'cancelled',
      payment: { state: 'refunded' },
    });
    expect(ledger()).toMatchObject([
      { captured: ledger()[0]?.amountMinor, refunded: ledger()[0]?.amountMinor },
    ]);
  });
});

describe('a purchase whose undo is stuck', () => {
  const key = 'the-key';
  const request = aRequest();

  async function inReview(requested: PurchaseRequest): Promise<string> {
    await fixture.placing.place(requested, key, within(50));
    const [orderId = ''] = fixture.store.orders.keys();
    await waitFor(async () => expect(fixture.store.orders.get(orderId)?.state).toBe('review'));
    return orderId;
  }

  /** What broke is repaired, and staff retry the saga. */
  async function retried(orderId: string): Promise<void> {
    // Cancelling retried it as well, while it was still broken.
    await waitFor(async () => expect(await fixture.sagas.open()).toMatchObject([{ status: 'stuck' }]));
    fixture.sagas.before = () => {};
    expect(await fixture.sagas.retry(orderId)).toBe(true);
    await (
      await fixture.sagas.wake(orderId)
    )?.ended;
  }

  /** Its cart can be neither priced nor unfrozen. */
  async function stuckWithoutPrices(): Promise<string> {
    fixture.sagas.deadlineMs = 20;
    fixture.sagas.before = (what) => {
      if (what.includes('freeze and price')) serviceDown();
    };
    const orderId = await inReview(request);
    fixture.sagas.deadlineMs = undefined;
    return orderId;
  }

  test('before it had prices goes to review; cancelled, it gives no money back and ends', async () => {
    const orderId = await stuckWithoutPrices();
    expect(fixture.store.orders.get(orderId)).toMatchObject({
      ...{ state: 'review', payment: { state: 'created' }, priced: null },
      reason: 'freeze and price.unsettled',
    });
    const { order } = await cancel(orderId);
    expect(order).toMatchObject({ state: 'cancelled', payment: { state: 'voided' }, priced: null });
    // Whoever resumed its purchase did not know whether money had been authorised.
    expect(ledger()).toMatchObject([{ state: 'voided', amountMinor: 0 }]);
  });

  test('and then works leaves a cancelled order cancelled, and frees the key', async () => {
    const orderId = await stuckWithoutPrices();
    const { order: cancelled } = await cancel(orderId);
    await retried(orderId);
    expect(fixture.store.orders.get(orderId)).toEqual(cancelled);
    expect(await fixture.placing.place(request, key, {})).toMatchObject({
      kind: 'answered',
      isReplay: false,
    });
  });

  test('and then works ends an order in review, and frees the key', async () => {
    const orderId = await stuckWithoutPrices();
    await retried(orderId);
    expect(fixture.store.orders.get(orderId)).toMatchObject({
      state: 'expired',
      payment: { state: 'voided' },
    });
    expect(await fixture.placing.place(request, key, {})).toMatchObject({
      kind: 'answered',
      isReplay: false,
    });
  });

  test('after a mistake in the request ends an order in review as rejected, and frees the key', async () => {
    const mistaken = aRequest({ paymentToken: 'tok_unknown' });
    fixture.sagas.before = (what) => {
      if (what === 'undo freeze and price') serviceDown();
    };
    const orderId = await inReview(mistaken);
    await retried(orderId);
    expect(fixture.store.orders.get(orderId)).toMatchObject({
      ...{ state: 'rejected', reason: 'payment.token_unknown' },
      priced: { totals: { grand: gbp(1_400) } },
    });
    expect(await fixture.placing.place(request, key, {})).toMatchObject({
      kind: 'answered',
      isReplay: false,
    });
  });

  test('after the payment was declined answers with the refusal once it works, cancelled or not', async () => {
    const free = fixture.stock.free;
    const declined = aRequest({ paymentToken: 'tok_declined' });
    fixture.sagas.before = (what) => {
      if (what === 'undo hold stock') serviceDown();
    };
    const orderId = await inReview(declined);
    expect(fixture.store.orders.get(orderId)).toMatchObject({
      state: 'review',
      reason: 'hold stock.unsettled',
    });
    const { order } = await cancel(orderId);
    expect(order).toMatchObject({ state: 'cancelled', payment: { state: 'voided' } });
    expect(fixture.stock.free).toBe(free);
    await retried(orderId);
    expect(fixture.store.orders.get(orderId)).toEqual(order);
    const { bytes, isReplay } = await fixture.buy(declined, key);
    expect(isReplay).toBe(true);
    expect(PlaceOrderResponse.decode(bytes).outcome).toMatchObject({
      $case: 'refused',
      refused: { code: 'payment.declined' },
    });
  });
});

describe('cancelling an order whose capture was refused', () => {
  test('ends its stuck purchase as well', async () => {
    fixture.provider.refusesCapture = true;
    const orderId = await bought();
    expect(fixture.store.orders.get(orderId)?.state).toBe('review');
    expect(await fixture.sagas.open()).toMatchObject([{ name: 'place-order', status: 'stuck' }]);
    const { order } = await cancel(orderId);
    expect(order).toMatchObject({ state: 'cancelled', payment: { state: 'voided' } });
    await waitFor(async () => expect(await fixture.sagas.open()).toEqual([]));
    expect(ledger()).toMatchObject([{ state: 'voided', captured: 0 }]);
  });
});

describe('cancelling an order that went to review before it had prices', () => {
  test('asks no provider for money and ends, instead of failing for ever', async () => {
    const order = aDraft({ state: 'review', reason: 'freeze and price.unsettled' });
    fixture.store.orders.set(order.id, order);
    const { order: cancelled } = await cancel(order.id);
    expect(cancelled).toMatchObject({ state: 'cancelled', payment: { state: 'voided' }, priced: null });
    expect(fixture.provider.ledger.size).toBe(0);
  });
});
