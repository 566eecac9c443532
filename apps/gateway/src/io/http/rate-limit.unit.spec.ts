import { afterEach, describe, expect, it } from '@jest/globals';
import { aGateway, type GatewayOptions, type TestGateway } from '../../testing/a-gateway.ts';
import { aCart, anOrder, aProduct, ID } from '../../testing/builders.ts';
import { signedInAs } from '../../testing/signed-in.ts';

const SECRET = 'of-the-storefront-for-specs';

let gateway: TestGateway;
afterEach(() => gateway.close());

/** Counts in memory what Redis would count: `[isAllowed, remaining, waitMs]` per key. */
async function start(decide: (key: string) => [number, number, number], options: GatewayOptions = {}) {
  const keys: string[] = [];
  const count = async (_script: string, _keys: number, key: string) => {
    keys.push(key);
    return decide(key);
  };
  gateway = await aGateway({
    env: { RATE_LIMITS: 'on', STOREFRONT_SECRET: SECRET, TRUST_PROXY: 'on' },
    redis: { evalsha: count as never },
    services: {
      CartService: { getCart: async () => ({ cart: aCart() }), addLine: async () => ({ cart: aCart() }) },
      OrderService: {
        getOrder: async () => ({ order: anOrder() }),
        listOrders: async () => ({ items: [], nextPageToken: '' }),
      },
      PaymentService: { handlePaymentWebhook: async () => ({}) },
      ProductService: { getProduct: async () => ({ product: aProduct() }) },
    },
    ...options,
  });
  return keys;
}

const allow = (): [number, number, number] => [1, 79, 250];
const refuse = (): [number, number, number] => [0, 0, 1_200];

const addLine = (headers: Record<string, string> = {}) =>
  gateway.ask(`/carts/${ID}/lines`, { method: 'POST', payload: { variantId: ID, quantity: 1 }, headers });

describe('within the limit', () => {
  it('an answer says how much is left', async () => {
    await start(allow);
    const answer = await addLine();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'ratelimit-policy': '"write";q=80;w=20',
      ratelimit: '"write";r=79;t=1',
    });
  });
});

describe('above the limit', () => {
  it('a request is 429 with Retry-After, and the service is not called', async () => {
    await start(refuse);
    const answer = await addLine();
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('2');
    expect(answer.headers['ratelimit']).toBe('"write";r=0;t=2');
    expect(answer.json()).toMatchObject({ code: 'too_many_requests', status: 429 });
    expect(gateway.calls).toEqual([]);
  });

  it('is refused before its body is validated, and after its access token', async () => {
    await start(refuse);
    const wrong = { method: 'POST', payload: { nonsense: 1 } } as const;
    expect((await gateway.ask('/carts', wrong)).statusCode).toBe(429);
    expect((await gateway.ask('/me/addresses', wrong)).statusCode).toBe(401);
  });

  it('is counted in the metrics by the limit’s name', async () => {
    await start(refuse);
    await addLine();
    await gateway.ask(`/carts/${ID}`);
    const text = await gateway.metrics.export();
    expect(text).toMatch(/rate_limited_total\{[^}]*limit="write"[^}]*\} 1/);
    expect(text).toMatch(/rate_limited_total\{[^}]*limit="read"[^}]*\} 1/);
  });

  it('a cached answer is refused as well', async () => {
    let allowed = 1;
    await start(() => [allowed, 0, 100], {
      env: { RATE_LIMITS: 'on', EDGE_CACHE_TTL_MS: '60000' },
    });
    expect((await gateway.ask('/products/a-mug')).statusCode).toBe(200);
    allowed = 0;
    expect((await gateway.ask('/products/a-mug')).statusCode).toBe(429);
  });
});

