import { type ClientRequest, request } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { aGateway, type GatewayOptions, type TestGateway } from '../../testing/a-gateway.ts';
import { aCart, aProduct, ID } from '../../testing/builders.ts';
import { listening } from '../../testing/listening.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

let gateway: TestGateway;
let hanging: ClientRequest | undefined;
afterEach(async () => {
  hanging?.destroy();
  await gateway.close();
});

const start = async (options: GatewayOptions = {}): Promise<void> => {
  gateway = await aGateway({
    services: {
      CartService: { getCart: async () => ({ cart: aCart() }), createCart: async () => ({ cart: aCart() }) },
      ProductService: { getProduct: async () => ({ product: aProduct() }) },
    },
    ...options,
  });
};

const path = `/carts/${ID}`;

describe('every answer', () => {
  it.each([
    ['an answer', path, 200],
    ['a cached answer', '/products/a-mug', 200],
    ['a problem', '/carts/x', 400],
    ['a refused origin', '/carts', 403],
    ['an unknown path', '/nothing', 404],
  ])('has the security headers: %s', async (_name, url, status) => {
    await start();
    const answer = await gateway.ask(url, {
      method: status === 403 ? 'POST' : 'GET',
      headers: status === 403 ? { origin: 'https://evil.example' } : {},
    });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    });
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  });

  it('is not stored by anyone unless it says so', async () => {
    await start();
    expect((await gateway.ask(path)).headers['cache-control']).toBe('no-store');
    expect((await gateway.ask('/products/a-mug')).headers['cache-control']).toBe('no-cache');
    expect((await gateway.ask('', { url: '/.well-known/jwks.json' })).headers['cache-control']).toBe(
      'public, max-age=60',
    );
  });

  it('requires https where the shop has it', async () => {
    await start({ env: { PUBLIC_URL: 'https://shop.example' } });
    expect((await gateway.ask(path)).headers['strict-transport-security']).toBe(
      'max-age=31536000; includeSubDomains',
    );
  });
});

describe('the trace of a request', () => {
  it('is the caller’s, on the answer and on the calls to services', async () => {
    await start();
    const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
    const answer = await gateway.ask(path, { headers });
    expect(answer.headers['x-trace-id']).toBe(TRACE);
    expect(gateway.calls).toMatchObject([{ traceId: TRACE }]);
  });

  it('is not lost while a body is read', async () => {
    await start();
    const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
    await gateway.ask('/carts', { method: 'POST', payload: { lines: [] }, headers });
    expect(gateway.calls).toMatchObject([{ traceId: TRACE }]);
  });

  it('is one of its own where callers are ignored', async () => {
    await start({ env: { TRACES_INCOMING: 'ignore' } });
    const answer = await gateway.ask(path, { headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` } });
    expect(answer.headers['x-trace-id']).not.toBe(TRACE);
  });

  it('is a new one where the caller sends none or a broken one', async () => {
    await start();
    const ids = [];
    for (const traceparent of [undefined, 'nonsense', `00-${TRACE}`]) {
      const answer = await gateway.ask(path, { headers: traceparent ? { traceparent } : {} });
      ids.push(answer.headers['x-trace-id']);
    }
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain(TRACE);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('the line of a request', () => {
  it('has its route, status, duration, kind of caller and trace, and nothing of its path and query', async () => {
    await start();
    await gateway.ask(`${path}?email=ada@example.com`, { headers: { authorization: 'Bearer x' } });
    await gateway.ask('/nothing/4242424242424242');
    await gateway.ask('/carts', { method: 'POST', payload: { email: 'ada@example.com' } });
    const ms = expect.any(Number) as unknown as number;
    const traceId = expect.stringMatching(/^[0-9a-f]{32}$/) as unknown as string;
    const fields = { ms, traceId, caller: 'guest' };
    expect(gateway.requests.map((line) => [line.level, line.fields])).toEqual([
      [
        'info',
        {
          ...fields,
          method: 'GET',
          route: '/api/v1/carts/{id}',
          status: expect.any(Number) as unknown as number,
        },
      ],
      ['info', { ...fields, method: 'GET', route: 'unmatched', status: 404 }],
      [
        'info',
        {
          ...fields,
          method: 'POST',
          route: '/api/v1/carts',
          status: expect.any(Number) as unknown as number,
        },
      ],
    ]);
    expect(JSON.stringify(gateway.requests)).not.toMatch(/ada@|4242|Bearer/);
  });

  it('is an error when the service failed', async () => {
    await start({ services: { CartService: { getCart: () => Promise.reject(new Error('a bug')) } } });
    await gateway.ask(path);
    expect(gateway.requests).toMatchObject([{ level: 'error', fields: { status: 500 } }]);
  });
});

describe('a caller that disconnects', () => {
  it('ends the call to the service', async () => {
    await start();
    gateway.services.CartService = { getCart: () => new Promise(() => {}) };
    const port = await listening(gateway);
    const sent = request({ port, host: '127.0.0.1', path: `/api/v1${path}` });
    hanging = sent;
    sent.on('error', () => {}).end();
    await waitFor(() => expect(gateway.calls).toHaveLength(1));
    expect(gateway.calls[0]?.signal?.aborted).toBe(false);
    sent.destroy();
    await waitFor(() => expect(gateway.calls[0]?.signal?.aborted).toBe(true));
  });

  it('is counted once, with the route and 499', async () => {
    await start();
    const called = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<{ cart: ReturnType<typeof aCart> }>();
    gateway.services.CartService = {
      getCart: () => {
        called.resolve();
        return answer.promise;
      },
    };
    const port = await listening(gateway);
    hanging = request({ port, host: '127.0.0.1', path: `/api/v1${path}` });
    hanging.on('error', () => {}).end();
    await called.promise;
    hanging.destroy();
    const counted = async (): Promise<string[]> =>
      (await gateway.metrics.export())
        .split('\n')
        .filter((line) => line.startsWith('http_server_request_duration_seconds_count'));
    const gone =
      'http_server_request_duration_seconds_count{service_name="gateway",http_request_method="GET",' +
      'http_route="/api/v1/carts/{id}",http_response_status_code="499"} 1';
    await waitFor(async () => expect(await counted()).toEqual([gone]));
    // What the handler says later is for no one.
    answer.resolve({ cart: aCart() });
    await (await fetch(`http://127.0.0.1:${port}/api/v1/carts/x`)).text();
    expect(await counted()).toEqual([gone, expect.stringContaining('"400"} 1')]);
  });

  it('is distinguished from one that has received the answer', async () => {
    await start();
    const port = await listening(gateway);
    await (await fetch(`http://127.0.0.1:${port}/api/v1${path}`)).text();
    expect(gateway.calls[0]?.signal?.aborted).toBe(false);
  });
});

describe('a write from another site', () => {
  const post = async (headers: Record<string, string>, method: 'POST' | 'GET' = 'POST') =>
    gateway.ask(method === 'GET' ? path : '/carts', {
      method,
      headers,
      ...(method === 'POST' && { payload: {} }),
    });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
  ])('is refused: %j', async (headers) => {
    await start();
    const answer = await post(headers);
    expect([answer.statusCode, answer.json()]).toMatchObject([403, { code: 'csrf.foreign_origin' }]);
    expect(gateway.calls).toEqual([]);
  });

  it('does not include those of the shop, the user or a program', async () => {
    await start({ env: { PUBLIC_URL: 'https://shop.example' } });
    const own: Record<string, string>[] = [
      { origin: 'https://shop.example' },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      {},
    ];
    for (const headers of own) expect((await post(headers)).statusCode).toBe(201);
  });

  it('does not include reads', async () => {
    await start();
    expect((await post({ 'sec-fetch-site': 'cross-site' }, 'GET')).statusCode).toBe(200);
  });
});

