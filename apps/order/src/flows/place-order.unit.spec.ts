import { DomainError } from '@tradepost/decision';
import { SuspendSaga } from '@tradepost/saga';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { aCheckout, aLine, aRequest, gbp, someTotals } from '../testing/builders.ts';
import { neighbourDown } from '../testing/fake-neighbours.ts';
import { anOrderDesk } from '../testing/order-desk.ts';

let desk: ReturnType<typeof anOrderDesk>;
beforeEach(() => {
  desk = anOrderDesk();
});

const theOrder = () => [...desk.store.orders.values()][0];
const booked = () => [...desk.provider.books.values()];

describe('a purchase', () => {
  test('goes down the steps and ends confirmed and paid', async () => {
    const { outcome, isReplay } = await desk.buy();
    expect(isReplay).toBe(false);
    expect(outcome).toMatchObject({
      $case: 'placed',
      placed: { state: 'ORDER_STATE_CONFIRMED', paymentState: 'PAYMENT_STATE_AUTHORIZED', version: 3 },
    });
    expect(desk.sagas.diary).toEqual([
      'freeze and price',
      'hold stock',
      'authorise payment',
      'commit stock',
      'confirm',
      'capture',
    ]);
    expect(theOrder()).toMatchObject({ state: 'confirmed', paymentState: 'captured', version: 4 });
    expect(booked()).toMatchObject([
      { state: 'authorized', captured: theOrder()?.priced?.totals.grand.amountMinor },
    ]);
  });

  test('that costs nothing asks no provider', async () => {
    const lines = [aLine({ unitPrice: gbp(0) })];
    desk.carts.checkoutIs = () =>
      aCheckout({ lines, totals: someTotals(0, { shipping: gbp(0), grand: gbp(0) }) });
    await desk.buy();
    expect(desk.provider.books.size).toBe(0);
    expect(theOrder()).toMatchObject({ state: 'confirmed', paymentState: 'captured' });
  });

  test.each([
    ['cart and lines', { lines: [{ variantId: uuidv7(), quantity: 1 }] }, 'cartId'],
    ['neither cart nor lines', { cartId: null }, 'cartId'],
    ['half a piece', { cartId: null, lines: [{ variantId: uuidv7(), quantity: 0.5 }] }, 'lines[0].quantity'],
    ['no e-mail address', { email: 'nobody' }, 'email'],
    ['a provider nobody knows', { paymentProvider: 'barter' }, 'payment.provider'],
    ['no token', { paymentToken: '' }, 'payment.token'],
  ])('with %s is not even begun', async (_, change, field) => {
    await expect(desk.buy(change)).rejects.toMatchObject({
      code: 'request.invalid',
      facts: { errors: [expect.objectContaining({ field })] },
    });
    expect(desk.store.orders.size).toBe(0);
  });
});

describe('a key', () => {
  test('gives the same bytes again for ever', async () => {
    const request = aRequest();
    const [first, again] = [
      await desk.buy(request, 'k'),
      await desk.buy({ ...request, cartToken: 'other' }, 'k'),
    ];
    expect(again.isReplay).toBe(true);
    expect(Buffer.from(again.bytes).equals(Buffer.from(first.bytes))).toBe(true);
    expect(desk.store.orders.size).toBe(1);
  });

  test('with another body is refused', async () => {
    await desk.buy({}, 'k');
    await expect(desk.buy({ email: 'eve@example.com' }, 'k')).rejects.toMatchObject({
      kind: 'mismatch',
      code: 'idempotency.mismatch',
    });
  });

  test('in flight is refused', async () => {
    const request = aRequest();
    const answers = await Promise.allSettled([desk.buy(request, 'k'), desk.buy(request, 'k')]);
    expect(answers[1]).toMatchObject({ status: 'rejected', reason: { code: 'idempotency.in_flight' } });
    expect(answers[0].status).toBe('fulfilled');
  });

  test('of a refused purchase gives the same refusal', async () => {
    const request = aRequest({ paymentToken: 'tok_declined' });
    const [first, again] = [await desk.buy(request, 'k'), await desk.buy(request, 'k')];
    expect(first.outcome).toMatchObject({
      $case: 'refused',
      refused: { code: 'payment.declined', traceId: 'a-trace' },
    });
    expect(Buffer.from(again.bytes).equals(Buffer.from(first.bytes))).toBe(true);
  });

  test('of a mistake is free again, and nothing of it stays', async () => {
    desk.carts.checkoutIs = () => {
      throw new DomainError('missing', 'cart.not_found', 'There is no such cart.');
    };
    const request = aRequest();
    await expect(desk.buy(request, 'k')).rejects.toMatchObject({ code: 'cart.not_found' });
    expect(desk.store.orders.size).toBe(0);
    desk.carts.checkoutIs = () => aCheckout();
    expect((await desk.buy(request, 'k')).outcome?.$case).toBe('placed');
  });
});

