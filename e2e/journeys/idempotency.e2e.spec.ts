import { randomUUID } from 'node:crypto';
import type { APIResponse } from '@playwright/test';
import { keyedOperations, notKeyed } from '../fixtures/keyed-operations.ts';
import { keyedWrites } from '../fixtures/keyed-writes.ts';
import { writes } from '../fixtures/openapi.ts';
import { address, body, type Cart, expect, key, pay, problem, test } from '../fixtures/shop.ts';

/** All of an answer that a repeat must give again. */
async function seen(answer: APIResponse) {
  const { etag, location } = answer.headers();
  return { status: answer.status(), text: await answer.text(), etag, location };
}

const samples = { ...keyedWrites, ...keyedOperations };

test('every write takes a key, and has a sample here or is recognised in another way', () => {
  for (const { name, operation } of writes)
    expect(
      operation.parameters?.map((one) => one.name.toLowerCase()),
      name,
    ).toContain('idempotency-key');
  expect(Object.keys({ ...samples, ...notKeyed }).sort()).toEqual(writes.map(({ name }) => name).sort());
  expect(Object.keys(samples).filter((name) => name in notKeyed)).toEqual([]);
});

for (const [name, sample] of Object.entries(samples))
  test(`${name}: one key, one effect, one answer`, async ({ shop }) => {
    const write = await sample(shop);
    const method = name.split(' ')[0] as string;
    const headers = { ...write.headers, ...key() };
    const call = async ({ url = write.url, data = write.data }: { url?: string; data?: unknown } = {}) =>
      seen(await shop.request.fetch(url, { method, headers, ...(data !== undefined && { data }) }));

    const all = await Promise.all(Array.from({ length: 20 }, () => call()));
    // A purchase is longer than one transaction, so repeats may come before its answer is there.
    const inFlight = all.filter(({ status }) => status === 409);
    for (const { text } of inFlight)
      expect(JSON.parse(text)).toMatchObject({ code: 'idempotency.in_flight' });
    const answers = all.filter(({ status }) => status !== 409);
    expect(answers[0]?.status, answers[0]?.text).toBeLessThan(300);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await call()).toEqual(answers[0]);
    if (write.other) {
      const other = await call(write.other);
      expect(other.status, other.text).toBe(422);
      expect(JSON.parse(other.text)).toMatchObject({ code: 'idempotency.mismatch' });
    }
    expect(await write.effect()).toEqual(write.once);
  });

test('a stranger who guesses a guest’s key gets another cart', async ({ shop, stranger }) => {
  const headers = key('cart-1');
  const make = (who: typeof shop, agent: string) =>
    who.request.post('/api/v1/carts', { data: {}, headers: { ...headers, 'User-Agent': agent } });
  const mark = randomUUID();
  const guest = await body<Cart>(await make(shop, `phone ${mark}`), 201);
  const other = await body<Cart>(await make(stranger, `laptop ${mark}`), 201);
  expect(other.id).not.toBe(guest.id);
  expect(await body<Cart>(await make(shop, `phone ${mark}`), 201)).toEqual(guest);
});

test('the same key of two users is two requests', async ({ shop }) => {
  const headers = key();
  const add = async () => {
    const { accessToken } = await shop.aUser();
    const answer = await shop.request.post('/api/v1/me/addresses', {
      data: { address },
      headers: { ...headers, Authorization: `Bearer ${accessToken}` },
    });
    return (await body<{ id: string }>(answer, 201)).id;
  };
  expect(await add()).not.toBe(await add());
});

test('responses of /auth are never stored', async ({ shop }) => {
  const data = { email: `${randomUUID()}@example.com`, password: 'correct horse battery', name: 'Ada' };
  const headers = key();
  await body(await shop.request.post('/api/v1/auth/register', { data, headers }), 201);
  expect(
    await problem(await shop.request.post('/api/v1/auth/register', { data, headers }), 409),
  ).toMatchObject({
    code: 'user.email_taken',
  });
});

test('a refusal that is a mistake of the request leaves the key free', async ({ shop }) => {
  const { accessToken } = await shop.aUser();
  const variant = await shop.aVariant();
  const headers = { ...key(), Authorization: `Bearer ${accessToken}` };
  const buy = (variantId: string) =>
    shop.request.post('/api/v1/orders', {
      data: {
        lines: [{ variantId, quantity: 1 }],
        email: 'ada@example.com',
        shippingAddress: address,
        payment: pay(),
      },
      headers,
    });
  expect(await problem(await buy(randomUUID()), 409)).toMatchObject({ code: 'variant.unavailable' });
  await body(await buy(variant.id), 201);
});

test('a purchase needs a key, and every key is a plain one', async ({ shop }) => {
  const { id: variantId } = await shop.aVariant();
  const bare = await shop.buyLines([{ variantId, quantity: 1 }], { headers: {} });
  expect(await problem(bare, 400)).toMatchObject({ code: 'idempotency.key_missing' });
  for (const path of ['carts', `orders/${randomUUID()}/payment/complete`]) {
    const wrong = await shop.request.post(`/api/v1/${path}`, { data: {}, headers: key('two words') });
    expect(await problem(wrong, 400)).toMatchObject({ code: 'idempotency.key_invalid' });
  }
});