describe('the message on the wire', () => {
  const exchange = async (lines: readonly string[], body = '') => {
    const port = await listening(gateway);
    const { connect } = await import('node:net');
    return new Promise<string>((done, fail) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`));
      let heard = '';
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.on('close', () => done(heard));
      socket.on('error', fail);
    });
  };

  it('with Expect: 100-continue gets 100, then the response', async () => {
    await start();
    const heard = await exchange(
      [
        'POST /api/v1/carts HTTP/1.1',
        'Host: shop.example',
        'Content-Type: application/json',
        'Content-Length: 2',
        'Expect: 100-continue',
        'Connection: close',
      ],
      '{}',
    );
    expect(heard).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 Created\r\n/);
  });

  it('in chunks is read by the API', async () => {
    await start();
    const heard = await exchange(
      [
        'POST /api/v1/carts HTTP/1.1',
        'Host: shop.example',
        'Content-Type: application/json',
        'Transfer-Encoding: chunked',
        'Connection: close',
      ],
      '2\r\n{}\r\n0\r\n\r\n',
    );
    expect(heard).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
  });
});

describe('the metrics of requests', () => {
  it('name routes as the OpenAPI document does, with method and status', async () => {
    await start();
    await gateway.ask(path);
    await gateway.ask('/carts/x');
    await gateway.ask('/products/a-mug');
    await gateway.ask('/nothing');
    await gateway.ask('/products', { method: 'PROPFIND' as never });
    await gateway.ask('', { url: '/docs' });
    const counted = (await gateway.metrics.export())
      .split('\n')
      .filter((line) => line.startsWith('http_server_request_duration_seconds_count'))
      .map((line) =>
        [/method="(\w+)"/, /route="([^"]+)"/, /status_code="(\d+)"/].map((part) => part.exec(line)?.[1]),
      );
    expect(counted).toEqual([
      ['GET', '/api/v1/carts/{id}', '200'],
      ['GET', '/api/v1/carts/{id}', '400'],
      ['GET', '/api/v1/products/{slug}', '200'],
      ['GET', 'unmatched', '404'],
      ['_OTHER', 'unmatched', expect.any(String)],
      ['GET', '/docs', '200'],
    ]);
  });
});