describe('a refusal frees what was taken before it answers', () => {
  test('declined: money, goods and cart', async () => {
    const free = desk.stock.free;
    const { outcome } = await desk.buy({ paymentToken: 'tok_declined' });
    expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'payment.declined' } });
    expect(desk.stock.free).toBe(free);
    expect(desk.carts.frozen.size).toBe(0);
    expect(desk.sagas.diary.slice(3)).toEqual([
      'undo authorise payment',
      'undo hold stock',
      'undo freeze and price',
    ]);
    expect(theOrder()).toMatchObject({
      state: 'rejected',
      paymentState: 'failed',
      reason: 'payment.declined',
    });
  });

  test('sold out: cart', async () => {
    desk.stock.free = 1;
    const { outcome } = await desk.buy();
    expect(outcome).toMatchObject({
      $case: 'refused',
      refused: { code: 'stock.insufficient', factsJson: '{"free":1}' },
    });
    expect(desk.carts.frozen.size).toBe(0);
    expect(theOrder()).toMatchObject({ state: 'rejected', paymentState: 'voided' });
  });

  test('price drift: cart', async () => {
    desk.carts.checkoutIs = () => {
      throw new DomainError('conflict', 'price.drift', 'The prices changed.', { lines: [] });
    };
    const { outcome } = await desk.buy({ expectedTotal: gbp(1) });
    expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'price.drift' } });
    expect(desk.carts.frozen.size).toBe(0);
  });

  test('hold gone before it was committed: money, goods and cart', async () => {
    desk.sagas.before = (what) => {
      if (what === 'commit stock') desk.stock.held.clear();
    };
    const { outcome } = await desk.buy();
    expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'stock.hold_gone' } });
    expect(booked()).toMatchObject([{ state: 'voided', captured: 0 }]);
    expect(desk.carts.frozen.size).toBe(0);
  });
});

describe('an unknown outcome', () => {
  test('of the payment is asked, never guessed: booked', async () => {
    desk.provider.lost.add('authorize');
    expect((await desk.buy()).outcome?.$case).toBe('placed');
    expect(booked()).toMatchObject([{ state: 'authorized' }]);
  });

  test('of the payment is asked, never guessed: declined', async () => {
    desk.provider.lost.add('authorize');
    const { outcome } = await desk.buy({ paymentToken: 'tok_declined' });
    expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'payment.declined' } });
  });

  test('that stays unknown is undone, with nothing left of it', async () => {
    desk.provider.lost.add('authorize').add('status');
    await expect(desk.buy({}, 'k')).rejects.toMatchObject({ reason: 'unavailable' });
    expect(booked()).toMatchObject([{ state: 'voided' }]);
    expect(desk.stock.held.size).toBe(0);
    expect(desk.carts.frozen.size).toBe(0);
    expect(theOrder()).toMatchObject({ state: 'expired', reason: 'order.timeout' });
    desk.provider.lost.clear();
    expect((await desk.buy({}, 'k')).outcome?.$case).toBe('placed');
  });

  test('of the capture puts the order before a person', async () => {
    desk.provider.lost.add('capture');
    expect((await desk.buy()).outcome?.$case).toBe('placed');
    expect(theOrder()).toMatchObject({ state: 'review', reason: 'capture.unsettled' });
  });

  test('a refused capture puts the order before a person', async () => {
    desk.provider.refusesCapture = true;
    expect((await desk.buy()).outcome?.$case).toBe('placed');
    expect(theOrder()).toMatchObject({ state: 'review', reason: 'payment.capture_refused' });
  });
});

describe('a step that fails twice works the third time', () => {
  test.each(['freeze and price', 'hold stock', 'authorise payment', 'commit stock', 'confirm', 'capture'])(
    '%s',
    async (step) => {
      desk.sagas.before = (what, attempt) => {
        if (what === step && attempt < 3) neighbourDown();
      };
      expect((await desk.buy()).outcome?.$case).toBe('placed');
      expect(theOrder()).toMatchObject({ state: 'confirmed', paymentState: 'captured' });
    },
  );
});

describe('a step that never works leaves nothing behind', () => {
  test.each(['freeze and price', 'hold stock', 'authorise payment', 'commit stock', 'confirm'])(
    '%s',
    async (step) => {
      const free = desk.stock.free;
      desk.sagas.before = (what) => {
        if (what === step) neighbourDown();
      };
      await expect(desk.buy()).rejects.toMatchObject({ reason: 'unavailable' });
      expect(desk.stock.free).toBe(free);
      expect(desk.carts.frozen.size).toBe(0);
      expect(booked().every(({ state }) => state === 'voided')).toBe(true);
      expect(theOrder()).toMatchObject({ state: 'expired' });
    },
  );
});

describe('a purchase that goes on elsewhere', () => {
  test('and is removed there between two looks is not yet, and no fault', async () => {
    desk.sagas.before = () => {
      throw new SuspendSaga({}, { until: new Date(), againMs: 1 });
    };
    const look = desk.store.findClaim.bind(desk.store);
    desk.store.findClaim = async (claim) => {
      const known = await look(claim);
      desk.store.orders.clear();
      return known;
    };
    const placed = desk.placing.place(aRequest(), 'k', { timeoutMs: 10_000 });
    await expect(placed).rejects.toMatchObject({ name: 'RetryableError', reason: 'unavailable' });
  });
});

describe('too many purchases at once', () => {
  test('queue, and beyond the queue are sent away with a time to come back', async () => {
    desk = anOrderDesk({ inFlight: 2, queue: 3 });
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => desk.buy()));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    const sent = answers.filter((answer) => answer.status === 'rejected');
    expect(sent.every(({ reason }) => reason.reason === 'busy' && reason.retryAfterMs > 0)).toBe(true);
  });

  test('a caller who leaves the queue costs nothing', async () => {
    desk = anOrderDesk({ inFlight: 1, queue: 3 });
    const leaving = new AbortController();
    const first = desk.buy();
    const second = desk.placing.place(aRequest(), 'k', { signal: leaving.signal });
    leaving.abort();
    await expect(second).rejects.toMatchObject({ reason: 'cancelled' });
    await first;
    expect(desk.store.orders.size).toBe(1);
  });
});
