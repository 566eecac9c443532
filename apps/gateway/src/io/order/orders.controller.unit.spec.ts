import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  OrderState,
  ParcelState,
  PaymentState,
  type PlaceOrderResponse,
  RefundState,
  ReturnState,
} from '@tradepost/contracts';
import { RetryableError } from '@tradepost/errors';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { anAddress, anOrder, ID, OTHER_ID, pounds } from '../../testing/builders.ts';
import { signedInAs } from '../../testing/signed-in.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway({ env: { ORDER_TIMEOUT_MS: '12345' } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.calls.splice(0);
  gateway.services.OrderService = {
    placeOrder: outcome({ $case: 'placed', placed: anOrder({ token: 'order-secret' }) }),
    cancelOrder: async () => ({ order: anOrder({ state: OrderState.CANCELLED }) }),
    listOrders: async () => ({ items: [anOrder()], nextPageToken: 'more' }),
  };
});

const outcome = (of: PlaceOrderResponse['outcome']) => async () => ({ outcome: of, replayed: false });

const payment = { provider: 'sandbox', token: 'tok_ok' };
const byCart = { cartId: ID, email: 'ada@example.com', payment };
const byLines = {
  lines: [{ variantId: OTHER_ID, quantity: 2 }],
  email: 'ada@example.com',
  shippingAddress: anAddress,
  payment,
};
const buy = (payload: object, headers: Record<string, string> = {}) =>
  gateway.ask('/orders', { method: 'POST', payload, headers: { 'idempotency-key': 'k', ...headers } });
const request = () => gateway.calls.at(-1)?.request;

