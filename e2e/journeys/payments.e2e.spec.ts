import { createHmac, randomUUID } from 'node:crypto';
import { body, expect, key, type Order, problem, type Shop, test } from '../fixtures/shop.ts';

type Challenged = Order & { challenge: { url: string; expiresAt: string } };

/** A guest who buys one mug with a card that must be confirmed. */
async function aChallenge(shop: Shop) {
  const mug = await shop.aVariant({ stock: 5 });
  const answer = await shop.buyLines([{ variantId: mug.id, quantity: 2 }], { token: 'tok_requires_action' });
  const order = await body<Challenged>(answer, 202);
  expect(order).toMatchObject({ state: 'pending', paymentState: 'requires_action' });
  return { mug, order, headers: { 'Order-Token': order.token } };
}

/** What the payer does at the provider. */
const act = (shop: Shop, order: Challenged, outcome: 'passed' | 'failed') =>
  shop.request.post(order.challenge.url, { data: { outcome } });

const complete = (shop: Shop, { id }: Order, headers: Record<string, string>) =>
  shop.request.post(`/api/v1/orders/${id}/payment/complete`, { data: {}, headers });

const abandon = (shop: Shop, { id }: Order, headers: Record<string, string>) =>
  shop.request.post(`/api/v1/orders/${id}/payment/abandon`, { data: {}, headers });

const read = async (shop: Shop, { id, token }: Order) =>
  body<Order & { reason: string | null }>(
    await shop.request.get(`/api/v1/orders/${id}`, { headers: { 'Order-Token': token } }),
    200,
  );

test('a payer confirms the payment, and the purchase goes on', async ({ shop }) => {
  const { mug, order, headers } = await aChallenge(shop);
  expect(await shop.stockOf(mug.slug)).toBe(3);
  expect(await problem(await complete(shop, order, headers), 409)).toMatchObject({
    code: 'payment.action_pending',
  });
  expect((await act(shop, order, 'passed')).status()).toBe(200);
  const bought = await body<Order>(await complete(shop, order, headers), 200);
  expect(bought.state).toBe('confirmed');
  await expect.poll(async () => (await read(shop, order)).paymentState).toBe('captured');
  expect(await shop.stockOf(mug.slug)).toBe(3);
});

test('the webhook completes the payment of a payer who closed the page', async ({ shop }) => {
  const { order } = await aChallenge(shop);
  await act(shop, order, 'passed');
  await expect.poll(async () => (await read(shop, order)).paymentState, { timeout: 30_000 }).toBe('captured');
});

test('a payer who refuses pays nothing, and the stock is released', async ({ shop }) => {
  const { mug, order, headers } = await aChallenge(shop);
  await act(shop, order, 'failed');
  expect(await problem(await complete(shop, order, headers), 402)).toMatchObject({
    code: 'payment.challenge_failed',
  });
  expect(await shop.stockOf(mug.slug)).toBe(5);
  expect(await read(shop, order)).toMatchObject({ state: 'rejected', paymentState: 'failed' });
});

test('a payer who abandons the payment gets the cart back and can pay with another card', async ({
  shop,
}) => {
  const mug = await shop.aVariant({ stock: 5 });
  const cart = await shop.aCart({ variantId: mug.id, quantity: 2 });
  const headers = key();
  const asked = await shop.buyCart(cart, { token: 'tok_requires_action', headers });
  const order = await body<Challenged>(asked, 202);
  expect((await shop.cart(cart)).state).toBe('completing');
  const own = { 'Order-Token': order.token };
  expect(await body<Order>(await abandon(shop, order, own), 200)).toMatchObject({
    state: 'rejected',
    paymentState: 'voided',
    reason: 'payment.abandoned',
  });
  expect((await shop.cart(cart)).state).toBe('active');
  expect(await shop.stockOf(mug.slug)).toBe(5);
  // It can not be paid any more, and its key returns the refusal.
  expect((await act(shop, order, 'passed')).status()).toBe(409);
  expect(await problem(await complete(shop, order, own), 402)).toMatchObject({ code: 'payment.abandoned' });
  const replayed = await shop.buyCart(cart, { token: 'tok_requires_action', headers });
  expect(await problem(replayed, 402)).toMatchObject({ code: 'payment.abandoned' });
  const line = cart.lines[0]!;
  const changed = await shop.request.patch(`/api/v1/carts/${cart.id}/lines/${line.id}`, {
    data: { quantity: 1 },
    headers: { 'Cart-Token': cart.token },
  });
  await body(changed, 200);
  expect(await body<Order>(await shop.buyCart(cart), 201)).toMatchObject({ state: 'confirmed' });
  expect(await shop.stockOf(mug.slug)).toBe(4);
});

test('a confirmed payment can not be abandoned', async ({ shop }) => {
  const { mug, order, headers } = await aChallenge(shop);
  await act(shop, order, 'passed');
  await body(await complete(shop, order, headers), 200);
  expect(await problem(await abandon(shop, order, headers), 409)).toMatchObject({
    code: 'payment.already_confirmed',
  });
  await expect.poll(async () => (await read(shop, order)).paymentState).toBe('captured');
  expect(await shop.stockOf(mug.slug)).toBe(3);
});

