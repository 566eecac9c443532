import { randomUUID } from 'node:crypto';
import type { Collector } from '@tradepost/otlp/testing';
import {
  collectTraces,
  expectOneTree,
  parentOf,
  spansOf,
  titleOf,
  TracedCaller,
} from '../fixtures/collected-traces.ts';
import { mailTo } from '../fixtures/mail.ts';
import { exemplarsOf } from '../fixtures/exemplars.ts';
import { findEverywhere, findIn } from '../fixtures/stored-text.ts';
import { address, bearer, body, expect, key, type Order, pay, problem, test } from '../fixtures/shop.ts';

// The services send their spans to one address, so one worker receives them.
test.describe.configure({ mode: 'default' });

let collector: Collector;
test.beforeAll(async () => {
  collector = await collectTraces();
});
test.afterAll(() => collector.close());

const SAGA = 'order: saga place-order';
const STEPS = ['freeze and price', 'hold stock', 'authorise payment', 'confirm', 'capture'];
const step = (name: string): string => `order: place-order: ${name}`;

test.describe('a purchase', () => {
  test('is one trace, with the steps of its saga, its events, what they cause, and its mail', async ({
    shop,
  }) => {
    const variant = await shop.aVariant();
    const cart = await shop.aCart({ variantId: variant.id, quantity: 1 });
    const caller = new TracedCaller();
    await body<Order>(await shop.buyCart(cart, { headers: { ...key(), ...caller.headers() } }), 201);
    const spans = await spansOf(collector, caller, [
      'gateway: POST /api/v1/orders',
      'gateway: shop.order.v1.OrderService/PlaceOrder',
      'order: shop.order.v1.OrderService/PlaceOrder',
      SAGA,
      ...STEPS.map(step),
      // Its call may be shared with another caller, and be in whose trace.
      'cart: quote prices',
      'product: shop.product.v1.ProductService/HoldStock',
      'payment-sandbox: POST /authorizations',
      'payment-sandbox: POST /authorizations/{id}/capture',
      'order: send events:order',
      'cart: process events:order',
      'order: process mails',
      'order: send mail',
    ]);
    expectOneTree(spans, caller);
    for (const name of STEPS) expect(parentOf(spans, step(name))).toBe(SAGA);
    expect(parentOf(spans, SAGA)).toBe('order: shop.order.v1.OrderService/PlaceOrder');
    expect(parentOf(spans, 'order: process mails')).toBe(step('confirm'));
    const consumed = spans.filter(({ name }) => name === 'process events:order');
    const publications = spans.filter(({ name }) => name === 'send events:order').map(({ spanId }) => spanId);
    for (const { parentSpanId } of consumed) expect(publications).toContain(parentSpanId);
    expect(spans.filter(({ isError }) => isError).map(titleOf)).toEqual([]);
  });

  test('that is declined shows the failed step and the undos', async ({ shop }) => {
    const variant = await shop.aVariant();
    const caller = new TracedCaller();
    const headers = { ...key(), ...caller.headers() };
    await problem(
      await shop.buyLines([{ variantId: variant.id, quantity: 1 }], { token: 'tok_declined', headers }),
      402,
    );
    const undo = (name: string): string => `order: place-order: undo ${name}`;
    const undone = ['authorise payment', 'hold stock'].map(undo);
    const spans = await spansOf(collector, caller, [
      SAGA,
      step('authorise payment'),
      ...undone,
      'gateway: POST /api/v1/orders',
    ]);
    expectOneTree(spans, caller);
    for (const title of undone) expect(parentOf(spans, title)).toBe(SAGA);
    const failed = spans.find((span) => titleOf(span) === step('authorise payment'));
    expect(failed).toMatchObject({
      isError: true,
      attributes: { 'error.type': 'payment.declined', 'tradepost.attempt': 1 },
    });
    expect(spans.some((span) => titleOf(span) === step('confirm'))).toBe(false);
  });

  test('of a caller that does not record is not recorded, and keeps the caller’s id', async ({ shop }) => {
    const variant = await shop.aVariant();
    const [silent, recorded] = [new TracedCaller(), new TracedCaller()];
    const lines = [{ variantId: variant.id, quantity: 1 }];
    const answer = await shop.buyLines(lines, { headers: { ...key(), ...silent.headers(false) } });
    await body<Order>(answer, 201);
    expect(answer.headers()['x-trace-id']).toBe(silent.traceId);
    // Sent later: once its spans have arrived, those of the first would have.
    await body<Order>(await shop.buyLines(lines, { headers: { ...key(), ...recorded.headers() } }), 201);
    await spansOf(collector, recorded, [SAGA, 'order: process mails', 'cart: process events:order']);
    expect(collector.spans.filter(({ traceId }) => traceId === silent.traceId)).toEqual([]);
  });
});

