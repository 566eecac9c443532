import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

it('the OpenAPI document is served as it is checked in', async () => {
  const answer = await gateway.ask('', { url: '/api/openapi.json' });
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  const file = readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8');
  expect(answer.json()).toEqual(JSON.parse(file));
});

it('the page of the API needs no scripts and lists every route with its access', async () => {
  const answer = await gateway.ask('', { url: '/docs' });
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.headers['content-security-policy']).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  );
  expect(answer.body).not.toContain('<script');
  expect(answer.body).toContain(
    '<tr><td class="m">POST</td><td><code>/api/v1/orders</code><br>Buys a cart, or lines in one call; ' +
      'the same Idempotency-Key gets the first answer again</td><td class="a">optional</td></tr>',
  );
  expect(answer.body).toContain('option.&lt;name>=value');
  expect(answer.body.match(/<h2>\w+<\/h2>/g)).toEqual(
    ['catalogue', 'carts', 'orders', 'webhooks', 'auth', 'account', 'admin'].map((tag) => `<h2>${tag}</h2>`),
  );
});

it('the Swagger page, which needs scripts, is not served', async () => {
  for (const url of ['/docs/index.html', '/docs/swagger-ui.css', '/docs/swagger-ui-init.js', '/docs-json'])
    expect((await gateway.ask('', { url })).statusCode).toBe(404);
});
