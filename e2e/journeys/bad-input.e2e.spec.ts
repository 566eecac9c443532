import { randomUUID } from 'node:crypto';
import { address, bearer, body, expect, key, pay, problem, test } from '../fixtures/shop.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };

test('a body that is not JSON is refused as such', async ({ shop }) => {
  const answer = await shop.request.post('/api/v1/orders', {
    data: Buffer.from('{"lines": ['),
    headers: { ...JSON_TYPE, ...key() },
  });
  expect(await problem(answer, 400)).toMatchObject({ code: 'request.malformed' });
});

test('a body of another kind or a huge one is not read', async ({ shop }) => {
  const xml = await shop.request.post('/api/v1/carts', {
    data: '<cart/>',
    headers: { 'Content-Type': 'application/xml' },
  });
  expect(await problem(xml, 415)).toMatchObject({ code: 'request.media_type' });
  const huge = await shop.request.post('/api/v1/carts', {
    data: JSON.stringify({ lines: 'x'.repeat(200_000) }),
    headers: JSON_TYPE,
  });
  expect(await problem(huge, 413)).toMatchObject({ code: 'request.too_large' });
});

test('every fault of a purchase is listed at once', async ({ shop }) => {
  const data = {
    lines: [{ variantId: 'mug', quantity: 1.5, price: 1 }],
    email: 'nobody',
    payment: { provider: 'sandbox' },
    userId: randomUUID(),
  };
  const found = await problem(await shop.request.post('/api/v1/orders', { data, headers: key() }), 400);
  expect(found.code).toBe('request.invalid');
  const fields = found.errors?.map((one) => `${one.field} ${one.code}`).sort();
  expect(fields).toEqual([
    'email field.format',
    'lines.0.price field.unknown',
    'lines.0.quantity field.type',
    'lines.0.variantId field.format',
    'payment.token field.missing',
    'userId field.unknown',
  ]);
});

for (const quantity of [0, -1, 1.5, 1_000_000, '2', null])
  test(`the quantity ${JSON.stringify(quantity)} is refused`, async ({ shop }) => {
    const mug = await shop.aVariant();
    const { id, token } = await shop.aCart();
    const answer = await shop.request.post(`/api/v1/carts/${id}/lines`, {
      data: { variantId: mug.id, quantity },
      headers: { 'Cart-Token': token },
    });
    expect(await problem(answer, 400)).toMatchObject({
      code: 'request.invalid',
      errors: [{ field: 'quantity' }],
    });
    expect((await shop.cart({ id, token })).lines).toEqual([]);
  });

test('ids that are no UUID are refused, unknown ones are not found', async ({ shop }) => {
  expect(await problem(await shop.request.get('/api/v1/carts/123'), 400)).toMatchObject({
    code: 'request.invalid',
    errors: [{ field: 'id' }],
  });
  expect(await problem(await shop.request.get(`/api/v1/carts/${randomUUID()}`), 404)).toMatchObject({
    code: 'cart.not_found',
  });
  expect(await problem(await shop.request.get(`/api/v1/orders/${randomUUID()}`), 404)).toMatchObject({
    code: 'order.not_found',
  });
  const { id, token } = await shop.aCart();
  const answer = await shop.request.post(`/api/v1/carts/${id}/lines`, {
    data: { variantId: randomUUID(), quantity: 1 },
    headers: { 'Cart-Token': token },
  });
  expect(await problem(answer, 404)).toMatchObject({ code: 'variant.not_found' });
});

test('a purchase without a key, or with a broken one, does not begin', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 5 });
  const lines = [{ variantId: mug.id, quantity: 1 }];
  expect(await problem(await shop.buyLines(lines, { headers: {} }), 400)).toMatchObject({
    code: 'idempotency.key_missing',
  });
  expect(await problem(await shop.buyLines(lines, { headers: key('a b') }), 400)).toMatchObject({
    code: 'idempotency.key_invalid',
  });
  expect(await shop.stockOf(mug.slug)).toBe(5);
});

test('a purchase needs a cart or lines, not both, and a card that the provider knows', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 5 });
  const data = { email: 'guest@example.com', shippingAddress: address, payment: pay() };
  expect(
    await problem(await shop.request.post('/api/v1/orders', { data, headers: key() }), 400),
  ).toMatchObject({ code: 'request.invalid' });
  const lines = [{ variantId: mug.id, quantity: 1 }];
  expect(
    await problem(
      await shop.request.post('/api/v1/orders', {
        data: { ...data, lines, cartId: randomUUID() },
        headers: key(),
      }),
      400,
    ),
  ).toMatchObject({ code: 'request.invalid' });
  const unknownCard = await shop.buyLines(lines, { token: 'tok_made_up' });
  expect(unknownCard.status()).toBeGreaterThanOrEqual(400);
  expect(unknownCard.status()).toBeLessThan(500);
  expect(await shop.stockOf(mug.slug)).toBe(5);
});