test('the latency of a purchase leads to its trace: exemplars name one that was received', async ({
  shop,
}) => {
  const variant = await shop.aVariant();
  const caller = new TracedCaller();
  const headers = { ...key(), ...caller.headers() };
  await body<Order>(await shop.buyLines([{ variantId: variant.id, quantity: 1 }], { headers }), 201);
  const served = 'http_server_request_duration_seconds_bucket{';
  const called = 'rpc_server_call_duration_seconds_bucket{';
  const purchase = [served, 'http_route="/api/v1/orders"', 'code="201"'];
  expect(await exemplarsOf('gateway', purchase)).toContain(caller.traceId);
  expect(await exemplarsOf('order', [called, 'OrderService/PlaceOrder"', 'code="OK"'])).toContain(
    caller.traceId,
  );
  await spansOf(collector, caller, [
    'gateway: POST /api/v1/orders',
    'order: shop.order.v1.OrderService/PlaceOrder',
  ]);
  // A trace that is not recorded can not be opened: it is no example.
  const silent = new TracedCaller();
  const lines = [{ variantId: variant.id, quantity: 1 }];
  await body(await shop.buyLines(lines, { headers: { ...key(), ...silent.headers(false) } }), 201);
  expect(await exemplarsOf('gateway', purchase)).not.toContain(silent.traceId);
});

test('a page is one trace, from the edge through the storefront to the services that it asks', async ({
  shop,
}) => {
  const { slug } = await shop.aVariant();
  const caller = new TracedCaller();
  const answer = await shop.request.get(`/products/${slug}`, { headers: caller.headers() });
  expect(answer.status()).toBe(200);
  const spans = await spansOf(collector, caller, [
    'gateway: GET /*',
    'storefront: GET routes/product',
    'storefront: GET',
    'gateway: GET /api/v1/products/{slug}',
  ]);
  expectOneTree(spans, caller);
  expect(parentOf(spans, 'storefront: GET routes/product')).toBe('gateway: GET /*');
  expect(parentOf(spans, 'gateway: GET /api/v1/products/{slug}')).toBe('storefront: GET');
});

/** Where personal data is meant to be, and why. Anywhere else is a leak; tokens, passwords and cards are nowhere. */
const BELONGS = {
  email: {
    'order.orders.email': 'whom the order is for',
    'order.mails.recipient': 'the confirmation, for MAIL_KEEP_DAYS',
    'order.idempotency_keys.response': 'the answer that a repeated purchase gets, for two days',
    'user.users.email': 'the account',
    'user.users.email_key': 'the account, in the form that is unique',
    'user.mails.recipient': 'the link that verifies the address',
  },
  street: {
    'order.orders.shipping_address': 'where the parcel goes',
    'order.idempotency_keys.response': 'the answer that a repeated purchase gets, for two days',
    'cart.carts.snapshot': 'what the buyer saw at the checkout',
  },
};

test('secrets and personal data are nowhere they do not belong', async ({ shop }) => {
  const caller = new TracedCaller();
  const traced = caller.headers();
  const email = `secret-${randomUUID()}@example.com`;
  const password = `pw-${randomUUID()}`;
  const card = '4242424242424242';
  const street = `Street ${randomUUID()}`;
  const post = (path: string, data: object, headers: Record<string, string> = {}) =>
    shop.request.post(`/api/v1${path}`, { data, headers: { ...traced, ...headers } });

  const account = { email, password, name: 'Ada Lovelace' };
  const registered = await body<{ refreshToken: string; accessToken: string }>(
    await post('/auth/register', { ...account, returnRefreshToken: true }),
    201,
  );
  await problem(await post('/auth/login', { email, password: `${password}-wrong` }), 401);
  const { accessToken, refreshToken } = await body<{ accessToken: string; refreshToken: string }>(
    await post('/auth/login', { email, password, returnRefreshToken: true }),
    200,
  );
  const variant = await shop.aVariant();
  const cart = await shop.aCart({ variantId: variant.id, quantity: 1 });
  const where = { ...address, line1: street };
  const cartToken = { 'Cart-Token': cart.token };
  const purchase = { cartId: cart.id, email, shippingAddress: where };
  // A card number where a token belongs, as a mistaken integration sends it.
  await problem(await post('/orders', { ...purchase, payment: pay(card) }, { ...key(), ...cartToken }), 400);
  await shop.request.get(`/api/v1/products?q=${card}`, { headers: traced });
  await shop.request.get(`/api/v1/products/${card}?email=${email}`, { headers: traced });
  const order = await body<Order>(
    await post('/orders', { ...purchase, payment: pay() }, { ...key(), ...cartToken }),
    201,
  );
  await shop.request.get(`/api/v1/orders/${order.id}`, {
    headers: { 'Order-Token': order.token, ...traced },
  });
  await body(await shop.request.get('/api/v1/me', { headers: { ...bearer(accessToken), ...traced } }), 200);
  await mailTo(email, `Your order ${order.number}`);
  await spansOf(collector, caller, [
    SAGA,
    'order: process mails',
    'user: process mails',
    'cart: process events:order',
  ]);

  const secrets = {
    ...{ card, email, street, password },
    ...{ cartToken: cart.token, orderToken: order.token, accessToken, refreshToken },
    ...{ firstRefreshToken: registered.refreshToken, firstAccessToken: registered.accessToken },
  };
  const found = [
    ...(await findEverywhere(secrets)),
    ...findIn(secrets, 'spans', JSON.stringify(collector.spans)),
  ];
  const placesOf = (secret: string) => found.filter((one) => one.secret === secret).map((one) => one.where);
  // All of them: a search that finds nothing would prove nothing.
  for (const [secret, places] of Object.entries(BELONGS))
    expect(placesOf(secret)).toEqual(Object.keys(places).sort());
  const leaks = found.filter(({ secret }) => !(secret in BELONGS));
  expect(leaks).toEqual([]);
});
