import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asStaff } from '../../testing/as-staff.ts';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { aCart, anOrder, aProduct, aSummary, ID } from '../../testing/builders.ts';
import { listening } from '../../testing/listening.ts';
import { isTrackingParameter } from './tracking-parameters.ts';

let gateway: TestGateway;
let port: number;
beforeAll(async () => {
  gateway = await aGateway({
    env: { EDGE_CACHE_TTL_MS: '60000' },
    services: {
      CartService: { createCart: async () => ({ cart: aCart() }), getCart: async () => ({ cart: aCart() }) },
      OrderService: { getOrder: async () => ({ order: anOrder() }) },
      ProductService: {
        listProducts: async () => ({
          ...{ items: [aSummary()], facets: [], total: 1, inexact: false, nextPageToken: '' },
        }),
        getProduct: async () => ({ product: aProduct() }),
        listCategories: async () => ({ categories: [], nextPageToken: '' }),
      },
    },
  });
  port = await listening(gateway);
});
afterAll(() => gateway.close());
beforeEach(() => void gateway.calls.splice(0));

/** Bytes as they are sent, and the answer as it comes. */
const raw = (bytes: string): Promise<string> =>
  new Promise((done, fail) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => done(answer)).on('error', fail);
  });
const send = (line: string, ...headers: string[]): Promise<string> =>
  raw([line, 'host: shop.example', 'connection: close', ...headers, '', ''].join('\r\n'));

describe('parameters that advertisers add', () => {
  const campaign = [
    'utm_source=news&utm_medium=e-mail&UTM_Campaign=x&utm_whatever=1',
    ...['gclid=1', 'fbclid=IwAR0', 'msclkid=1', 'gbraid=1', 'wbraid=1', 'dclid=1', 'yclid=1', 'ttclid=1'],
    ...['twclid=1', 'igshid=1', 'mc_cid=1&mc_eid=2', '_ga=2.1', '_gl=1*x', '_hsenc=1&_hsmi=2', 'srsltid=1'],
    ...['gad_source=1', 'utm%5Fsource=x', 'fbclid', 'mtm_campaign=1&pk_kwd=2', 'ref=partner'],
    ...['sc_cid=1&cmpid=2&trk=3&zanpid=4', 'wt_mc=1&xtor=2', 'elqTrackId=1&trk_contact=2&ml_subscriber=3'],
  ];
  it.each(campaign)('are ignored by reads: %s', async (query) => {
    for (const url of [`/products?limit=3&${query}`, `/products?${query}&limit=3`]) {
      const answer = await gateway.ask(url);
      expect(answer.statusCode).toBe(200);
      expect((await gateway.ask(url, { method: 'HEAD' })).statusCode).toBe(200);
    }
    expect((await gateway.ask(`/products/a-mug?${query}`)).statusCode).toBe(200);
    expect((await gateway.ask(`/carts/${ID}?${query}`)).statusCode).toBe(200);
  });

  it('do not make another entry of the edge cache', async () => {
    const path = '/products?q=only-once';
    const { body } = await gateway.ask(path);
    for (const one of ['gclid=1', 'gclid=2', 'utm_source=x'])
      expect((await gateway.ask(`${path}&${one}`)).body).toBe(body);
    expect(gateway.calls).toHaveLength(1);
  });

  it.each(['minprice=1', 'catgory=mugs', 'utmsource=x', 'gclidd=1', 'option=L', 'page=2'])(
    'are distinguished from misspelt filters: %s',
    async (query) => {
      const answer = await gateway.ask(`/products?${query}`);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ errors: [{ code: 'field.unknown', in: 'query' }] });
    },
  );

  it('have no name that the API uses', () => {
    const file = readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8');
    const { paths } = JSON.parse(file) as {
      paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>;
    };
    const names = Object.values(paths)
      .flatMap((methods) => Object.values(methods))
      .flatMap(({ parameters = [] }) => parameters.filter((one) => one.in === 'query'))
      .map(({ name }) => name);
    expect(names).toContain('minPrice');
    expect(names.filter(isTrackingParameter)).toEqual([]);
  });
});

