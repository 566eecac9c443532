import { randomUUID } from 'node:crypto';
import type { APIResponse } from '@playwright/test';
import {
  address,
  bearer,
  body,
  type Cart,
  expect,
  key,
  type Order,
  pay,
  type Shop,
  test,
} from '../fixtures/shop.ts';

// Every place that looks before it acts, asked by many at once: all the calls of a test begin together.
// Seconds on an idle machine; the limit is for one that is busy.
test.describe.configure({ timeout: 120_000 });

const together = <T>(count: number, work: (nth: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, nth) => work(nth)));

/** Status and code of an answer. */
async function statusAndCode(answer: APIResponse | Response): Promise<string> {
  const { code = '' } = JSON.parse(await answer.text()) as { code?: string };
  const status = typeof answer.status === 'number' ? answer.status : answer.status();
  return `${status} ${code}`.trim();
}

function counted(all: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

/** How often each answer was given. */
const tally = async (answers: APIResponse[]): Promise<Record<string, number>> =>
  counted(await Promise.all(answers.map(statusAndCode)));

/** All at once; a caller with a retryable response, as from a busy machine, repeats with the same key. */
async function untilFinal(
  count: number,
  ask: (headers: Record<string, string>) => Promise<APIResponse | Response>,
): Promise<Record<string, number>> {
  const all: string[] = [];
  for (let open = Array.from({ length: count }, () => key()); open.length > 0;) {
    const answers = await Promise.all(open.map(async (headers) => statusAndCode(await ask(headers))));
    const isNotYet = answers.map((one) => /^(202|429|503|504)|idempotency\.in_flight/.test(one));
    all.push(...answers.filter((_, nth) => !isNotYet[nth]));
    open = open.filter((_, nth) => isNotYet[nth]);
  }
  return counted(all);
}

const quantities = (lines: { variantId: string; quantity: number }[]): string =>
  lines
    .map(({ variantId, quantity }) => `${variantId}×${quantity}`)
    .sort()
    .join(' ');

async function adjust(
  shop: Shop,
  variantId: string,
  adjustBy: number,
  headers = key(),
): Promise<APIResponse> {
  const staff = await shop.staff();
  const where = `/api/v1/admin/variants/${variantId}/stock`;
  return shop.request.put(where, { data: { adjustBy }, headers: { ...staff, ...headers } });
}

test('two hundred buyers of one item: one gets it, the others are refused', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 1 });
  const lines = [{ variantId: mug.id, quantity: 1 }];
  const answers = await untilFinal(200, (headers) => shop.buyLines(lines, { headers }));
  expect(answers).toEqual({ '201': 1, '409 stock.insufficient': 199 });
  expect(await shop.stockOf(mug.slug)).toBe(0);
});

test('a thousand buyers of a hundred pieces: a hundred sold, the rest refused', async ({ shop, baseURL }) => {
  const mug = await shop.aVariant({ stock: 100 });
  const data = { email: 'guest@example.com', shippingAddress: address, payment: pay() };
  const buyer = {
    method: 'POST',
    body: JSON.stringify({ ...data, lines: [{ variantId: mug.id, quantity: 1 }] }),
  };
  // Playwright’s client needs more time per call than the shop takes to answer it.
  const answers = await untilFinal(1_000, (headers) =>
    fetch(new URL('/api/v1/orders', baseURL ?? 'http://localhost:8080'), {
      ...buyer,
      headers: { 'content-type': 'application/json', ...headers },
    }),
  );
  expect(answers).toEqual({ '201': 100, '409 stock.insufficient': 900 });
  expect(await shop.stockOf(mug.slug)).toBe(0);
});

