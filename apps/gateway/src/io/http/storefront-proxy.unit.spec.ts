import { createServer, type IncomingHttpHeaders, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RetryableError } from '@tradepost/errors';
import type { Logger } from '@tradepost/observability';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { problemOf, sendProblem } from './problems.ts';
import type { RateLimits } from './rate-limits.ts';
import { clientAddress, isStorefront, passToStorefront } from './storefront-proxy.ts';

const TRACE_ID = 'a'.repeat(32);
const BODY_LIMIT = 1_000;
const log = { error: jest.fn(), info: jest.fn(), warn: jest.fn() } as unknown as Logger;

interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const open: { app?: FastifyInstance; server?: Server } = {};

afterEach(async () => {
  await open.app?.close();
  open.server?.close();
});

/** A storefront that says what it was asked. */
async function aStorefront(): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body });
      response.setHeader('content-type', 'text/html').end('<h1>A page</h1>');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.server = server;
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const routes = { allowed: (path: string) => (path === '/docs' ? 'GET, HEAD, OPTIONS' : undefined) };
const UNLIMITED = { take: async () => {} };

async function aGateway(url: string, limits: Pick<RateLimits, 'take'> = UNLIMITED): Promise<FastifyInstance> {
  const app = fastify({ genReqId: () => '', bodyLimit: BODY_LIMIT });
  app.setErrorHandler((error, request, reply) => sendProblem(reply, problemOf(error, request)));
  app.decorateRequest('work');
  app.addHook('onRequest', (request, _reply, done) => {
    request.work = { traceId: TRACE_ID, spanId: 'b'.repeat(16) };
    done();
  });
  app.get('/api/v1/products', () => 'the API');
  void app.register((inner) => passToStorefront(inner, { url, log, limits: limits as RateLimits, routes }));
  await app.ready();
  open.app = app;
  return app;
}