describe('a path that is known', () => {
  it.each([
    ['PUT', '/api/v1/products', 'GET, HEAD, OPTIONS'],
    ['POST', '/api/v1/products/a-mug', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/api/v1/orders', 'GET, HEAD, POST, OPTIONS'],
    ['POST', `/api/v1/orders/${ID}/events`, 'GET, HEAD, OPTIONS'],
    ['GET', `/api/v1/carts/${ID}/lines`, 'POST, OPTIONS'],
    ['POST', `/api/v1/carts/${ID}/lines/${ID}`, 'PATCH, DELETE, OPTIONS'],
    ['PUT', '/api/v1/me', 'GET, HEAD, PATCH, OPTIONS'],
    ['TRACE', '/api/v1/products', 'GET, HEAD, OPTIONS'],
    ['PROPFIND', '/api/v1/products', 'GET, HEAD, OPTIONS'],
    ['QUERY', '/api/v1/products', 'GET, HEAD, OPTIONS'],
    ['POST', '/api/openapi.json', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/docs', 'GET, HEAD, OPTIONS'],
    ['PUT', '/.well-known/jwks.json', 'GET, HEAD, OPTIONS'],
  ])('says what it takes instead of %s %s', async (method, url, allow) => {
    const answer = await gateway.ask('', { method: method as 'PUT', url });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers).toMatchObject({
      allow,
      'content-type': 'application/problem+json; charset=utf-8',
    });
    expect(answer.json()).toMatchObject({ code: 'route.method_not_allowed', status: 405, instance: url });
    const asked = await gateway.ask('', { method: 'OPTIONS', url });
    expect([asked.statusCode, asked.headers['allow'], asked.body]).toEqual([204, allow, '']);
  });

  it('is as unknown to strangers as any other, where it is for staff', async () => {
    for (const url of [
      '/admin/products',
      '/admin/nothing',
      '//admin//nothing',
      '/%61dmin/nothing',
      '/admin/',
    ])
      for (const method of ['PATCH', 'OPTIONS', 'TRACE'] as const)
        expect((await gateway.ask(url, { method: method as 'PUT' })).statusCode).toBe(401);
    expect(await send('GET http://shop.example/api/v1/admin/nothing HTTP/1.1')).toMatch(/^HTTP\/1.1 401 /);
    const ask = await asStaff(gateway);
    const answer = await ask('/products', { method: 'PATCH' });
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect((await ask('/nothing', { method: 'PATCH' })).statusCode).toBe(404);
  });

  it('answers HEAD as GET, without the body', async () => {
    for (const url of ['/products', '/products/a-mug', '/categories', `/carts/${ID}`, `/orders/${ID}`]) {
      const [get, head] = [await gateway.ask(url), await gateway.ask(url, { method: 'HEAD' })];
      expect([head.statusCode, head.body]).toEqual([get.statusCode, '']);
      expect(head.headers['content-type']).toBe(get.headers['content-type']);
      expect(head.headers['etag']).toBe(get.headers['etag']);
    }
    for (const url of ['/docs', '/api/openapi.json', '/.well-known/jwks.json'])
      expect((await gateway.ask('', { method: 'HEAD', url })).statusCode).toBe(200);
  });

  it('that is not known stays 404, for OPTIONS, too', async () => {
    for (const method of ['GET', 'POST', 'OPTIONS', 'HEAD'] as const)
      expect((await gateway.ask('/nothing', { method })).statusCode).toBe(404);
  });
});

describe('beside the storefront', () => {
  let shop: TestGateway;
  beforeAll(async () => {
    // Nothing listens there: what reaches it is 503.
    shop = await aGateway({ env: { STOREFRONT_URL: 'http://127.0.0.1:9' } });
  });
  afterAll(() => shop.close());

  it.each([
    ['PUT', '/api/v1/products', 405],
    ['OPTIONS', '/api/v1/products', 204],
    ['QUERY', '/api/v1/products', 405],
    ['PROPFIND', '/api/v1/products', 405],
    ['OPTIONS', '/api/v1/nothing', 404],
    ['GET', '/api/v1/nothing/', 404],
    ['PUT', '/api/v1/admin/products', 401],
    ['GET', '/docs/', 200],
    ['POST', '/docs', 405],
    ['GET', '/cart', 503],
    ['GET', '/cart/', 308],
    ['TRACE', '/cart', 405],
  ])('the same holds: %s %s is %i', async (method, url, status) => {
    const headers = method === 'PUT' ? { 'content-type': 'text/plain' } : {};
    const payload = method === 'PUT' ? { payload: 'no JSON' } : {};
    const answer = await shop.ask('', { method: method as 'PUT', url, headers, ...payload });
    expect(answer.statusCode).toBe(status);
    if (status === 405 || status === 204)
      expect(answer.headers['allow']).toMatch(/^GET, HEAD, (POST, )?OPTIONS$/);
  });
});

describe('one resource with several spellings of its URL', () => {
  it.each([
    '/api/v1/products/',
    '/api/v1//products',
    '//api///v1/products//',
    '/api/v1/%70roducts',
    '/api/v1/products?',
    '/api/v1/products/?utm_source=x',
  ])('is one: %s', async (url) => {
    const answer = await gateway.ask('', { url: `http://shop.example${url}` });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe((await gateway.ask('/products')).body);
  });

  it('keeps slashes and escapes that mean something', async () => {
    await gateway.ask('/products/a%2Fb');
    await gateway.ask('/products/caf%C3%A9');
    await gateway.ask('/products?q=a%2F%2Fb//&vendor=x/');
    expect(gateway.calls.map(({ request }) => request)).toMatchObject([
      ...[{ slug: 'a/b' }, { slug: 'café' }],
      { query: 'a//b//', vendors: ['x/'] },
    ]);
  });
});

describe('a URL that cannot be read', () => {
  it.each(['/products/%zz', '/products/%ff', '/products/%E0%A4%A', '/carts/%'])(
    'is 400, not 500: %s',
    async (url) => {
      const answer = await gateway.ask(url);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ code: 'request.malformed' });
    },
  );

  it.each([...['/products/', '/categories/', '/carts/', '/orders/', '/pictures/', '/countries/']])(
    'is 400 or 404 when a part of its path is longer than any: %s',
    async (path) => {
      for (const part of ['a'.repeat(201), 'a'.repeat(7_900), '%D0%BA'.repeat(201)])
        for (const method of ['GET', 'HEAD'] as const) {
          const answer = await gateway.ask(`${path}${part}`, { method });
          expect([400, 404]).toContain(answer.statusCode);
          expect(answer.headers['allow']).toBeUndefined();
        }
    },
  );

  it.each(['q=%zz', 'q=%ff', 'q=%', '%=1', 'q=%00'])(
    'is no fault of ours in its query: %s',
    async (query) => {
      expect((await gateway.ask(`/products?${query}`)).statusCode).toBeLessThan(500);
    },
  );

  it('is 414 when it is too long, before anything is made of it', async () => {
    const answer = await gateway.ask(`/products?q=${'a'.repeat(8_000)}`);
    expect(answer.statusCode).toBe(414);
    expect(answer.json()).toMatchObject({ code: 'request.url_too_long' });
    expect((await gateway.ask(`/nothing/${'a'.repeat(8_000)}`)).statusCode).toBe(414);
    expect(await send(`GET /api/v1/products?q=${'a'.repeat(60_000)} HTTP/1.1`)).toMatch(/^HTTP\/1.1 414 /);
  });

  it('names the parameter that is given twice', async () => {
    for (const [query, name] of [
      ['limit=1&limit=2', 'limit'],
      ['q=a&q=b', 'q'],
      ['sort=price&sort=title', 'sort'],
      ['inStock=true&inStock=false', 'inStock'],
    ] as const) {
      const answer = await gateway.ask(`/products?${query}`);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({
        errors: [{ in: 'query', field: name, detail: `"${name}" must be given once; it is there 2 times.` }],
      });
    }
    expect((await gateway.ask('/products?vendor=a&vendor=b')).statusCode).toBe(200);
  });
});