test('fifty purchases of one customer stop at the limit, which others have for themselves', async ({
  shop,
}) => {
  const mug = await shop.aVariant({ stock: 100 });
  const where = `/api/v1/admin/variants/${mug.id}/stock`;
  const limited = await shop.request.put(where, { data: { maxPerCustomer: 3 }, headers: await shop.staff() });
  expect(await body(limited, 200)).toMatchObject({ maxPerCustomer: 3 });
  const lines = [{ variantId: mug.id, quantity: 1 }];
  const email = `${mug.sku.toLowerCase()}@example.com`;
  const { accessToken } = await shop.aUser();
  const answers = await Promise.all([
    together(50, (nth) => shop.buyLines(lines, { email: nth % 2 ? email : email.toUpperCase() })),
    together(10, () => shop.buyLines(lines, { headers: { ...bearer(accessToken), ...key() } })),
  ]);
  expect(await tally(answers[0])).toEqual({ '201': 3, '409 stock.customer_limit': 47 });
  expect(await tally(answers[1])).toEqual({ '201': 3, '409 stock.customer_limit': 7 });
  expect(await shop.stockOf(mug.slug)).toBe(94);
  const order = await body<Order>(answers[1].find((answer) => answer.status() === 201) as APIResponse, 201);
  const cancelled = await shop.request.post(`/api/v1/orders/${order.id}/cancel`, {
    data: {},
    headers: bearer(accessToken),
  });
  expect(cancelled.status()).toBe(200);
  await expect.poll(() => shop.stockOf(mug.slug)).toBe(95);
  const again = await shop.buyLines(lines, { headers: { ...bearer(accessToken), ...key() } });
  expect(again.status()).toBe(201);
});

/** A variant with stock at the main location and at a new one of lower priority. */
async function anywhere(shop: Shop, [here, there]: [number, number]) {
  const mug = await shop.aVariant({ stock: here });
  const headers = await shop.staff();
  const data = { code: `e2e-${randomUUID()}`, name: 'Annexe', priority: 1 };
  const made = await shop.request.post('/api/v1/admin/locations', { data, headers });
  const { id: locationId } = await body<{ id: string }>(made, 201);
  const where = `/api/v1/admin/variants/${mug.id}`;
  await body(await shop.request.put(`${where}/stock`, { data: { onHand: there, locationId }, headers }), 200);
  /** What was sold from where. */
  const sold = async (): Promise<[here: number, there: number]> => {
    interface Page {
      items: { reason: string; locationId: string; quantity: number }[];
    }
    const page = await shop.request.get(`${where}/movements?limit=100`, { headers });
    const sales = (await body<Page>(page, 200)).items.filter(({ reason }) => reason === 'sale');
    const from = (isThere: boolean) =>
      sales
        .filter((one) => (one.locationId === locationId) === isThere)
        .reduce((sum, { quantity }) => sum - quantity, 0);
    return [from(false), from(true)];
  };
  return { mug, sold };
}

test('ten pieces from locations with six and ten are six and four', async ({ shop }) => {
  const { mug, sold } = await anywhere(shop, [6, 10]);
  const answer = await shop.buyLines([{ variantId: mug.id, quantity: 10 }]);
  expect((await body<Order>(answer, 201)).lines[0]?.quantity).toBe(10);
  expect(await sold()).toEqual([6, 4]);
  const more = await shop.buyLines([{ variantId: mug.id, quantity: 7 }]);
  expect(await tally([more])).toEqual({ '409 stock.insufficient': 1 });
});

test('a hundred buyers of two pieces each, thirty-one at two locations: fifteen succeed', async ({
  shop,
}) => {
  const { mug, sold } = await anywhere(shop, [13, 18]);
  const answers = await together(100, () => shop.buyLines([{ variantId: mug.id, quantity: 2 }]));
  expect(await tally(answers)).toEqual({ '201': 15, '409 stock.insufficient': 85 });
  expect(await sold()).toEqual([13, 17]);
});

test('two lines of one variant are added up', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 10 });
  const line = { variantId: mug.id, quantity: 6 };
  const answers = await together(10, () => shop.buyLines([line, line]));
  for (const answer of answers) expect(answer.status()).toBe(409);
  expect(await shop.stockOf(mug.slug)).toBe(10);
});