describe('what counts against which limit', () => {
  it('is decided by the route, else by the method', async () => {
    const keys = await start(allow);
    await gateway.ask(`/carts/${ID}`);
    await gateway.ask(`/carts/${ID}`, { method: 'HEAD' });
    await addLine();
    await gateway.ask('/orders', { method: 'POST', payload: {} });
    await gateway.ask(`/orders/${ID}/payment/complete`, { method: 'POST', payload: {} });
    await gateway.ask('/auth/login', { method: 'POST', payload: {} });
    await gateway.ask('/auth/refresh', { method: 'POST', payload: {} });
    await gateway.ask('/auth/password/forgot', { method: 'POST', payload: {} });
    await gateway.ask('/webhooks/payments/sandbox', { method: 'POST', payload: {} });
    expect(keys.map((key) => key.split(':')[1])).toEqual([
      ...['read', 'read', 'write', 'purchase', 'purchase'],
      ...['sign-in', 'write', 'sign-in', 'webhook'],
    ]);
  });

  it('a cached route counts once, whether it is cached or not', async () => {
    const keys = await start(allow, { env: { RATE_LIMITS: 'on', EDGE_CACHE_TTL_MS: '60000' } });
    await gateway.ask('/products/a-mug');
    await gateway.ask('/products/a-mug');
    expect(keys).toEqual(['limit:read:127.0.0.1', 'limit:read:127.0.0.1']);
  });

  it('the public keys count as a read: each costs a call', async () => {
    const keys = await start(allow);
    expect((await gateway.ask('', { url: '/.well-known/jwks.json' })).statusCode).toBe(200);
    expect(keys).toEqual(['limit:read:127.0.0.1']);
  });

  it('the documents about the API do not count', async () => {
    const keys = await start(allow);
    for (const url of ['/docs', '/api/openapi.json'])
      expect((await gateway.ask('', { url })).statusCode).toBe(200);
    expect(keys).toEqual([]);
  });
});

describe('who is counted', () => {
  it('is the user who is signed in, else the address', async () => {
    const keys = await start(allow);
    await gateway.ask(`/carts/${ID}`);
    await gateway.ask(`/carts/${ID}`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    await gateway.ask(`/carts/${ID}`, { headers: await signedInAs(ID, 'customer') });
    expect(keys).toEqual(['limit:read:127.0.0.1', 'limit:read:203.0.113.7', `limit:read:${ID}`]);
  });

  it('is no one of the staff, who run programs', async () => {
    const keys = await start(refuse);
    for (const role of ['staff', 'admin'] as const)
      expect((await addLine(await signedInAs(ID, role))).statusCode).toBe(200);
    expect(keys).toEqual([]);
  });

  it('is the customer that the storefront calls for', async () => {
    const keys = await start(allow);
    await addLine({ 'x-storefront-key': SECRET, 'x-client-address': '203.0.113.9' });
    await addLine({ 'x-storefront-key': 'guess', 'x-client-address': '203.0.113.9' });
    await addLine({ 'x-client-address': '203.0.113.9' });
    expect(keys).toEqual(['limit:write:203.0.113.9', 'limit:write:127.0.0.1', 'limit:write:127.0.0.1']);
  });

  it('is not counted for the reads of a page, which count as the page', async () => {
    const keys = await start(refuse);
    const headers = { 'x-storefront-key': SECRET };
    expect((await gateway.ask(`/carts/${ID}`, { headers })).statusCode).toBe(200);
    expect((await gateway.ask('/products/a-mug', { headers })).statusCode).toBe(200);
    expect(keys).toEqual([]);
    expect((await addLine(headers)).statusCode).toBe(429);
  });
});

describe('without Redis', () => {
  it('nothing is limited, which is logged once until Redis is back', async () => {
    let isAway = true;
    await start(() => {
      if (isAway) throw new Error('away');
      return allow();
    });
    for (let n = 0; n < 3; n++) {
      const answer = await addLine();
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['ratelimit']).toBeUndefined();
    }
    const warnings = () => gateway.log.filter(({ message }) => message.includes('Redis is away'));
    expect(warnings()).toHaveLength(1);
    isAway = false;
    expect((await addLine()).headers['ratelimit']).toBeDefined();
    isAway = true;
    await addLine();
    expect(warnings()).toHaveLength(2);
  });
});

describe('RATE_LIMITS=off', () => {
  it('counts nothing and sends no headers', async () => {
    const keys = await start(refuse, { env: { RATE_LIMITS: 'off' } });
    const answer = await addLine();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['ratelimit']).toBeUndefined();
    expect((await gateway.ask('/products/a-mug')).statusCode).toBe(200);
    expect(keys).toEqual([]);
  });
});
