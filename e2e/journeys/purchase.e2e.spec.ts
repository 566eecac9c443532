import { randomUUID } from 'node:crypto';
import {
  address,
  bearer,
  body,
  type Cart,
  expect,
  key,
  type Order,
  pay,
  problem,
  test,
} from '../fixtures/shop.ts';

test('a guest fills a cart, sets the address, and buys', async ({ shop }) => {
  const mug = await shop.aVariant({ amount: 1250, stock: 10 });
  const bowl = await shop.aVariant({ amount: 999, stock: 10 });
  const cart = await shop.aCart({ variantId: mug.id, quantity: 2 }, { variantId: bowl.id, quantity: 1 });
  expect(cart.totals.items).toEqual({ amount: 3499, currency: 'GBP' });
  const headers = { 'Cart-Token': cart.token };
  await body(
    await shop.request.put(`/api/v1/carts/${cart.id}/shipping-address`, { data: address, headers }),
    200,
  );
  const options = await body<{ items: { id: string; price: { amount: number } }[] }>(
    await shop.request.get(`/api/v1/carts/${cart.id}/shipping-options`, { headers }),
    200,
  );
  expect(options.items.length).toBeGreaterThan(0);
  const chosen = await body<Cart>(
    await shop.request.put(`/api/v1/carts/${cart.id}/shipping-option`, {
      data: { shippingOptionId: options.items[0]?.id },
      headers,
    }),
    200,
  );
  expect(chosen.totals.shipping.amount).toBe(options.items[0]?.price.amount);

  const order = await body<Order>(await shop.buyCart(cart, { expectedTotal: chosen.totals.grand }), 201);
  expect(order).toMatchObject({ state: 'confirmed', fulfilmentState: 'unfulfilled', cartId: cart.id });
  expect(['authorized', 'captured']).toContain(order.paymentState);
  expect(order.totals).toEqual(chosen.totals);
  const { items, discount, shipping, grand } = order.totals;
  expect(order.lines.reduce((sum, line) => sum + line.total.amount, 0)).toBe(items.amount);
  expect(items.amount - discount.amount + shipping.amount).toBe(grand.amount);
  expect(await shop.stockOf(mug.slug)).toBe(8);

  const again = await body<Order>(
    await shop.request.get(`/api/v1/orders/${order.id}`, { headers: { 'Order-Token': order.token } }),
    200,
  );
  expect(again).toMatchObject({ id: order.id, number: order.number, totals: order.totals });
  await expect.poll(async () => (await shop.cart(cart)).state).toBe('ordered');
});

test('a guest cart is merged at sign-in and bought from the account', async ({ shop }) => {
  const mug = await shop.aVariant();
  const guest = await shop.aCart({ variantId: mug.id, quantity: 3 });
  const user = await shop.aUser({ 'Cart-Token': guest.token });
  const headers = bearer(user.accessToken);
  const cart = await body<Cart>(await shop.request.get('/api/v1/carts/current', { headers }), 200);
  expect(cart.lines).toMatchObject([{ variantId: mug.id, quantity: 3 }]);
  const data = { cartId: cart.id, email: user.email, shippingAddress: address, payment: pay() };
  const order = await body<Order>(
    await shop.request.post('/api/v1/orders', { data, headers: { ...headers, ...key() } }),
    201,
  );
  const { items } = await body<{ items: Order[] }>(
    await shop.request.get('/api/v1/orders', { headers }),
    200,
  );
  expect(items.map((one) => one.id)).toEqual([order.id]);
});

test('a purchase in one call takes the cheapest shipping option', async ({ shop }) => {
  const mug = await shop.aVariant({ amount: 500 });
  const order = await body<Order>(await shop.buyLines([{ variantId: mug.id, quantity: 2 }]), 201);
  expect(order.totals.items.amount).toBe(1000);
  expect(order.totals.grand.amount).toBe(1000 + order.totals.shipping.amount);
});

test('the price follows the quantity', async ({ shop }) => {
  const mug = await shop.aVariant({
    amount: 500,
    stock: 100,
    tiers: [{ minQuantity: 10, price: { amount: 400, currency: 'GBP' } }],
  });
  const nine = await body<Order>(await shop.buyLines([{ variantId: mug.id, quantity: 9 }]), 201);
  const ten = await body<Order>(await shop.buyLines([{ variantId: mug.id, quantity: 10 }]), 201);
  expect([nine.totals.items.amount, ten.totals.items.amount]).toEqual([4500, 4000]);
});

