import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '@tradepost/decision';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { aCart, anOrder, aUser, ID, pounds } from '../../testing/builders.ts';
import { signedInAs } from '../../testing/signed-in.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.calls.splice(0);
  gateway.services.CartService = {
    getCart: async () => ({ cart: aCart() }),
    addLine: async () => ({ cart: aCart({ version: 4 }) }),
  };
});

const path = `/carts/${ID}`;
const etagOf = async () => (await gateway.ask(path)).headers.etag ?? '';

describe('a resource that can change', () => {
  it('has an ETag that begins with its version and stays while nothing changes', async () => {
    const etag = await etagOf();
    expect(etag).toMatch(/^"3-[\w-]{16}"$/);
    expect(await etagOf()).toBe(etag);
  });

  it('has another ETag when its price changed without its version', async () => {
    const before = await etagOf();
    const line = { ...aCart().lines[0], unitPrice: pounds(1_300) };
    gateway.services.CartService = {
      getCart: async () => ({ cart: aCart({ lines: [line as ReturnType<typeof aCart>['lines'][number]] }) }),
    };
    const after = await etagOf();
    expect(after).not.toBe(before);
    expect(after).toMatch(/^"3-/);
  });

  it('is sent as the bytes that were hashed, with their length', async () => {
    const answer = await gateway.ask(path);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)));
    expect(answer.body).toBe(JSON.stringify(answer.json()));
  });
});

describe('If-None-Match', () => {
  const ask = async (header: string) => gateway.ask(path, { headers: { 'if-none-match': header } });

  it('with the ETag is answered 304: no body, and the ETag again', async () => {
    const etag = await etagOf();
    const answer = await ask(etag);
    expect(answer.statusCode).toBe(304);
    expect(answer.body).toBe('');
    expect(answer.headers.etag).toBe(etag);
    expect(answer.headers['content-type']).toBeUndefined();
    expect(answer.headers['content-length']).toBeUndefined();
  });

  it('is honoured by HEAD as by GET', async () => {
    const headers = { 'if-none-match': await etagOf() };
    expect((await gateway.ask(path, { method: 'HEAD', headers })).statusCode).toBe(304);
    expect((await gateway.ask(path, { method: 'HEAD' })).statusCode).toBe(200);
  });

  it('may name several ETags, weak ones or any', async () => {
    const etag = await etagOf();
    for (const header of [`"other", ${etag}`, `W/${etag}`, '*'])
      expect((await ask(header)).statusCode).toBe(304);
    expect((await ask('"3-other"')).statusCode).toBe(200);
  });

  it('still calls the service, so that the answer is current', async () => {
    await ask(await etagOf());
    expect(gateway.calls).toHaveLength(2);
  });

  it('does not turn a problem into a 304', async () => {
    gateway.services.CartService = {
      getCart: async () => {
        throw new DomainError('missing', 'cart.not_found', 'No such cart.');
      },
    };
    const answer = await ask('*');
    expect(answer.statusCode).toBe(404);
    expect(answer.headers.etag).toBeUndefined();
  });

  it('is ignored on a write, which answers with the new ETag', async () => {
    const answer = await gateway.ask(`${path}/lines`, {
      method: 'POST',
      payload: { variantId: ID, quantity: 1 },
      headers: { 'if-none-match': '*' },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.etag).toMatch(/^"4-/);
  });

  it('has no effect where an answer has no ETag', async () => {
    gateway.services.CartService = { listShippingOptions: async () => ({ options: [] }) };
    const answer = await gateway.ask(`${path}/shipping-options`, { headers: { 'if-none-match': '*' } });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.etag).toBeUndefined();
  });
});

describe('If-Match', () => {
  const add = async (headers: Record<string, string>) =>
    gateway.ask(`${path}/lines`, { method: 'POST', payload: { variantId: ID, quantity: 1 }, headers });
  const expected = () => (gateway.calls.at(-1)?.request as { expectedVersion?: number }).expectedVersion;

  it('gives the service the version of the ETag', async () => {
    const etag = await etagOf();
    expect((await add({ 'if-match': etag })).statusCode).toBe(200);
    expect(expected()).toBe(3);
  });

  it('accepts any version when it is missing or "*"', async () => {
    await add({});
    expect(expected()).toBeUndefined();
    await add({ 'if-match': '*' });
    expect(expected()).toBeUndefined();
  });

  it.each(['3', '"three"', '""', 'nonsense'])('of %s is 412 without calling the service', async (header) => {
    const answer = await add({ 'if-match': header });
    expect(answer.statusCode).toBe(412);
    expect(answer.json()).toMatchObject({
      code: 'version.stale',
      detail: 'If-Match names no version of this resource. Read the resource again and send its ETag.',
    });
    expect(gateway.calls).toEqual([]);
  });

  it('that the service finds stale is 412', async () => {
    gateway.services.CartService = {
      addLine: async () => {
        throw new DomainError('stale', 'version.stale', 'The cart has changed.', { actualVersion: 4 });
      },
    };
    const answer = await add({ 'if-match': '"3-x"' });
    expect([answer.statusCode, answer.json()]).toMatchObject([412, { actualVersion: 4 }]);
  });

  it('is ignored on a read', async () => {
    expect((await gateway.ask(path, { headers: { 'if-match': 'nonsense' } })).statusCode).toBe(200);
  });
});

describe('an Idempotency-Key', () => {
  const add = async (key?: string) =>
    gateway.ask(`${path}/lines`, {
      method: 'POST',
      payload: { variantId: ID, quantity: 1 },
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });

  it('is passed to the service; without one it is empty', async () => {
    await add('key-1');
    expect(gateway.calls.at(-1)?.request).toMatchObject({ idempotencyKey: 'key-1' });
    await add();
    expect(gateway.calls.at(-1)?.request).toMatchObject({ idempotencyKey: '' });
  });

  it.each(['a b', 'ä', 'x'.repeat(201)])('of %j is refused before the service is asked', async (key) => {
    const answer = await add(key);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'idempotency.key_invalid' }]);
    expect(gateway.calls).toEqual([]);
  });

  it('is required for a purchase', async () => {
    const answer = await gateway.ask('/orders', { method: 'POST', payload: {} });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'idempotency.key_missing' }]);
  });

  it('is checked after the access token', async () => {
    const answer = await gateway.ask('/me/sessions', {
      method: 'DELETE',
      headers: { 'idempotency-key': 'a b' },
    });
    expect(answer.statusCode).toBe(401);
  });

  it('is ignored on a read', async () => {
    expect((await gateway.ask(path, { headers: { 'idempotency-key': 'a b' } })).statusCode).toBe(200);
  });
});

it('other resources have ETags as well', async () => {
  gateway.services.UserService = {
    ...gateway.services.UserService,
    getUser: async () => ({ user: aUser() }),
  };
  gateway.services.OrderService = { getOrder: async () => ({ order: anOrder() }) };
  const headers = await signedInAs(ID, 'customer');
  expect((await gateway.ask('/me', { headers })).headers.etag).toMatch(/^"1-/);
  expect((await gateway.ask(`/orders/${ID}`, { headers })).headers.etag).toMatch(/^"5-/);
});
