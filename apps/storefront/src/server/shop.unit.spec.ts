import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpClientMetrics, Metrics, Logger } from '@tradepost/observability';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { storefrontConfig } from '../storefront.config.ts';
import { Cookies } from './cookies.ts';
import { readSession, type Session, writeSession } from './session.ts';
import { Shop } from './shop.ts';

interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}
interface Answer {
  status?: number;
  body?: object;
  cookies?: string[];
}

const SECRET = 'the secret of the storefront';
const TRACE = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const asked: Asked[] = [];
let answers: Record<string, Answer> = {};
let gateway: Server;
let gatewayUrl = '';

beforeEach(async () => {
  asked.length = 0;
  answers = {};
  gateway = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      asked.push({ method, path, headers, body });
      const { status = 200, body: said = {}, cookies = [] } = answers[`${method} ${path}`] ?? {};
      response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': cookies });
      response.end(JSON.stringify(said));
    });
  });
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
  gatewayUrl = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
});

afterEach(() => {
  jest.restoreAllMocks();
  gateway.closeAllConnections();
  gateway.close();
});

function aShop(headers: Record<string, string> = {}, publicUrl = 'http://shop.example'): Shop {
  const config = storefrontConfig.parse({
    NODE_ENV: 'test',
    GATEWAY_URL: gatewayUrl,
    PUBLIC_URL: publicUrl,
    STOREFRONT_SECRET: SECRET,
  });
  const log = new Logger({ service: 'spec', level: 'silent' });
  const calls = new HttpClientMetrics(new Metrics('storefront'), 'gateway');
  const visit = { config, log, calls, nonce: 'n', clientAddress: '9.9.9.9', trace: TRACE };
  return new Shop(visit, new Request(`${publicUrl}/cart`, { headers }));
}

const sentBy = (shop: Shop): string[] => {
  const response = new Response();
  shop.cookies.writeTo(response);
  return response.headers.getSetCookie();
};

/** The `Cookie` header of a browser with this session. */
function headerWith(session: Session): string {
  const cookies = new Cookies(null, false);
  writeSession(cookies, session);
  return cookies.headerOf(/./);
}
const HOUR_MS = 3_600_000;
const session = (change: Partial<Session> = {}): Session => ({
  accessToken: 'access',
  renewAtMs: Date.now() + HOUR_MS,
  refreshToken: `refresh-${Math.random()}`,
  ...change,
});

describe('the shop calls the API', () => {
  it('on behalf of the customer, with their address, language and trace', async () => {
    const cookie = headerWith(session());
    const shop = aShop({ cookie, 'accept-language': 'de-AT,de;q=0.9', 'user-agent': 'A browser' });
    await shop.api.GET('/api/v1/me');
    expect(asked[0]?.headers).toMatchObject({
      authorization: 'Bearer access',
      'x-client-address': '9.9.9.9',
      'x-storefront-key': SECRET,
      'accept-language': 'de-DE',
      'user-agent': 'A browser',
    });
    expect(asked[0]?.headers['traceparent']).toContain(TRACE.traceId);
  });

  it('with the gateway’s cookies and no others', async () => {
    const cookie = 'cart_token=t1; order-o1=t2; cart=c1; attempt=c1.a1; other=x; xcart_token=y';
    await aShop({ cookie }).api.GET('/api/v1/carts/current');
    expect(asked[0]?.headers.cookie).toBe('cart_token=t1; order-o1=t2');
    expect(asked[0]?.headers).not.toHaveProperty('authorization');
  });

  it('and passes on the gateway’s cookies and no others', async () => {
    const ours = 'cart_token=t1; Path=/; HttpOnly; SameSite=Lax';
    answers['POST /api/v1/carts'] = { status: 201, body: { id: 'c1' }, cookies: [ours, 'tracking=1'] };
    const shop = aShop();
    await shop.ensureCart();
    expect(sentBy(shop)).toEqual([ours, 'cart=c1; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000']);
  });
});