describe('a purchase', () => {
  it('that is placed is 201: the order, where it is, and the guest’s token as a cookie of that order', async () => {
    const answer = await buy(byCart);
    expect(answer.statusCode).toBe(201);
    expect(answer.headers.location).toBe(`/api/v1/orders/${ID}`);
    expect(answer.headers['retry-after']).toBeUndefined();
    expect(answer.json()).toMatchObject({ id: ID, number: 'T-1', state: 'confirmed', token: 'order-secret' });
    expect(answer.cookies).toMatchObject([
      { name: `order-${ID}`, value: 'order-secret', path: '/', maxAge: 7_776_000, httpOnly: true },
    ]);
  });

  it('that is not settled is 202, with Retry-After', async () => {
    const unsettled = anOrder({ state: OrderState.PENDING, paymentState: PaymentState.REQUIRES_ACTION });
    gateway.services.OrderService = {
      placeOrder: outcome({ $case: 'unsettled', unsettled }),
    };
    const answer = await buy(byCart);
    expect(answer.statusCode).toBe(202);
    expect(answer.headers).toMatchObject({ location: `/api/v1/orders/${ID}`, 'retry-after': '1' });
    expect(answer.json()).toMatchObject({ state: 'pending', paymentState: 'requires_action' });
  });

  it.each([
    ['payment.declined', 402],
    ['stock.insufficient', 409],
    ['price.changed', 409],
  ])('that is refused with %s is %i, each time with the trace of the first time', async (code, status) => {
    const refused = { code, detail: 'No.', factsJson: '{"available":1}', traceId: 'f'.repeat(32) };
    gateway.services.OrderService = { placeOrder: outcome({ $case: 'refused', refused }) };
    const [first, second] = [await buy(byCart), await buy(byCart)];
    expect(first.statusCode).toBe(status);
    expect(first.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(first.json()).toMatchObject({ code, detail: 'No.', available: 1, instance: '/api/v1/orders' });
    expect(first.json()).toMatchObject({ traceId: 'f'.repeat(32) });
    expect(second.body).toBe(first.body);
    expect(first.cookies).toEqual([]);
  });

  it('that could not be placed in time is retryable', async () => {
    gateway.services.OrderService = {
      placeOrder: async () => {
        throw new RetryableError('timeout', 'order');
      },
    };
    expect((await buy(byCart)).statusCode).toBe(504);
  });

  it('waits as long as ORDER_TIMEOUT_MS', async () => {
    await buy(byCart);
    expect(gateway.calls[0]?.options).toEqual({ timeoutMs: 12_345 });
  });

  it('of a cart is sent with its owner', async () => {
    await buy(byCart, { 'cart-token': 'cart-secret', 'accept-language': 'de-AT,en;q=0.5' });
    expect(request()).toEqual({
      idempotencyKey: 'k',
      userId: '',
      cartId: ID,
      cartToken: 'cart-secret',
      lines: [],
      email: 'ada@example.com',
      shippingAddress: undefined,
      billingAddress: undefined,
      shippingOptionId: '',
      paymentProvider: 'sandbox',
      paymentToken: 'tok_ok',
      expectedTotal: undefined,
      externalReference: '',
      locale: 'de',
    });
  });

  it('of lines in one call has all it needs, and no cart token', async () => {
    const more = {
      billingAddress: { ...anAddress, line2: 'Flat 2', region: 'London' },
      shippingOptionId: 'post',
      expectedTotal: { amount: 3_097, currency: 'GBP' },
      externalReference: 'PO-1',
      locale: 'fr-CH',
    };
    await buy({ ...byLines, ...more }, { ...(await signedInAs(ID, 'customer')), cookie: 'cart_token=old' });
    expect(request()).toMatchObject({
      userId: ID,
      cartId: '',
      cartToken: '',
      lines: byLines.lines,
      shippingAddress: { ...anAddress, line2: '', region: '' },
      billingAddress: { line2: 'Flat 2', region: 'London' },
      shippingOptionId: 'post',
      expectedTotal: pounds(3_097),
      externalReference: 'PO-1',
      locale: 'fr-CH',
    });
  });

  it.each([
    [
      'neither',
      { email: 'ada@example.com', payment },
      'cartId',
      'Exactly one of "cartId" and "lines" is required.',
    ],
    ['both', { ...byLines, cartId: ID }, 'cartId', 'Exactly one of "cartId" and "lines" is required.'],
    [
      'lines without an address',
      { ...byLines, shippingAddress: undefined },
      'shippingAddress',
      '"shippingAddress" is required with "lines", or "billingAddress" when nothing is shipped. Add it to the body.',
    ],
  ])('with %s is refused', async (_name, payload, field, detail) => {
    const answer = await buy(payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ detail, errors: [{ code: 'field.missing', field, detail }] });
    expect(gateway.calls).toEqual([]);
  });

  it('names the limits of what it takes', async () => {
    const answer = await buy({
      ...byLines,
      email: `${'a'.repeat(250)}@example.com`,
      payment: { provider: 'x'.repeat(51), token: 'x'.repeat(501) },
      externalReference: '',
      expectedTotal: { amount: -1, currency: 'GBP' },
    });
    const found = answer.json<{ errors: { field: string; code: string }[] }>().errors;
    expect(found.map(({ field, code }) => `${field} ${code}`).sort()).toEqual([
      'email field.maxLength',
      'expectedTotal.amount field.range',
      'externalReference field.minLength',
      'payment.provider field.maxLength',
      'payment.token field.maxLength',
    ]);
  });
});