test('another’s payment can not be abandoned', async ({ shop, stranger }) => {
  const { order } = await aChallenge(shop);
  expect(await problem(await abandon(stranger, order, { 'Order-Token': 'guess' }), 404)).toMatchObject({
    code: 'order.not_found',
  });
  expect(await read(shop, order)).toMatchObject({ state: 'pending' });
});

test('another’s payment can not be completed', async ({ shop, stranger }) => {
  const { order } = await aChallenge(shop);
  expect(await problem(await complete(stranger, order, { 'Order-Token': 'guess' }), 404)).toMatchObject({
    code: 'order.not_found',
  });
});

test('a refused capture puts the order into review, where staff may cancel it', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 5 });
  const order = await body<Order>(
    await shop.buyLines([{ variantId: mug.id, quantity: 1 }], { token: 'tok_capture_fails' }),
    201,
  );
  await expect.poll(async () => (await read(shop, order)).state).toBe('review');
  expect(await read(shop, order)).toMatchObject({
    paymentState: 'authorized',
    reason: 'payment.capture_refused',
  });
  const cancelled = await body<Order>(
    await shop.request.post(`/api/v1/admin/orders/${order.id}/cancel`, {
      data: {},
      headers: await shop.staff(),
    }),
    200,
  );
  expect(cancelled).toMatchObject({ state: 'cancelled', paymentState: 'voided' });
  expect(await shop.stockOf(mug.slug)).toBe(5);
});

for (const token of ['tok_duplicate_webhook', 'tok_webhook_out_of_order'])
  test(`webhooks of ${token} change nothing that is settled`, async ({ shop }) => {
    const mug = await shop.aVariant({ stock: 5 });
    const order = await body<Order>(
      await shop.buyLines([{ variantId: mug.id, quantity: 1 }], { token }),
      201,
    );
    await expect.poll(async () => (await read(shop, order)).paymentState).toBe('captured');
    expect(await read(shop, order)).toMatchObject({ state: 'confirmed', paymentState: 'captured' });
  });

// What both sides have while nothing else is set: fake money.
const SECRET = process.env['PAYMENT_SANDBOX_WEBHOOK_SECRET'] ?? 'only-for-development-change-me';

/** A webhook about an order’s payment, ready to be signed and sent. */
function webhookOf({ id }: Order, type: string) {
  const event = JSON.stringify({ id: randomUUID(), type, authorization: { key: `${id}/authorize` } });
  const signed = (seconds: number, secret = SECRET): Record<string, string> => {
    const mac = createHmac('sha256', secret).update(`${seconds}.${event}`).digest('hex');
    return { 'Sandbox-Signature': `t=${seconds},v1=${mac}` };
  };
  const send = (shop: Shop, headers: Record<string, string>, provider = 'sandbox') =>
    shop.request.post(`/api/v1/webhooks/payments/${provider}`, {
      data: Buffer.from(event),
      headers: { 'content-type': 'application/json', ...headers },
    });
  return { signed, send };
}

async function aPaidOrder(shop: Shop): Promise<Order> {
  const mug = await shop.aVariant({ stock: 5 });
  const order = await body<Order>(await shop.buyLines([{ variantId: mug.id, quantity: 1 }]), 201);
  await expect.poll(async () => (await read(shop, order)).paymentState).toBe('captured');
  return order;
}

const nowInSeconds = () => Math.floor(Date.now() / 1_000);

test('a webhook that is unsigned, forged or old is refused, and changes nothing', async ({ shop }) => {
  const order = await aPaidOrder(shop);
  const before = await read(shop, order);
  const { send, signed } = webhookOf(order, 'authorization.voided');
  const now = nowInSeconds();
  const wrong: [Record<string, string>, string][] = [
    [{}, 'signature_missing'],
    [{ 'Sandbox-Signature': 'nonsense' }, 'signature_invalid'],
    [signed(now, 'another secret'), 'signature_invalid'],
    [webhookOf(order, 'authorization.voided').signed(now), 'signature_invalid'],
    [signed(now - 301), 'stale'],
    [signed(now + 400), 'stale'],
  ];
  for (const [headers, code] of wrong)
    expect(await problem(await send(shop, headers), 401)).toMatchObject({ code: `webhook.${code}` });
  expect(await problem(await send(shop, signed(now), 'nobody'), 404)).toMatchObject({
    code: 'webhook.provider_unknown',
  });
  expect(await read(shop, order)).toEqual(before);
});

test('a webhook is processed once, and its claim is checked with the provider', async ({ shop }) => {
  const order = await aPaidOrder(shop);
  const before = await read(shop, order);
  const { send, signed } = webhookOf(order, 'authorization.voided');
  const recorded = signed(nowInSeconds());
  expect((await send(shop, recorded)).status()).toBe(204);
  const again = [send(shop, recorded), send(shop, signed(nowInSeconds() + 1))];
  for (const answer of await Promise.all(again))
    expect(await problem(answer, 409)).toMatchObject({ code: 'webhook.duplicate' });
  expect(await read(shop, order)).toEqual(before);
});

test('a zero-amount order is placed without a provider', async ({ shop }) => {
  const gift = await shop.aVariant({ amount: 0, stock: 5 });
  const answer = await shop.buyLines([{ variantId: gift.id, quantity: 1 }], { headers: key() });
  const order = await body<Order>(answer, 201);
  expect(order.totals.items.amount).toBe(0);
});