test('the expected total must be in the shop’s currency', async ({ shop }) => {
  const mug = await shop.aVariant();
  const lines = [{ variantId: mug.id, quantity: 1 }];
  expect((await shop.buyLines(lines, { expectedTotal: { amount: 1, currency: 'XXX' } })).status()).toBe(409);
  expect(
    await problem(await shop.buyLines(lines, { expectedTotal: { amount: 1, currency: 'pounds' } }), 400),
  ).toMatchObject({ code: 'request.invalid' });
});

test('forged, foreign and malformed access tokens are 401', async ({ shop }) => {
  const { accessToken } = await shop.aUser();
  const [header, payload] = accessToken.split('.');
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  for (const token of [`${header}.${payload}.AAAA`, unsigned, 'nonsense', ''])
    expect(
      (
        await problem(
          await shop.request.get('/api/v1/me', { headers: { Authorization: `Bearer ${token}` } }),
          401,
        )
      ).code,
    ).toMatch(/^auth\./);
  expect(await problem(await shop.request.get('/api/v1/me'), 401)).toMatchObject({ code: 'auth.required' });
});

test('a cart opens to its own token only', async ({ shop, stranger }) => {
  const mug = await shop.aVariant();
  const mine = await shop.aCart({ variantId: mug.id, quantity: 1 });
  const other = await shop.aCart();
  const shown: Record<string, string>[] = [{ 'Cart-Token': other.token }, { 'Cart-Token': 'guess' }, {}];
  for (const headers of shown) {
    expect(
      await problem(await stranger.request.get(`/api/v1/carts/${mine.id}`, { headers }), 404),
    ).toMatchObject({
      code: 'cart.not_found',
    });
    const add = await stranger.request.post(`/api/v1/carts/${mine.id}/lines`, {
      data: { variantId: mug.id, quantity: 1 },
      headers,
    });
    expect(await problem(add, 404)).toMatchObject({ code: 'cart.not_found' });
  }
  expect((await shop.cart(mine)).lines[0]?.quantity).toBe(1);
});

test('queries are checked, never clamped', async ({ shop }) => {
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=ten',
    'sort=best',
    'nonsense=1',
    'minPrice=-1',
    'minPrice=5&maxPrice=1',
    'cursor=garbage',
  ])
    expect((await problem(await shop.request.get(`/api/v1/products?${query}`), 400)).code, query).toMatch(
      /^(request|cursor)\.invalid$/,
    );
});

test('staff routes answer no other role, not even whether a path exists', async ({ shop }) => {
  const customer = await shop.aUser();
  for (const path of ['/api/v1/admin/orders', '/api/v1/admin/nothing-here', '/api/v1/admin']) {
    expect(await problem(await shop.request.get(path), 401)).toMatchObject({ code: 'auth.required' });
    expect(
      await problem(await shop.request.get(path, { headers: bearer(customer.accessToken) }), 403),
    ).toMatchObject({ code: 'auth.forbidden' });
  }
  expect(
    await problem(await shop.request.get('/api/v1/admin/nothing-here', { headers: await shop.staff() }), 404),
  ).toMatchObject({ code: 'route.not_found' });
});

test('a change that another site asks for is refused', async ({ shop }) => {
  const foreign: Record<string, string>[] = [
    { Origin: 'https://evil.example' },
    { 'Sec-Fetch-Site': 'cross-site' },
  ];
  for (const headers of foreign)
    expect(await problem(await shop.request.post('/api/v1/carts', { data: {}, headers }), 403)).toMatchObject(
      { code: 'csrf.foreign_origin' },
    );
  await body(
    await shop.request.post('/api/v1/carts', { data: {}, headers: { 'Sec-Fetch-Site': 'same-origin' } }),
    201,
  );
});

test('a negative or unknown price is refused by staff’s side too', async ({ shop }) => {
  const mug = await shop.aVariant({ amount: 500 });
  const put = async (price: unknown) =>
    shop.request.put(`/api/v1/admin/variants/${mug.id}/prices`, {
      data: { price },
      headers: await shop.staff(),
    });
  for (const price of [
    { amount: -1, currency: 'GBP' },
    { amount: 1.5, currency: 'GBP' },
    { amount: 1, currency: 'gbp' },
    { amount: 1 },
    1,
  ])
    expect(await problem(await put(price), 400)).toMatchObject({ code: 'request.invalid' });
});
