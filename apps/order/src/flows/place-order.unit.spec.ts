import { DomainError } from '@tradepost/decision';
import { SuspendSaga } from '@tradepost/saga';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { aCheckout, aLine, anAddress, aRequest, gbp, someTotals } from '../testing/builders.ts';
import { serviceDown } from '../testing/fake-services.ts';
import { orderFixture } from '../testing/order-fixture.ts';
import { within } from './waiting.ts';

let fixture: ReturnType<typeof orderFixture>;
beforeEach(() => {
  fixture = orderFixture();
});

const theOrder = () => [...fixture.store.orders.values()][0];
const ledger = () => [...fixture.provider.ledger.values()];

describe('a purchase', () => {
  test('takes every step and ends confirmed and paid', async () => {
    const { outcome, isReplay } = await fixture.buy();
    expect(isReplay).toBe(false);
    expect(outcome).toMatchObject({
      $case: 'placed',
      placed: { state: 'ORDER_STATE_CONFIRMED', paymentState: 'PAYMENT_STATE_AUTHORIZED', version: 2 },
    });
    expect(fixture.sagas.diary).toEqual([
      'freeze and price',
      'hold stock',
      'authorise payment',
      'confirm',
      'capture',
    ]);
    expect(theOrder()).toMatchObject({ state: 'confirmed', payment: { state: 'captured' }, version: 3 });
    expect(ledger()).toMatchObject([
      { state: 'authorized', captured: theOrder()?.priced?.totals.grand.amountMinor },
    ]);
  });

  test('that costs nothing calls no provider', async () => {
    const lines = [aLine({ unitPrice: gbp(0) })];
    fixture.carts.checkoutIs = () =>
      aCheckout({ lines, totals: someTotals(0, { shipping: gbp(0), grand: gbp(0) }) });
    await fixture.buy();
    expect(fixture.provider.ledger.size).toBe(0);
    expect(theOrder()).toMatchObject({ state: 'confirmed', payment: { state: 'captured' } });
  });

  test.each([
    ['cart and lines', { lines: [{ variantId: uuidv7(), quantity: 1 }] }, 'cartId'],
    ['neither cart nor lines', { cartId: null }, 'cartId'],
    [
      'a fractional quantity',
      { cartId: null, lines: [{ variantId: uuidv7(), quantity: 0.5 }] },
      'lines[0].quantity',
    ],
    ['an invalid e-mail address', { email: 'nobody' }, 'email'],
    ['an unknown provider', { paymentProvider: 'barter' }, 'payment.provider'],
    ['no token', { paymentToken: '' }, 'payment.token'],
  ])('with %s is refused before it begins', async (_, change, field) => {
    await expect(fixture.buy(change)).rejects.toMatchObject({
      code: 'request.invalid',
      facts: { errors: [expect.objectContaining({ field })] },
    });
    expect(fixture.store.orders.size).toBe(0);
  });
});

describe('an e-mail address', () => {
  test('is written to in punycode, and the request is compared as it was sent', async () => {
    const request = aRequest({ email: ' Ada@Bücher.example' });
    const first = await fixture.buy(request, 'k');
    expect([...fixture.store.orders.values()].map(({ email }) => email)).toEqual([
      'Ada@xn--bcher-kva.example',
    ]);
    const again = await fixture.buy(request, 'k');
    expect(Buffer.from(again.bytes).equals(Buffer.from(first.bytes))).toBe(true);
  });
});

describe('a key', () => {
  test('gives the same bytes again', async () => {
    const request = aRequest();
    const [first, again] = [
      await fixture.buy(request, 'k'),
      await fixture.buy({ ...request, cartToken: 'other' }, 'k'),
    ];
    expect(again.isReplay).toBe(true);
    expect(Buffer.from(again.bytes).equals(Buffer.from(first.bytes))).toBe(true);
    expect(fixture.store.orders.size).toBe(1);
  });

  test('with another body is refused', async () => {
    await fixture.buy({}, 'k');
    await expect(fixture.buy({ email: 'eve@example.com' }, 'k')).rejects.toMatchObject({
      kind: 'mismatch',
      code: 'idempotency.mismatch',
    });
  });

  test('in flight is refused', async () => {
    const request = aRequest();
    const answers = await Promise.allSettled([fixture.buy(request, 'k'), fixture.buy(request, 'k')]);
    expect(answers[1]).toMatchObject({ status: 'rejected', reason: { code: 'idempotency.in_flight' } });
    expect(answers[0].status).toBe('fulfilled');
  });

  test('of a refused purchase gives the same refusal', async () => {
    const request = aRequest({ paymentToken: 'tok_declined' });
    const [first, again] = [await fixture.buy(request, 'k'), await fixture.buy(request, 'k')];
    expect(first.outcome).toMatchObject({
      $case: 'refused',
      refused: { code: 'payment.declined', traceId: 'a-trace' },
    });
    expect(Buffer.from(again.bytes).equals(Buffer.from(first.bytes))).toBe(true);
  });

  test('of an invalid request is free again, and nothing of it is left', async () => {
    fixture.carts.checkoutIs = () => {
      throw new DomainError('missing', 'cart.not_found', 'There is no such cart.');
    };
    const request = aRequest();
    await expect(fixture.buy(request, 'k')).rejects.toMatchObject({ code: 'cart.not_found' });
    expect(fixture.store.orders.size).toBe(0);
    fixture.carts.checkoutIs = () => aCheckout();
    expect((await fixture.buy(request, 'k')).outcome?.$case).toBe('placed');
  });
});