for (const [token, code] of [
  ['tok_declined', 'payment.declined'],
  ['tok_insufficient_funds', 'payment.insufficient_funds'],
] as const)
  test(`${token} is 402, leaves everything as it was, and another card works at once`, async ({ shop }) => {
    const mug = await shop.aVariant({ stock: 5 });
    const cart = await shop.aCart({ variantId: mug.id, quantity: 5 });
    expect(await problem(await shop.buyCart(cart, { token }), 402)).toMatchObject({ code, status: 402 });
    expect(await shop.stockOf(mug.slug)).toBe(5);
    expect(await shop.cart(cart)).toMatchObject({ state: 'active' });
    await body<Order>(await shop.buyCart(cart), 201);
    expect(await shop.stockOf(mug.slug)).toBe(0);
  });

test('a lost response of the payment provider is queried, not guessed', async ({ shop }) => {
  const mug = await shop.aVariant();
  const answer = await shop.buyLines([{ variantId: mug.id, quantity: 1 }], {
    token: 'tok_timeout_after_charge',
  });
  const order = JSON.parse(await answer.text()) as Order;
  expect([201, 202], JSON.stringify(order)).toContain(answer.status());
  const headers = { 'Order-Token': order.token };
  await expect
    .poll(
      async () =>
        (await body<Order>(await shop.request.get(`/api/v1/orders/${order.id}`, { headers }), 200))
          .paymentState,
      { timeout: 30_000 },
    )
    .toBe('captured');
});

test('more than is in stock: reported in the cart, refused at checkout, nothing sold', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 2 });
  const cart = await shop.aCart({ variantId: mug.id, quantity: 3 });
  expect(cart.lines[0]?.quantity).toBe(3);
  expect(cart.problems).toMatchObject([
    { code: 'stock.insufficient', lineId: cart.lines[0]?.id, available: 2 },
  ]);
  expect(await problem(await shop.buyCart(cart), 409)).toMatchObject({
    code: 'stock.insufficient',
    errors: [{ variantId: mug.id, available: 2 }],
  });
  expect(await shop.stockOf(mug.slug)).toBe(2);
  expect(await shop.cart(cart)).toMatchObject({ state: 'active' });
});

test('a price that changed during checkout is reported by line, and can be accepted', async ({ shop }) => {
  const mug = await shop.aVariant({ amount: 1000 });
  const cart = await shop.aCart({ variantId: mug.id, quantity: 2 });
  await body(
    await shop.request.put(`/api/v1/carts/${cart.id}/shipping-address`, {
      data: address,
      headers: { 'Cart-Token': cart.token },
    }),
    200,
  );
  const seen = await shop.cart(cart);
  await shop.setPrice(mug.id, 1100);
  const drift = await problem(await shop.buyCart(cart, { expectedTotal: seen.totals.grand }), 409);
  expect(drift).toMatchObject({
    code: 'price.drift',
    errors: [
      {
        code: 'price.changed',
        variantId: mug.id,
        previous: { amount: 1000, currency: 'GBP' },
        current: { amount: 1100, currency: 'GBP' },
      },
    ],
  });
  const fresh = await shop.cart(cart);
  expect(fresh.totals.items.amount).toBe(2200);
  const order = await body<Order>(await shop.buyCart(cart), 201);
  expect(order.totals.items.amount).toBe(2200);
});

test('the same key gets the first answer again, byte for byte; with another body it is refused', async ({
  shop,
}) => {
  const mug = await shop.aVariant({ stock: 10 });
  const headers = key();
  const lines = [{ variantId: mug.id, quantity: 1 }];
  const first = await shop.buyLines(lines, { headers });
  const second = await shop.buyLines(lines, { headers });
  expect([first.status(), second.status()]).toEqual([201, 201]);
  expect(await second.body()).toEqual(await first.body());
  expect(await shop.stockOf(mug.slug)).toBe(9);
  expect(
    await problem(await shop.buyLines([{ variantId: mug.id, quantity: 2 }], { headers }), 422),
  ).toMatchObject({ code: 'idempotency.mismatch' });
});

test('a refusal is repeated byte for byte too', async ({ shop }) => {
  const mug = await shop.aVariant();
  const headers = key();
  const buy = () => shop.buyLines([{ variantId: mug.id, quantity: 1 }], { headers, token: 'tok_declined' });
  const [first, second] = [await buy(), await buy()];
  expect([first.status(), second.status()]).toEqual([402, 402]);
  expect(await second.body()).toEqual(await first.body());
});

