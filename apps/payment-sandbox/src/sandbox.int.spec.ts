import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { PAYMENT } from '@tradepost/contracts/limits';
import { CONFIG } from '@tradepost/nest';
import { serviceDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { httpServer, observeRequests } from './http-server.ts';
import { SandboxDatabase } from './io/sandbox-database.ts';
import { sandboxConfig } from './sandbox.config.ts';
import { SandboxModule } from './sandbox.module.ts';

const SHOP = 'https://shop.example';

let own: TestDatabase<SandboxDatabase>;
let app: NestFastifyApplication;
let origin: string;

beforeAll(async () => {
  own = await serviceDatabase(SandboxDatabase, new URL('../prisma/migrations', import.meta.url));
  const env = { DATABASE_URL: own.url, OPS_PORT: '0', HOST: '127.0.0.1', PUBLIC_URL: SHOP };
  const config = sandboxConfig.parse({ ...env, DISCOVERY: 'static', LOG_LEVEL: 'error' });
  const module = await Test.createTestingModule({ imports: [SandboxModule] })
    .overrideProvider(CONFIG)
    .useValue(config)
    .compile();
  app = module.createNestApplication<NestFastifyApplication>(httpServer(), { logger: ['error'] });
  observeRequests(app);
  await app.listen(0, '127.0.0.1');
  origin = await app.getUrl();
});

afterAll(async () => {
  await app.close();
  await own.close();
});

interface Reply {
  status: number;
  body: Record<string, unknown>;
}

async function send(method: string, path: string, body?: object): Promise<Reply> {
  const response = await fetch(origin + path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const authorize = (key: string, change: object = {}): Promise<Reply> =>
  send('POST', '/authorizations', {
    key,
    amount: 1000,
    currency: 'GBP',
    token: 'tok_ok',
    reference: 'TP-1',
    ...change,
  });

const capture = (id: unknown, key: string, amount: number) =>
  send('POST', `/authorizations/${String(id)}/capture`, { key, amount });

const refund = (id: unknown, key: string, amount: number) =>
  send('POST', `/authorizations/${String(id)}/refunds`, { key, amount });

describe('an authorisation', () => {
  test('is made once per key by fifty concurrent requests', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => authorize('once')));
    expect(new Set(replies.map(({ body }) => body['id'])).size).toBe(1);
    expect(replies.every(({ status, body }) => status === 200 && body['state'] === 'authorized')).toBe(true);
  });

  test('is refused for a key that was used with another amount', async () => {
    await authorize('other-amount');
    const again = await authorize('other-amount', { amount: 1001 });
    expect(again).toMatchObject({ status: 422, body: { code: 'key.mismatch' } });
  });

  test.each([
    ['tok_declined', 'declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
  ])('with %s is declined and can’t be captured', async (token, declineCode) => {
    const { body } = await authorize(token, { token });
    expect(body).toMatchObject({ state: 'declined', declineCode });
    expect(await capture(body['id'], `${token}:capture`, 1)).toMatchObject({
      status: 409,
      body: { code: 'authorization.declined' },
    });
  });

  test('with tok_timeout_after_charge is recorded, although the caller gets no reply', async () => {
    await expect(authorize('lost', { token: 'tok_timeout_after_charge' })).rejects.toThrow();
    expect(await send('GET', '/authorizations?key=lost')).toMatchObject({
      body: { state: 'authorized', amount: 1000 },
    });
  });

  test('with the longest token that the shop passes on is refused as unknown, not as malformed', async () => {
    const token = 'x'.repeat(PAYMENT.token.max);
    expect(await authorize('long', { token })).toMatchObject({
      status: 400,
      body: { code: 'token.unknown' },
    });
  });

  test.each([
    [{ token: 'tok_unheard_of' }, 'token.unknown'],
    [{ amount: 0 }, 'request.invalid'],
    [{ amount: '1' }, 'request.invalid'],
    [{ currency: 'pounds' }, 'request.invalid'],
    [{ surprise: true }, 'request.invalid'],
    [{ reference: 'a\0b' }, 'request.invalid'],
  ])('with %j is refused with 400 and not recorded', async (change, code) => {
    const key = `bad-${JSON.stringify(change)}`;
    expect(await authorize(key, change)).toMatchObject({ status: 400, body: { code } });
    expect(await send('GET', `/authorizations?key=${encodeURIComponent(key)}`)).toMatchObject({
      status: 404,
    });
  });
});

describe('a void', () => {
  test('voids the authorisation, also when it is repeated', async () => {
    const { body } = await authorize('void');
    expect(await send('POST', '/voids', { key: 'void' })).toMatchObject({ body: { state: 'voided' } });
    expect(await send('POST', '/voids', { key: 'void' })).toMatchObject({ body: { state: 'voided' } });
    expect(await capture(body['id'], 'void:capture', 1000)).toMatchObject({
      body: { code: 'authorization.voided' },
    });
  });

  test('that arrives first prevents the authorisation', async () => {
    await send('POST', '/voids', { key: 'early' });
    expect(await authorize('early')).toMatchObject({ status: 200, body: { state: 'voided' } });
  });

  test('changes nothing after a capture', async () => {
    const { body } = await authorize('late');
    await capture(body['id'], 'late:capture', 1000);
    expect(await send('POST', '/voids', { key: 'late' })).toMatchObject({
      body: { state: 'authorized', captured: 1000 },
    });
  });

  test('and fifty concurrent captures: either the void or the captures succeed, never both', async () => {
    const { body } = await authorize('race');
    await Promise.all([
      ...Array.from({ length: 25 }, (_, i) => capture(body['id'], `race:${i}`, 40)),
      send('POST', '/voids', { key: 'race' }),
      ...Array.from({ length: 25 }, (_, i) => capture(body['id'], `race:${i + 25}`, 40)),
    ]);
    const after = (await send('GET', '/authorizations?key=race')).body;
    expect(after['state'] === 'voided' ? after['captured'] === 0 : Number(after['captured']) > 0).toBe(true);
  });
});

describe('captures and refunds', () => {
  test('take effect once per key for fifty concurrent requests', async () => {
    const { body } = await authorize('money');
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => capture(body['id'], 'money:capture', 100)),
    );
    expect(replies.every(({ status, body: after }) => status === 200 && after['captured'] === 100)).toBe(
      true,
    );
  });

  test('never exceed the authorised amount and the captured amount', async () => {
    const { body } = await authorize('limits');
    const captures = await Promise.all(
      Array.from({ length: 50 }, (_, i) => capture(body['id'], `limits:c${i}`, 30)),
    );
    expect(captures.filter(({ status }) => status === 200)).toHaveLength(33);
    const refunds = await Promise.all(
      Array.from({ length: 50 }, (_, i) => refund(body['id'], `limits:r${i}`, 30)),
    );
    expect(refunds.filter(({ status }) => status === 200)).toHaveLength(33);
    expect(refunds.find(({ status }) => status !== 200)).toMatchObject({
      status: 409,
      body: { code: 'refund.exceeds_limit', limit: 0 },
    });
  });

  test('are refused for a key with another amount, and for an id that is no UUID', async () => {
    const { body } = await authorize('keys');
    await capture(body['id'], 'keys:capture', 10);
    expect(await capture(body['id'], 'keys:capture', 11)).toMatchObject({
      status: 422,
      body: { code: 'key.mismatch' },
    });
    expect(await capture('nonsense', 'keys:other', 11)).toMatchObject({ status: 404 });
  });

  test('accept the id in capitals, also when they are repeated', async () => {
    const { body } = await authorize('capitals');
    const id = String(body['id']).toUpperCase();
    const first = await capture(id, 'capitals:capture', 10);
    expect(first).toMatchObject({ status: 200, body: { captured: 10 } });
    expect(await capture(id, 'capitals:capture', 10)).toEqual(first);
  });

  test('add up in the ledger', async () => {
    const { body } = await send('GET', '/ledger');
    const items = body['items'] as { captured: number; refunded: number }[];
    const sum = (of: 'captured' | 'refunded') => items.reduce((all, item) => all + item[of], 0);
    expect(body['totals']).toMatchObject({ captured: sum('captured'), refunded: sum('refunded') });
    // Later pages are read often, and sums read the whole ledger.
    const later = await send('GET', `/ledger?after=${(body['items'] as { id: string }[])[0]?.id}`);
    expect(later.body).not.toHaveProperty('totals');
  });
});

