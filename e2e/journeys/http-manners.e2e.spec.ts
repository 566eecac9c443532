import { body, expect, type Order, test } from '../fixtures/shop.ts';

test('links of campaigns lead to the same pages and answers, with one canonical address', async ({
  shop,
}) => {
  const mug = await shop.aVariant();
  const campaign = 'utm_source=news&utm_medium=e-mail&gclid=x&fbclid=y&mc_eid=z';
  const page = await shop.request.get(`/products/${mug.slug}?${campaign}`);
  expect(page.status()).toBe(200);
  const html = await page.text();
  expect(html).toMatch(new RegExp(`<link rel="canonical" href="[^"?]+/products/${mug.slug}"/>`));
  for (const path of ['/?', '/search?q=mug&', '/cart?'])
    expect((await shop.request.get(`${path}${campaign}`)).status(), path).toBe(200);
  await body(await shop.request.get(`/api/v1/products/${mug.slug}?${campaign}`), 200);
  await body(await shop.request.get(`/api/v1/products?limit=1&${campaign}`), 200);
  expect((await shop.request.get('/api/v1/products?limit=1&minprice=1')).status()).toBe(400);
});

test('a page has one address: too many slashes redirect to it, with the query', async ({ shop, baseURL }) => {
  const mug = await shop.aVariant();
  for (const path of [`/products/${mug.slug}/?utm_source=x`, `//products//${mug.slug}?utm_source=x`]) {
    const answer = await fetch(`${baseURL}${path}`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      ...[308, `/products/${mug.slug}?utm_source=x`],
    ]);
  }
});

test('a page says which methods it takes', async ({ shop }) => {
  const mug = await shop.aVariant();
  for (const [path, allow] of [
    ['/', 'GET, HEAD, OPTIONS'],
    ['/cart', 'GET, HEAD, POST, OPTIONS'],
    [`/products/${mug.slug}`, 'GET, HEAD, POST, OPTIONS'],
  ] as const) {
    const asked = await shop.request.fetch(path, { method: 'OPTIONS' });
    expect([asked.status(), asked.headers()['allow']], path).toEqual([204, allow]);
    expect((await shop.request.head(path)).status(), path).toBe(200);
    for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE']) {
      const refused = await shop.request.fetch(path, { method });
      expect(refused.status(), `${method} ${path}`).toBe(405);
      expect(refused.headers()['allow']).toContain('GET, HEAD');
    }
  }
  const form = await shop.request.post('/', { form: { a: '1' } });
  expect([form.status(), form.headers()['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
});

test('browsers find an icon without a link', async ({ shop }) => {
  for (const [path, type] of [
    ['/favicon.ico', /^image\/(x-icon|vnd\.microsoft\.icon)$/],
    ['/apple-touch-icon.png', /^image\/png$/],
    ['/site.webmanifest', /^application\/manifest\+json/],
  ] as const) {
    const answer = await shop.request.get(path);
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, expect.stringMatching(type)]);
    expect((await shop.request.head(path)).status()).toBe(200);
  }
});

test('the events of an order answer HEAD, at the API and on its page', async ({ shop, stranger }) => {
  const mug = await shop.aVariant();
  const order = await body<Order>(await shop.buyLines([{ variantId: mug.id, quantity: 1 }]), 201);
  const headers = { 'Order-Token': order.token };
  const answer = await shop.request.head(`/api/v1/orders/${order.id}/events`, { headers });
  expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'text/event-stream']);
  for (const path of [`/api/v1/orders/${order.id}/events`, `/orders/${order.id}/events`])
    expect((await stranger.request.head(path)).status(), path).toBe(404);
});