test('two items bought in opposite order by many: no deadlock, nothing is lost', async ({ shop }) => {
  const [mug, bowl] = [await shop.aVariant({ stock: 30 }), await shop.aVariant({ stock: 30 })];
  const lines = [mug, bowl].map(({ id }) => ({ variantId: id, quantity: 1 }));
  const answers = await together(50, (nth) => shop.buyLines(nth % 2 === 0 ? lines : lines.toReversed()));
  expect(await tally(answers)).toEqual({ '201': 30, '409 stock.insufficient': 20 });
  expect([await shop.stockOf(mug.slug), await shop.stockOf(bowl.slug)]).toEqual([0, 0]);
});

test('staff adjust stock while it is being bought', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 20 });
  await shop.staff();
  const [bought, adjusted] = await Promise.all([
    together(60, () => shop.buyLines([{ variantId: mug.id, quantity: 1 }])),
    together(12, (nth) => adjust(shop, mug.id, nth % 3 === 2 ? -1 : 2)),
  ]);
  const sold = bought.filter((answer) => answer.status() === 201).length;
  for (const answer of bought) expect([201, 409]).toContain(answer.status());
  // Going below the held quantity is refused.
  for (const answer of adjusted) expect([200, 409]).toContain(answer.status());
  const came = adjusted.reduce((sum, answer, nth) => sum + (answer.ok() ? (nth % 3 === 2 ? -1 : 2) : 0), 0);
  expect(await shop.stockOf(mug.slug)).toBe(20 + came - sold);
});

test('one key of staff in twenty parallel calls restocks once', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 1 });
  const headers = key();
  await shop.staff();
  const answers = await together(20, () => adjust(shop, mug.id, 5, headers));
  const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())));
  expect({ statuses: await tally(answers), bodies: bodies.size }).toEqual({
    statuses: { '200': 20 },
    bodies: 1,
  });
  expect(await shop.stockOf(mug.slug)).toBe(6);
});

test('fifty parallel additions to one cart: every accepted one is in it', async ({ shop }) => {
  const mug = await shop.aVariant();
  const cart = await shop.aCart();
  const add = (headers: Record<string, string>) =>
    shop.request.post(`/api/v1/carts/${cart.id}/lines`, {
      data: { variantId: mug.id, quantity: 1 },
      headers: { 'Cart-Token': cart.token, ...headers },
    });
  const answers = await together(50, () => add({}));
  const accepted = answers.filter((answer) => answer.status() === 200).length;
  for (const answer of answers) expect([200, 409]).toContain(answer.status());
  expect((await shop.cart(cart)).lines).toMatchObject([{ variantId: mug.id, quantity: accepted }]);
  const one = key();
  for (const answer of await together(50, () => add(one))) expect(answer.status()).toBe(200);
  expect((await shop.cart(cart)).lines).toMatchObject([{ variantId: mug.id, quantity: accepted + 1 }]);
});

test('a cart that is bought by twenty while lines are added is one order of what it held', async ({
  shop,
}) => {
  const [mug, bowl] = [await shop.aVariant({ stock: 100 }), await shop.aVariant({ stock: 100 })];
  const cart = await shop.aCart({ variantId: mug.id, quantity: 1 });
  const add = () =>
    shop.request.post(`/api/v1/carts/${cart.id}/lines`, {
      data: { variantId: bowl.id, quantity: 1 },
      headers: { 'Cart-Token': cart.token },
    });
  const [bought, added] = await Promise.all([together(20, () => shop.buyCart(cart)), together(20, add)]);
  const placed = bought.filter((answer) => answer.status() === 201);
  expect(placed).toHaveLength(1);
  for (const answer of [...bought, ...added]) expect([200, 201, 409]).toContain(answer.status());
  await expect.poll(async () => (await shop.cart(cart)).state).toBe('ordered');
  const order = await body<Order>(placed[0] as APIResponse, 201);
  expect(quantities(order.lines)).toBe(quantities((await shop.cart(cart)).lines));
  const taken = order.lines.find(({ variantId }) => variantId === bowl.id)?.quantity ?? 0;
  expect([await shop.stockOf(mug.slug), await shop.stockOf(bowl.slug)]).toEqual([99, 100 - taken]);
});