describe('a payer', () => {
  const challenged = async (key: string) =>
    String((await authorize(key, { token: 'tok_requires_action' })).body['id']);
  const choose = (id: string, outcome: string, back?: string) =>
    fetch(`${origin}/authorizations/${id}/challenge${back ? `?return=${encodeURIComponent(back)}` : ''}`, {
      method: 'POST',
      body: new URLSearchParams({ outcome }),
      redirect: 'manual',
    });
  const targetOf = ({ status, headers }: Response) => [status, headers.get('location')];
  const back = `${SHOP}/orders/1?back`;

  test('returns to the shop after choosing', async () => {
    const id = await challenged('returned');
    expect((await fetch(`${origin}/authorizations/${id}/challenge?return=${SHOP}`)).status).toBe(200);
    expect(targetOf(await choose(id, 'passed', back))).toEqual([303, back]);
    expect((await send('GET', '/authorizations?key=returned')).body).toMatchObject({ state: 'authorized' });
  });

  test('also returns to the shop after the authorisation was voided, which changes nothing', async () => {
    const id = await challenged('too-late');
    await send('POST', '/voids', { key: 'too-late' });
    expect(targetOf(await choose(id, 'passed', back))).toEqual([303, back]);
    expect((await choose(id, 'passed')).status).toBe(409);
    expect((await send('GET', '/authorizations?key=too-late')).body).toMatchObject({ state: 'voided' });
  });

  test.each([
    'https://evil.example/',
    `${SHOP}.evil.example/`,
    `${SHOP}@evil.example/`,
    '//evil.example',
    'javascript:1',
  ])('is not sent to %s, and the choice is not recorded', async (elsewhere) => {
    const key = `elsewhere ${elsewhere}`;
    const id = await challenged(key);
    const page = await fetch(
      `${origin}/authorizations/${id}/challenge?return=${encodeURIComponent(elsewhere)}`,
    );
    const chosen = await choose(id, 'passed', elsewhere);
    for (const reply of [page, chosen]) {
      expect(targetOf(reply)).toEqual([400, null]);
      expect(await reply.json()).toMatchObject({ code: 'challenge.return_elsewhere' });
    }
    const { body } = await send('GET', `/authorizations?key=${encodeURIComponent(key)}`);
    expect(body).toMatchObject({ state: 'requires_action' });
  });
});

describe('the sandbox in production', () => {
  const production = { NODE_ENV: 'production', DATABASE_URL: 'postgres://nobody@localhost/none' };

  test('refuses to start', () => {
    expect(() => sandboxConfig.parse(production)).toThrow('ALLOW_PAYMENT_SANDBOX must be set in production');
  });

  test('starts with ALLOW_PAYMENT_SANDBOX=yes', () => {
    expect(sandboxConfig.parse({ ...production, ALLOW_PAYMENT_SANDBOX: 'yes' }).PORT).toBe(8090);
  });
});