describe('a refusal frees everything before it answers', () => {
  test('declined: money, stock and cart', async () => {
    const free = fixture.stock.free;
    const { outcome } = await fixture.buy({ paymentToken: 'tok_declined' });
    expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'payment.declined' } });
    expect(fixture.stock.free).toBe(free);
    expect(fixture.carts.frozen.size).toBe(0);
    const undone = ['undo authorise payment', 'undo hold stock', 'undo freeze and price'];
    expect(fixture.sagas.diary.slice(3)).toEqual(undone);
    expect(theOrder()).toMatchObject({
      state: 'rejected',
      payment: { state: 'failed' },
      reason: 'payment.declined',
    });
  });

  test('sold out: cart', async () => {
    fixture.stock.free = 1;
    const { outcome } = await fixture.buy();
    expect(outcome).toMatchObject({
      $case: 'refused',
      refused: { code: 'stock.insufficient', factsJson: '{"free":1}' },
    });
    expect(fixture.carts.frozen.size).toBe(0);
    expect(theOrder()).toMatchObject({ state: 'rejected', payment: { state: 'voided' }, priced: {} });
    expect(fixture.sagas.diary.slice(2)).toEqual(['undo hold stock', 'undo freeze and price']);
  });

  test('prices that do not add up: cart', async () => {
    fixture.carts.checkoutIs = () => aCheckout({ totals: someTotals(1_000, { grand: gbp(1) }) });
    await expect(fixture.buy()).rejects.toMatchObject({ code: 'price.inconsistent' });
    expect(fixture.carts.frozen.size).toBe(0);
  });

  test('price drift: cart', async () => {
    fixture.carts.checkoutIs = () => {
      throw new DomainError('conflict', 'price.drift', 'The prices changed.', { lines: [] });
    };
    const refused = { $case: 'refused', refused: { code: 'price.drift' } };
    expect((await fixture.buy({ expectedTotal: gbp(1) })).outcome).toMatchObject(refused);
    expect(fixture.carts.frozen.size).toBe(0);
  });

  test('hold of a service that does not sell at once, gone before it was committed: money, stock and cart', async () => {
    fixture.stock.sells = false;
    fixture.sagas.before = (what) => {
      if (what === 'commit stock') fixture.stock.held.clear();
    };
    const { outcome } = await fixture.buy();
    expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'stock.hold_gone' } });
    expect(ledger()).toMatchObject([{ state: 'voided', captured: 0 }]);
    expect(fixture.carts.frozen.size).toBe(0);
  });
});

describe('an unknown outcome', () => {
  test('of the payment is asked for, never guessed: authorised', async () => {
    fixture.provider.lost.add('authorize');
    expect((await fixture.buy()).outcome?.$case).toBe('placed');
    expect(ledger()).toMatchObject([{ state: 'authorized' }]);
  });

  test('of the payment is asked for, never guessed: declined', async () => {
    fixture.provider.lost.add('authorize');
    const { outcome } = await fixture.buy({ paymentToken: 'tok_declined' });
    expect(outcome).toMatchObject({ $case: 'refused', refused: { code: 'payment.declined' } });
  });

  test('that stays unknown is undone, and nothing is left', async () => {
    fixture.provider.lost.add('authorize').add('status');
    fixture.sagas.deadlineMs = 50;
    await expect(fixture.buy({}, 'k')).rejects.toMatchObject({ reason: 'unavailable' });
    expect(ledger()).toMatchObject([{ state: 'voided' }]);
    expect(fixture.stock.held.size).toBe(0);
    expect(fixture.carts.frozen.size).toBe(0);
    expect(theOrder()).toMatchObject({ state: 'expired', reason: 'order.timeout' });
    fixture.provider.lost.clear();
    fixture.sagas.deadlineMs = undefined;
    expect((await fixture.buy({}, 'k')).outcome?.$case).toBe('placed');
  });

  test('of the capture puts the order to review', async () => {
    fixture.provider.lost.add('capture');
    expect((await fixture.buy()).outcome?.$case).toBe('placed');
    expect(theOrder()).toMatchObject({ state: 'review', reason: 'capture.unsettled' });
  });

  test('a refused capture puts the order to review', async () => {
    fixture.provider.refusesCapture = true;
    expect((await fixture.buy()).outcome?.$case).toBe('placed');
    expect(theOrder()).toMatchObject({ state: 'review', reason: 'payment.capture_refused' });
  });
});