describe('a session', () => {
  const stale = () => session({ renewAtMs: Date.now() - 1 });
  const REFRESH = 'POST /api/v1/auth/refresh';

  it('that expires soon is renewed before the first call', async () => {
    answers[REFRESH] = { body: { accessToken: 'newer', expiresIn: 900, refreshToken: 'next' } };
    const old = stale();
    const shop = aShop({ cookie: headerWith(old) });
    await shop.api.GET('/api/v1/me');
    expect(asked.map(({ path }) => path)).toEqual(['/api/v1/auth/refresh', '/api/v1/me']);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ refreshToken: old.refreshToken });
    expect(asked[0]?.headers).toMatchObject({
      'x-client-address': '9.9.9.9',
      'x-storefront-key': SECRET,
    });
    expect(asked[1]?.headers.authorization).toBe('Bearer newer');
    const [written = ''] = sentBy(shop);
    expect(readSession(new Cookies(written.split(';')[0] ?? '', false))).toMatchObject({
      refreshToken: 'next',
    });
  });

  it('that was ended elsewhere is forgotten, and what guests may read is read as a guest', async () => {
    const shop = aShop({ cookie: headerWith(session()) });
    answers['GET /api/v1/carts/current'] = { status: 401, body: { code: 'auth.token_revoked' } };
    await shop.api.GET('/api/v1/carts/current');
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer access', undefined]);
    expect(await shop.isSignedIn()).toBe(false);
    expect(sentBy(shop)).toEqual([expect.stringMatching(/^session=;/)]);
  });

  it('that was ended elsewhere makes no write happen as a guest', async () => {
    const shop = aShop({ cookie: headerWith(session()) });
    answers['POST /api/v1/carts'] = { status: 401, body: { code: 'auth.token_revoked' } };
    const { response } = await shop.api.POST('/api/v1/carts', { body: {} });
    expect(response.status).toBe(401);
    expect(asked).toHaveLength(1);
  });

  it('stays when a call is refused for another reason', async () => {
    const shop = aShop({ cookie: headerWith(session()) });
    answers['GET /api/v1/me'] = { status: 401, body: { code: 'auth.token_invalid' } };
    await shop.api.GET('/api/v1/me');
    expect(asked).toHaveLength(1);
    expect(await shop.isSignedIn()).toBe(true);
  });

  it('is not renewed for a page that does not need it, whose response would not wait for the new cookie', async () => {
    const shop = aShop({ cookie: headerWith(stale()) });
    await fetch(`${gatewayUrl}/another`);
    expect(asked.map(({ path }) => path)).toEqual(['/another']);
    expect(sentBy(shop)).toEqual([]);
  });

  it('is renewed within a time limit', async () => {
    answers[REFRESH] = { body: { accessToken: 'newer', expiresIn: 900, refreshToken: 'next' } };
    jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(new Error('too late')));
    await expect(aShop({ cookie: headerWith(stale()) }).isSignedIn()).rejects.toThrow('too late');
  });

  it('that has ended is deleted, and the customer continues as a guest', async () => {
    answers[REFRESH] = { status: 401, body: { code: 'auth.refresh' } };
    const shop = aShop({ cookie: headerWith(stale()) });
    expect(await shop.isSignedIn()).toBe(false);
    expect(sentBy(shop)).toEqual([expect.stringMatching(/^session=;.* Max-Age=0$/)]);
  });

  it('is kept while it is unknown whether it has ended', async () => {
    answers[REFRESH] = { status: 503, body: { code: 'unavailable' } };
    const shop = aShop({ cookie: headerWith(stale()) });
    await expect(shop.isSignedIn()).rejects.toThrow('503');
    expect(sentBy(shop)).toEqual([]);
  });

  it('is required for account pages: without one the customer is redirected to sign in and back', async () => {
    const went = await aShop()
      .mustBeSignedIn()
      .catch((thrown: Response) => thrown);
    expect((went as Response).headers.get('location')).toBe('/sign-in?to=%2Fcart');
    await aShop({ cookie: headerWith(session()) }).mustBeSignedIn();
  });

  it('deletes the guest’s cart cookie when it begins and when it ends', async () => {
    const shop = aShop({ cookie: 'cart=c1' });
    shop.signIn({ accessToken: 'a', expiresIn: 900, refreshToken: 'r' });
    expect(shop.cookies.get('cart')).toBeUndefined();
    shop.rememberCart('c2');
    await shop.signOut();
    expect(asked.map(({ path, body }) => [path, body])).toEqual([
      ['/api/v1/auth/logout', '{"refreshToken":"r"}'],
    ]);
    expect(shop.cookies.get('cart')).toBeUndefined();
    expect(await shop.isSignedIn()).toBe(false);
    expect(sentBy(shop).at(-1)).toMatch(/^session=;.* Max-Age=0$/);
  });
});

describe('the cart', () => {
  const cookie = 'cart=c1; cart_token=t1';
  const CART = 'GET /api/v1/carts/c1';

  it('is undefined while the customer only browses', async () => {
    expect(await aShop().cart()).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it.each(['active', 'completing'])('is the cookie’s while it is %s', async (state) => {
    answers[CART] = { body: { id: 'c1', state } };
    const shop = aShop({ cookie });
    expect(await shop.cart()).toEqual({ id: 'c1', state });
    expect(sentBy(shop)).toEqual([]);
  });

  it.each([
    { status: 200, body: { id: 'c1', state: 'ordered' } },
    { status: 200, body: { id: 'c1', state: 'expired' } },
    { status: 200, body: { id: 'c1', state: 'merged' } },
    { status: 404, body: { status: 404, code: 'cart.not_found' } },
  ])('is dropped after %j', async (answer) => {
    answers[CART] = answer;
    const shop = aShop({ cookie });
    expect(await shop.cart()).toBeUndefined();
    expect(sentBy(shop)).toEqual([expect.stringMatching(/^cart=; .*Max-Age=0/)]);
  });

  it.each([429, 503])('is not dropped because of a %s', async (status) => {
    answers[CART] = { status, body: { status, code: 'busy' } };
    const shop = aShop({ cookie });
    await expect(shop.cart()).rejects.toMatchObject({ status });
    expect(sentBy(shop)).toEqual([]);
  });
});