describe('a path outside the API', () => {
  it.each([
    '/',
    '/cart',
    '/products/caf%C3%A9?a=b%20c&to=%2Fx',
    '/apis',
    '/documents',
    '/_root.data?_routes=x',
    // Queries that trackers and hands break.
    ...[
      '/?x=%',
      '/?utm_source=50%off',
      '/search?q=100%',
      '/search?q=%E0%A4',
      '/search?q=%C3%28',
      '/?%=1&%zz',
    ],
    ...['/search?q=a/../b', '/?to=..%2F..%2Fx', '/?to=//evil.example/', '/?a=b?c=d&?'],
    '/categories/kitchen?option.Size=%',
  ])('goes to the storefront as it came: %s', async (path) => {
    const { url, seen } = await aStorefront();
    const answer = await (await aGateway(url)).inject({ url: path });
    expect([answer.statusCode, answer.body]).toEqual([200, '<h1>A page</h1>']);
    expect(seen.map((one) => one.url)).toEqual([path]);
  });

  it('is passed on with its body of any media type', async () => {
    const { url, seen } = await aStorefront();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await (await aGateway(url)).inject({ method: 'POST', url: '/sign-in', headers, payload: 'a=1&b=%C3%A9' });
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/sign-in', body: 'a=1&b=%C3%A9' });
    expect(seen[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('carries the address, the host and the trace that the gateway knows, not what the caller claims', async () => {
    const { url, seen } = await aStorefront();
    const headers = {
      host: 'shop.example',
      'x-client-address': '6.6.6.6',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'gopher',
      traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`,
    };
    await (await aGateway(url)).inject({ url: '/', headers, remoteAddress: '9.9.9.9' });
    expect(seen[0]?.headers).toMatchObject({
      'x-client-address': '9.9.9.9',
      'x-forwarded-host': 'shop.example',
      'x-forwarded-proto': 'http',
    });
    expect(seen[0]?.headers['traceparent']).toContain(TRACE_ID);
  });

  it('is a page that says so while the storefront is unavailable', async () => {
    const { url } = await aStorefront();
    await new Promise((done) => open.server?.close(done));
    const answer = await (
      await aGateway(url)
    ).inject({ url: '/cart', headers: { 'accept-language': 'de-AT' } });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': '5',
    });
    expect(answer.body).toContain('Der Laden ist gleich wieder da');
    expect(answer.body).toContain(TRACE_ID);
  });
});

describe('a body', () => {
  /** Over a real connection, where a message has the framing that its headers say. */
  async function post(headers: Record<string, string | number>, chunks: string[]) {
    const { url, seen } = await aStorefront();
    const app = await aGateway(url);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const status = await new Promise<number | undefined>((done, fail) => {
      const message = ask({ port, method: 'POST', path: '/sign-in', headers }, (answer) => {
        answer.resume().on('end', () => done(answer.statusCode));
      });
      message.on('error', fail);
      for (const chunk of chunks) message.write(chunk);
      message.end();
    });
    return { status, seen: seen.map(({ body }) => body.length) };
  }

  it.each([
    { length: BODY_LIMIT, outcome: { status: 200, seen: [BODY_LIMIT] } },
    { length: BODY_LIMIT + 1, outcome: { status: 413, seen: [] } },
  ])('of $length bytes: $outcome.status', async ({ length, outcome }) =>
    expect(await post({ 'content-length': length }, ['x'.repeat(length)])).toEqual(outcome),
  );

  it('without a length is not read', async () =>
    expect(await post({ 'transfer-encoding': 'chunked' }, ['x', 'y'])).toEqual({ status: 411, seen: [] }));

  it('goes through after Expect: 100-continue', async () =>
    expect(await post({ 'content-length': 2, expect: '100-continue' }, ['xy'])).toEqual({
      status: 200,
      seen: [2],
    }));
});

describe('a storefront that is busy', () => {
  it('is called once', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(503).end('<h1>Busy</h1>');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    open.server = server;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await (await aGateway(url)).inject({ url: '/' });
    expect([answer.statusCode, answer.body, asked]).toEqual([503, '<h1>Busy</h1>', 1]);
  });
});

describe('an address of a page', () => {
  it.each([
    ['/cart/', '/cart'],
    ['//cart', '/cart'],
    ['/products//a-mug/?utm_source=news&q=a%2F%2Fb', '/products/a-mug?utm_source=news&q=a%2F%2Fb'],
    // Never another site's.
    ['//evil.example/', '/evil.example'],
    ['/\\evil.example/', '/evil.example'],
    ['///', '/'],
  ])('with too many slashes leads to the plain one: %s', async (path, plain) => {
    const { url, seen } = await aStorefront();
    const app = await aGateway(url);
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await app.inject({ method, url: `http://shop.example${path}` });
      expect([answer.statusCode, answer.headers.location]).toEqual([308, plain]);
    }
    expect(seen).toEqual([]);
    // A form is not sent twice.
    const form = { method: 'POST', url: `http://shop.example${path}`, payload: 'a=1' } as const;
    await app.inject({ ...form, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(seen).toMatchObject([{ method: 'POST', url: plain }]);
  });

  it('takes no TRACE', async () => {
    const { url, seen } = await aStorefront();
    const answer = await (await aGateway(url)).inject({ method: 'TRACE' as 'PUT', url: '/cart' });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers['allow']).toBe('GET, HEAD, POST, OPTIONS');
    expect(answer.json()).toMatchObject({ code: 'route.method_not_allowed' });
    expect(seen).toEqual([]);
  });

  it('says for itself what else it takes', async () => {
    const { url, seen } = await aStorefront();
    const app = await aGateway(url);
    for (const method of ['OPTIONS', 'PUT', 'PATCH', 'DELETE'] as const)
      await app.inject({ method, url: '/cart' });
    expect(seen.map(({ method }) => method)).toEqual(['OPTIONS', 'PUT', 'PATCH', 'DELETE']);
  });

  it.each(['/favicon.ico', '/icon.svg', '/assets/app.js'])('of a file is for reading: %s', async (path) => {
    const { url, seen } = await aStorefront();
    const app = await aGateway(url);
    for (const [method, status] of [
      ['POST', 405],
      ['DELETE', 405],
      ['OPTIONS', 204],
    ] as const) {
      const answer = await app.inject({ method, url: path });
      expect([answer.statusCode, answer.headers['allow']]).toEqual([status, 'GET, HEAD, OPTIONS']);
    }
    expect(seen).toEqual([]);
  });

  it('takes no compressed form', async () => {
    const { url, seen } = await aStorefront();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' };
    const answer = await (
      await aGateway(url)
    ).inject({ method: 'POST', url: '/cart', headers, payload: 'a=1' });
    expect([answer.statusCode, answer.headers['accept-encoding']]).toEqual([415, 'identity']);
    expect(seen).toEqual([]);
  });
});

describe('a path of the API', () => {
  it('that exists, but not with this method, says which it takes', async () => {
    const { url, seen } = await aStorefront();
    const answer = await (await aGateway(url)).inject({ method: 'POST', url: '/docs' });
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect(seen).toEqual([]);
  });

  it.each(['/api', '/api/v1/nothing', '/api?x', '/docs/nothing', '/.well-known/security.txt'])(
    'that does not exist is a problem, not a page: %s',
    async (path) => {
      const { url, seen } = await aStorefront();
      const answer = await (await aGateway(url)).inject({ url: path });
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.json()).toMatchObject({ code: 'route.not_found', traceId: TRACE_ID });
      expect(seen).toEqual([]);
    },
  );
});

describe('a limit', () => {
  it('counts a page once, and its files not at all', async () => {
    const { url } = await aStorefront();
    const take = jest.fn(async () => {});
    const app = await aGateway(url, { take });
    const files = [
      '/assets/entry-abc.js',
      '/icon.svg',
      '/icon-192.png',
      '/apple-touch-icon.png',
      '/site.webmanifest',
    ];
    for (const path of ['/', ...files, '/cart']) await app.inject({ url: path, remoteAddress: '9.9.9.9' });
    expect(take.mock.calls.map((call: unknown[]) => call.slice(0, 2))).toEqual([
      ['page', '9.9.9.9'],
      ['page', '9.9.9.9'],
    ]);
  });

  it('that is exceeded is a page too', async () => {
    const { url, seen } = await aStorefront();
    const take = () => Promise.reject(new RetryableError('busy', 'rate limit', { retryAfterMs: 2_500 }));
    const answer = await (await aGateway(url, { take })).inject({ url: '/' });
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('3');
    expect(answer.body).toContain('That was a lot at once');
    expect(seen).toEqual([]);
  });
});

describe('the customer’s address', () => {
  const request = (headers: Record<string, string>, isForPage: boolean) =>
    ({ headers, ip: '10.0.0.1', isForPage }) as unknown as Parameters<typeof clientAddress>[0];

  it('is taken from the storefront', () =>
    expect(clientAddress(request({ 'x-client-address': '9.9.9.9' }, true))).toBe('9.9.9.9'));

  it('is the peer’s for every other caller', () => {
    expect(clientAddress(request({ 'x-client-address': '9.9.9.9' }, false))).toBe('10.0.0.1');
    expect(clientAddress(request({}, true))).toBe('10.0.0.1');
  });

  it.each([
    ['the-secret', true],
    ['the-secreT', false],
    ['the-secret-and-more', false],
    ['', false],
    [undefined, false],
  ])('with the key %s is taken from the storefront: %s', (key, isIt) =>
    expect(
      isStorefront({ headers: key === undefined ? {} : { 'x-storefront-key': key } }, 'the-secret'),
    ).toBe(isIt),
  );
});