describe('a step that fails twice works the third time', () => {
  test.each(['freeze and price', 'hold stock', 'authorise payment', 'commit stock', 'confirm', 'capture'])(
    '%s',
    async (step) => {
      fixture.stock.sells = step !== 'commit stock';
      fixture.sagas.before = (what, attempt) => {
        if (what === step && attempt < 3) serviceDown();
      };
      expect((await fixture.buy()).outcome?.$case).toBe('placed');
      expect(theOrder()).toMatchObject({ state: 'confirmed', payment: { state: 'captured' } });
    },
  );
});

describe('a step that never works leaves nothing behind', () => {
  test.each(['freeze and price', 'hold stock', 'authorise payment', 'commit stock', 'confirm'])(
    '%s',
    async (step) => {
      fixture.stock.sells = step !== 'commit stock';
      const free = fixture.stock.free;
      fixture.sagas.before = (what) => {
        if (what === step) serviceDown();
      };
      fixture.sagas.deadlineMs = 50;
      await expect(fixture.buy()).rejects.toMatchObject({ reason: 'unavailable' });
      expect(fixture.stock.free).toBe(free);
      expect(fixture.carts.frozen.size).toBe(0);
      expect(ledger().every(({ state }) => state === 'voided')).toBe(true);
      expect(theOrder()).toMatchObject({ state: 'expired' });
    },
  );
});

describe('the addresses of a purchase', () => {
  test('are stored by the rules of their countries, under the key of what was sent', async () => {
    const shippingAddress = { ...anAddress(), city: ' London ', postalCode: 'sw1y4jh', country: 'gb' };
    const billingAddress = { ...anAddress(), country: 'DE', postalCode: 'D-10115' };
    const request = aRequest({ shippingAddress, billingAddress });
    await fixture.placing.place(request, 'k', within(10_000));
    expect(theOrder()).toMatchObject({
      priced: { shippingAddress: { ...anAddress(), postalCode: 'SW1Y 4JH', country: 'GB' } },
      billingAddress: { ...anAddress(), country: 'DE', postalCode: '10115' },
    });
    expect(await fixture.placing.place(request, 'k', within(10_000))).toMatchObject({ isReplay: true });
  });

  test.each([
    ['shippingAddress', { country: 'UK' }, 'shippingAddress.country', 'country.unknown'],
    ['billingAddress', { country: 'EL' }, 'billingAddress.country', 'country.unknown'],
    ['billingAddress', { postalCode: '1' }, 'billingAddress.postalCode', 'postal_code.invalid'],
    ['shippingAddress', { name: 'Ada\r\nBcc: all' }, 'shippingAddress.name', 'field.invalid'],
  ] as const)('are refused before it begins: %s %j', async (of, change, field, code) => {
    const request = aRequest({ [of]: { ...anAddress(), ...change } });
    await expect(fixture.placing.place(request, 'k', within(10_000))).rejects.toMatchObject({
      code: 'request.invalid',
      facts: { errors: [expect.objectContaining({ field, code })] },
    });
    expect(fixture.store.orders.size).toBe(0);
  });

  test('that older rules took do not change the answer under its key', async () => {
    const request = aRequest({ billingAddress: { ...anAddress(), country: 'UK' } });
    const known = { kind: 'taken' as const, isSameRequest: false, answer: null, challengedId: null };
    fixture.purchases.findClaim = async () => known;
    await expect(fixture.placing.place(request, 'k', within(10_000))).rejects.toMatchObject({
      code: 'idempotency.mismatch',
    });
  });
});

describe('a purchase that goes on in another process', () => {
  test('and is removed there between two polls is retryable, not a bug', async () => {
    fixture.sagas.before = () => {
      throw new SuspendSaga({}, { until: new Date(), againMs: 1 });
    };
    const look = fixture.purchases.findClaim.bind(fixture.purchases);
    fixture.purchases.findClaim = async (claim) => {
      const known = await look(claim);
      fixture.store.orders.clear();
      return known;
    };
    const placed = fixture.placing.place(aRequest(), 'k', within(10_000));
    await expect(placed).rejects.toMatchObject({ name: 'RetryableError', reason: 'unavailable' });
  });
});

describe('too many purchases at once', () => {
  test('wait in the queue, and beyond it are refused with a time to retry', async () => {
    fixture = orderFixture({ inFlight: 2, queue: 3 });
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => fixture.buy()));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    const sent = answers.filter((answer) => answer.status === 'rejected');
    expect(sent.every(({ reason }) => reason.reason === 'busy' && reason.retryAfterMs > 0)).toBe(true);
  });

  test('a caller that leaves the queue costs nothing', async () => {
    fixture = orderFixture({ inFlight: 1, queue: 3 });
    const leaving = new AbortController();
    const first = fixture.buy();
    const second = fixture.placing.place(aRequest(), 'k', { signal: leaving.signal });
    leaving.abort();
    await expect(second).rejects.toMatchObject({ reason: 'cancelled' });
    await first;
    expect(fixture.store.orders.size).toBe(1);
  });
});