test('fifty parallel calls with one key buy once', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 100 });
  const headers = key();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => shop.buyLines([{ variantId: mug.id, quantity: 1 }], { headers })),
  );
  const orders = await Promise.all(
    answers.filter((one) => one.status() === 201).map((one) => body<Order>(one, 201)),
  );
  expect(new Set(orders.map((one) => one.id)).size).toBe(1);
  for (const other of answers.filter((one) => one.status() !== 201))
    expect(await problem(other, 409)).toMatchObject({ code: 'idempotency.in_flight' });
  expect(await shop.stockOf(mug.slug)).toBe(99);
});

test('fifty buyers of twenty pieces: twenty sold, thirty refused, no other answer', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 20 });
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => shop.buyLines([{ variantId: mug.id, quantity: 1 }])),
  );
  const statuses = answers.map((one) => one.status());
  expect({
    sold: statuses.filter((s) => s === 201).length,
    refused: statuses.filter((s) => s === 409).length,
  }).toEqual({ sold: 20, refused: 30 });
  expect(await shop.stockOf(mug.slug)).toBe(0);
});

test('twenty parallel purchases of one cart make one order', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 100 });
  const cart = await shop.aCart({ variantId: mug.id, quantity: 1 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => shop.buyCart(cart)));
  expect(answers.filter((one) => one.status() === 201)).toHaveLength(1);
  expect(answers.filter((one) => one.status() >= 500)).toHaveLength(0);
  expect(await shop.stockOf(mug.slug)).toBe(99);
});

test('another’s order does not exist', async ({ shop, stranger }) => {
  const mug = await shop.aVariant();
  const order = await body<Order>(await shop.buyLines([{ variantId: mug.id, quantity: 1 }]), 201);
  const other = await body<Order>(await shop.buyLines([{ variantId: mug.id, quantity: 1 }]), 201);
  const { accessToken } = await shop.aUser();
  const path = `/api/v1/orders/${order.id}`;
  const shown: Record<string, string>[] = [
    {},
    bearer(accessToken),
    { 'Order-Token': other.token },
    { 'Order-Token': 'guess' },
  ];
  for (const headers of shown) {
    expect(await problem(await stranger.request.get(path, { headers }), 404)).toMatchObject({
      code: 'order.not_found',
    });
    const cancel = await stranger.request.post(`${path}/cancel`, { data: {}, headers });
    expect(await problem(cancel, 404)).toMatchObject({ code: 'order.not_found' });
  }
});

test('an order is followed live', async ({ shop, baseURL }) => {
  const mug = await shop.aVariant();
  const order = await body<Order>(await shop.buyLines([{ variantId: mug.id, quantity: 1 }]), 201);
  const headers = { 'Order-Token': order.token };
  const controller = new AbortController();
  const stream = await fetch(`${baseURL}/api/v1/orders/${order.id}/events`, {
    headers,
    signal: controller.signal,
  });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  let heard = '';
  const listening = (async () => {
    for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk as Uint8Array).toString();
  })().catch(() => {});
  await expect.poll(() => heard).toContain('"state":"confirmed"');
  await body(await shop.request.post(`/api/v1/orders/${order.id}/cancel`, { data: {}, headers }), 200);
  await expect.poll(() => heard).toContain('"state":"cancelled"');
  controller.abort();
  await listening;
  const blind = await fetch(`${baseURL}/api/v1/orders/${order.id}/events`);
  expect(blind.status).toBe(404);
});

test('a cancelled order releases stock and refunds, once', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 4 });
  const order = await body<Order>(await shop.buyLines([{ variantId: mug.id, quantity: 3 }]), 201);
  expect(await shop.stockOf(mug.slug)).toBe(1);
  const headers = { 'Order-Token': order.token };
  const cancel = () =>
    shop.request.post(`/api/v1/orders/${order.id}/cancel`, { data: { reason: 'changed my mind' }, headers });
  const answers = await Promise.all(Array.from({ length: 5 }, cancel));
  for (const answer of answers) expect([200, 409]).toContain(answer.status());
  const cancelled = await body<Order>(await cancel(), 200);
  expect(cancelled).toMatchObject({ state: 'cancelled', fulfilmentState: 'cancelled' });
  await expect
    .poll(async () => (await body<Order>(await cancel(), 200)).paymentState)
    .toMatch(/^(voided|refunded)$/);
  await expect.poll(() => shop.stockOf(mug.slug)).toBe(4);
});

test('an external reference belongs to one order', async ({ shop }) => {
  const mug = await shop.aVariant();
  const externalReference = `e2e:${randomUUID()}`;
  const lines = [{ variantId: mug.id, quantity: 1 }];
  const order = await body<Order>(await shop.buyLines(lines, { externalReference }), 201);
  expect(await problem(await shop.buyLines(lines, { externalReference }), 409)).toMatchObject({
    code: 'order.duplicate_reference',
    orderId: order.id,
  });
});