test('signing in ten times at once merges the guest’s cart once', async ({ shop, stranger }) => {
  const [mug, bowl] = [await shop.aVariant({ stock: 50 }), await shop.aVariant({ stock: 50 })];
  const user = await shop.aUser();
  const headers = bearer(user.accessToken);
  const own = await body<Cart>(await shop.request.post('/api/v1/carts', { data: {}, headers }), 201);
  await body(
    await shop.request.post(`/api/v1/carts/${own.id}/lines`, {
      data: { variantId: mug.id, quantity: 1 },
      headers,
    }),
    200,
  );
  const guest = await stranger.aCart({ variantId: mug.id, quantity: 2 }, { variantId: bowl.id, quantity: 3 });
  const { email, password } = user;
  const answers = await together(10, () =>
    stranger.request.post('/api/v1/auth/login', {
      data: { email, password },
      headers: { 'Cart-Token': guest.token },
    }),
  );
  for (const answer of answers) expect(answer.status()).toBe(200);
  const cart = await body<Cart>(await shop.request.get('/api/v1/carts/current', { headers }), 200);
  expect(quantities(cart.lines)).toBe(
    quantities([
      { variantId: mug.id, quantity: 3 },
      { variantId: bowl.id, quantity: 3 },
    ]),
  );
});

test('an order cancelled twenty times during its capture is refunded once', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 10 });
  const { accessToken } = await shop.aUser();
  const headers = bearer(accessToken);
  const buying = shop.buyLines([{ variantId: mug.id, quantity: 4 }], { headers: { ...headers, ...key() } });
  // Its owner sees it before the purchase has answered, and calls it off as soon as that can be done.
  const orderOf = async (): Promise<Order | undefined> =>
    (await body<{ items: Order[] }>(await shop.request.get('/api/v1/orders', { headers }), 200)).items[0];
  await expect
    .poll(async () => (await orderOf())?.state, { intervals: [5] })
    .toMatch(/^(confirmed|completed)$/);
  const order = (await orderOf()) as Order;
  const answers = await together(20, () =>
    shop.request.post(`/api/v1/orders/${order.id}/cancel`, { data: {}, headers }),
  );
  for (const answer of answers) expect([200, 409]).toContain(answer.status());
  expect(answers.filter((answer) => answer.status() === 200).length).toBeGreaterThan(0);
  expect((await body<Order>(await buying, 201)).id).toBe(order.id);
  await expect.poll(async () => (await orderOf())?.paymentState).toMatch(/^(voided|refunded)$/);
  await expect.poll(() => shop.stockOf(mug.slug)).toBe(10);
});

test('a payer who returns twenty times while the webhook arrives buys once', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 10 });
  const lines = [{ variantId: mug.id, quantity: 3 }];
  const headers = key();
  const asked = await shop.buyLines(lines, { token: 'tok_requires_action', headers });
  const order = await body<Order & { challenge: { url: string } }>(asked, 202);
  const complete = () =>
    shop.request.post(`/api/v1/orders/${order.id}/payment/complete`, {
      data: {},
      headers: { 'Order-Token': order.token },
    });
  const [, early] = await Promise.all([
    shop.request.post(order.challenge.url, { data: { outcome: 'passed' } }),
    together(10, complete),
  ]);
  const late = await together(10, complete);
  // Before the button was pressed: it is still the payer's turn.
  for (const answer of early) expect([200, 202, 409]).toContain(answer.status());
  for (const answer of late) expect([200, 202]).toContain(answer.status());
  const again = () => shop.buyLines(lines, { token: 'tok_requires_action', headers });
  await expect.poll(async () => (await again()).status()).toBe(201);
  const bought = await Promise.all([again(), again()]);
  for (const answer of bought) expect((await body<Order>(answer, 201)).id).toBe(order.id);
  expect(await shop.stockOf(mug.slug)).toBe(7);
});