describe('an order', () => {
  it('has its states in the API’s words, with what happened to it', async () => {
    const at = new Date('2026-01-31T12:00:00Z');
    const lines = [{ lineId: ID, quantity: 1 }];
    const common = { id: OTHER_ID, lines, createdAt: at, updatedAt: at };
    const order = anOrder({
      state: OrderState.COMPLETED,
      paymentState: PaymentState.PARTIALLY_REFUNDED,
      refunded: pounds(5),
      challenge: { url: 'https://pay.example', expiresAt: at },
      shippingOptionId: 'post',
      shippingOptionName: 'Post',
      fulfilments: [{ ...common, state: ParcelState.DELIVERED, tracking: '' }],
      returns: [{ ...common, state: ReturnState.CLOSED, reason: 'Too blue' }],
      refunds: [
        { ...common, state: RefundState.DONE, amount: pounds(5), reason: 'Too blue', failure: '' },
      ] as never,
    });
    gateway.services.OrderService = { getOrder: async () => ({ order }) };
    expect((await gateway.ask(`/orders/${ID}`)).json()).toMatchObject({
      state: 'completed',
      paymentState: 'partially_refunded',
      fulfilmentState: 'unfulfilled',
      refunded: { amount: 5, currency: 'GBP' },
      challenge: { url: 'https://pay.example', expiresAt: '2026-01-31T12:00:00.000Z' },
      shippingOption: { id: 'post', name: 'Post' },
      cartId: null,
      reason: null,
      fulfilments: [{ state: 'delivered', tracking: null, lines }],
      returns: [{ state: 'closed', reason: 'Too blue' }],
      refunds: [{ state: 'done', amount: { amount: 5, currency: 'GBP' }, failure: null }],
      timeline: [{ type: 'order.placed', actor: 'customer' }],
    });
  });

  it('never shows its token again', async () => {
    gateway.services.OrderService = { getOrder: async () => ({ order: anOrder({ token: 'order-secret' }) }) };
    expect((await gateway.ask(`/orders/${ID}`)).body).not.toContain('order-secret');
  });

  it('in a state that this version does not know is shown as unknown, as the API documents', async () => {
    gateway.services.OrderService = {
      getOrder: async () => ({ order: anOrder({ state: OrderState.UNRECOGNIZED }) }),
    };
    const answer = await gateway.ask(`/orders/${ID}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ state: 'unknown', paymentState: 'captured' });
  });

  it('is listed by page to its owner only', async () => {
    const answer = await gateway.ask('/orders?limit=5&cursor=here', {
      headers: await signedInAs(ID, 'customer'),
    });
    expect(answer.json()).toMatchObject({ items: [{ id: ID }], nextCursor: 'more' });
    expect(request()).toEqual({
      ...{ userId: ID, query: '', pageSize: 5, pageToken: 'here' },
      ...{ state: OrderState.UNSPECIFIED, paymentState: PaymentState.UNSPECIFIED },
    });
    expect((await gateway.ask('/orders')).statusCode).toBe(401);
  });

  it('is cancelled with a reason, or without one', async () => {
    const cancel = async (payload: object) =>
      gateway.ask(`/orders/${ID}/cancel`, {
        method: 'POST',
        payload,
        headers: { 'order-token': 't', 'idempotency-key': 'k', 'if-match': '"5-x"' },
      });
    expect((await cancel({ reason: 'changed my mind' })).json()).toMatchObject({ state: 'cancelled' });
    expect(request()).toEqual({
      ...{ orderId: ID, access: { userId: '', token: 't', staff: false } },
      ...{ reason: 'changed my mind', expectedVersion: 5, idempotencyKey: 'k' },
    });
    await cancel({});
    expect(request()).toMatchObject({ reason: '' });
    expect((await cancel({ reason: '  ' })).json()).toMatchObject({
      detail: '"reason" must contain more than spaces.',
    });
  });
});

describe('a payment that waits for its payer', () => {
  it.each([
    ['complete', 'completePayment'],
    ['abandon', 'abandonPayment'],
  ] as const)('accepts %s: 200 when it is settled, else 202', async (path, method) => {
    let settled = true;
    gateway.services.PaymentService = { [method]: async () => ({ order: anOrder(), settled }) };
    const ask = () =>
      gateway.ask(`/orders/${ID}/payment/${path}`, {
        method: 'POST',
        payload: {},
        headers: { 'order-token': 't', 'idempotency-key': 'k' },
      });
    const answer = await ask();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['retry-after']).toBeUndefined();
    expect(gateway.calls[0]).toMatchObject({
      request: { orderId: ID, access: { userId: '', token: 't', staff: false }, idempotencyKey: 'k' },
      options: { timeoutMs: 12_345 },
    });
    settled = false;
    const later = await ask();
    expect(later.statusCode).toBe(202);
    expect(later.headers['retry-after']).toBe('1');
  });

  it('takes no content', async () => {
    const answer = await gateway.ask(`/orders/${ID}/payment/complete`, { method: 'POST', payload: { a: 1 } });
    expect(answer.json()).toMatchObject({ errors: [{ code: 'field.unknown', field: 'a' }] });
  });
});

describe('a return', () => {
  it('is requested by the owner of the order', async () => {
    gateway.services.AfterSaleService = { requestReturn: async () => ({ order: anOrder() }) };
    const payload = { lines: [{ lineId: OTHER_ID, quantity: 1 }], reason: 'Too blue' };
    const headers = { 'order-token': 't', 'idempotency-key': 'k' };
    const answer = await gateway.ask(`/orders/${ID}/returns`, { method: 'POST', payload, headers });
    expect(answer.statusCode).toBe(201);
    expect(request()).toEqual({
      ...{ orderId: ID, access: { userId: '', token: 't', staff: false }, idempotencyKey: 'k' },
      ...payload,
    });
  });
});
