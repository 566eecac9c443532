import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { InjectOptions } from 'fastify';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { anAddress, aUser, ID, OTHER_ID } from '../../testing/builders.ts';
import { SESSION_ID, signedInAs } from '../../testing/signed-in.ts';

const at = new Date('2026-01-31T12:00:00Z');
const wireAddress = { ...anAddress, line2: '', region: '' };

let gateway: TestGateway;
let user: { authorization: string };
beforeAll(async () => {
  gateway = await aGateway();
  user = await signedInAs(ID, 'customer');
  const saved = { address: { id: OTHER_ID, address: wireAddress, isDefault: true } };
  gateway.services.UserService = {
    ...gateway.services.UserService,
    getUser: async () => ({ user: aUser() }),
    updateProfile: async () => ({
      user: aUser({ version: 2, pendingEmail: { email: 'new@example.com', expiresAt: at } }),
    }),
    resendEmailChange: async () => ({}),
    cancelEmailChange: async () => ({}),
    listAddresses: async () => ({ addresses: [saved.address] }),
    addAddress: async () => saved,
    updateAddress: async () => saved,
    removeAddress: async () => ({}),
    listSessions: async () => ({
      sessions: [SESSION_ID, OTHER_ID].map((id) => ({
        ...{ id, userAgent: '', createdAt: at, lastUsedAt: at, expiresAt: at },
      })),
    }),
    revokeSessions: async () => ({}),
  };
});
afterAll(() => gateway.close());
beforeEach(() => void gateway.calls.splice(0));

const ask = (path: string, options: InjectOptions = {}) =>
  gateway.ask(`/me${path}`, { ...options, headers: { ...user, 'idempotency-key': 'k', ...options.headers } });
const request = () => gateway.calls.at(-1)?.request;

describe('an account', () => {
  it('is read and changed by its user', async () => {
    expect((await ask('')).json()).toMatchObject({ id: ID, name: 'Ada', emailVerified: true });
    const payload = { name: 'Ada L.' };
    const answer = await ask('', { method: 'PATCH', payload, headers: { 'if-match': '"1-x"' } });
    expect(answer.headers.etag).toMatch(/^"2-/);
    expect(request()).toEqual({
      ...{ userId: ID, name: 'Ada L.', email: undefined, locale: undefined },
      ...{ expectedVersion: 1, idempotencyKey: 'k' },
    });
  });

  it('shows the address that waits to be confirmed, and asks for it with the password and the session', async () => {
    expect((await ask('')).json()).toMatchObject({ pendingEmail: null });
    const payload = { email: 'new@example.com', currentPassword: 'a password' };
    expect((await ask('', { method: 'PATCH', payload })).json()).toMatchObject({
      email: 'ada@example.com',
      pendingEmail: { email: 'new@example.com', expiresAt: at.toISOString() },
    });
    expect(request()).toMatchObject({ ...payload, sessionId: SESSION_ID });
  });

  it('sends a password along to be checked whenever one is given', async () => {
    await ask('', { method: 'PATCH', payload: { currentPassword: 'a password' } });
    expect(request()).toMatchObject({ currentPassword: 'a password', sessionId: SESSION_ID });
  });

  it('gets the mail about another address again, or gives it up', async () => {
    expect((await ask('/email-change/resend', { method: 'POST' })).statusCode).toBe(202);
    expect(request()).toEqual({ userId: ID });
    expect((await ask('/email-change', { method: 'DELETE' })).statusCode).toBe(204);
    expect(request()).toEqual({ userId: ID, idempotencyKey: 'k' });
  });

  it.each([
    [{ locale: 'english language' }, '"locale" must match'],
    [{ email: 'ada' }, '"email" must be an e-mail address'],
    [{ roles: ['admin'] }, '"roles" is not a known field'],
  ])('refuses %j', async (payload, detail) => {
    const answer = await ask('', { method: 'PATCH', payload });
    expect(answer.json<{ detail: string }>().detail).toContain(detail);
    expect(gateway.calls).toEqual([]);
  });

  it('requires signing in', async () => {
    expect((await gateway.ask('/me/email-change', { method: 'DELETE' })).statusCode).toBe(401);
    for (const path of ['/me', '/me/addresses', '/me/sessions'])
      expect((await gateway.ask(path)).statusCode).toBe(401);
  });
});

describe('an address book', () => {
  const payload = { address: anAddress, isDefault: true };

  it('is read, added to, changed and cleared', async () => {
    const shown = { id: OTHER_ID, address: anAddress, isDefault: true };
    expect((await ask('/addresses')).json()).toEqual({ items: [shown] });
    const added = await ask('/addresses', { method: 'POST', payload });
    expect([added.statusCode, added.json()]).toEqual([201, shown]);
    expect(request()).toEqual({ userId: ID, address: wireAddress, isDefault: true, idempotencyKey: 'k' });
    await ask(`/addresses/${OTHER_ID}`, { method: 'PUT', payload: { address: anAddress } });
    expect(request()).toMatchObject({ addressId: OTHER_ID, isDefault: false });
    const removed = await ask(`/addresses/${OTHER_ID}`, { method: 'DELETE' });
    expect([removed.statusCode, removed.body]).toEqual([204, '']);
    expect(request()).toEqual({ userId: ID, addressId: OTHER_ID, idempotencyKey: 'k' });
  });

  it('lists every fault of an address', async () => {
    const address = { name: ' ', line1: 'x', city: 'London', country: 'England', postalCode: '' };
    const answer = await ask('/addresses', { method: 'POST', payload: { address } });
    const { errors } = answer.json<{ errors: { field: string }[] }>();
    expect(errors.map(({ field }) => field).sort()).toEqual(['address.country', 'address.name']);
  });

  it('takes the code of a country in small letters', async () => {
    const address = { name: 'Ada', line1: '1 Queen’s Road', region: 'Kowloon', country: 'hk' };
    expect((await ask('/addresses', { method: 'POST', payload: { address } })).statusCode).toBe(201);
    expect(request()).toMatchObject({ address: { country: 'hk' } });
  });

  it('takes an address without the parts that its country does not have', async () => {
    const address = { name: 'Ada', line1: '1 Queen’s Road', region: 'Kowloon', country: 'HK' };
    const added = await ask('/addresses', { method: 'POST', payload: { address } });
    expect(added.statusCode).toBe(201);
    expect(request()).toMatchObject({ address: { ...address, line2: '', city: '', postalCode: '' } });
  });
});

describe('sessions', () => {
  it('are listed, with the present one marked', async () => {
    const { items } = (await ask('/sessions')).json<{ items: { id: string; isCurrent: boolean }[] }>();
    expect(items).toMatchObject([
      { id: SESSION_ID, isCurrent: true, userAgent: null },
      { id: OTHER_ID, isCurrent: false },
    ]);
  });

  it('are ended one by one or all at once', async () => {
    expect((await ask(`/sessions/${OTHER_ID}`, { method: 'DELETE' })).statusCode).toBe(204);
    expect(request()).toEqual({ userId: ID, sessionId: OTHER_ID, idempotencyKey: 'k' });
    expect((await ask('/sessions', { method: 'DELETE' })).statusCode).toBe(204);
    expect(request()).toEqual({ userId: ID, sessionId: '', idempotencyKey: 'k' });
  });
});
