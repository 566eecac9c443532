import { Controller, Get, Post } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ParcelState, Role } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { aCart, anOrder, aUser, ID, OTHER_ID } from '../../testing/builders.ts';
import { anAccessToken, SESSION_ID, signedInAs } from '../../testing/signed-in.ts';
import { Access, type Identity } from './access.ts';
import { CurrentUser } from './parameters.ts';
import { Revocations } from './revocations.ts';

@Controller('probe')
class ProbeController {
  /** Says nothing of access. */
  @Get()
  silent(): string {
    return 'reached';
  }

  @Get('public')
  @Access('public')
  open(): string {
    return 'reached';
  }

  @Post('user')
  @Access('user')
  user(@CurrentUser() identity: Identity): Identity {
    return identity;
  }

  @Get('forgotten')
  @Access('optional')
  forgotten(@CurrentUser() identity: Identity): Identity {
    return identity;
  }
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway({ controllers: [ProbeController] });
});
afterAll(() => gateway.close());
beforeEach(() => void gateway.calls.splice(0));

const statusOf = async (path: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' = 'GET') =>
  (await gateway.ask(path, { method, headers })).statusCode;

const customer = () => signedInAs(ID, 'customer');
const staff = () => signedInAs(ID, 'customer', 'staff');
const admin = () => signedInAs(ID, 'admin');

describe('a route', () => {
  it('without @Access is for administrators', async () => {
    expect(await statusOf('/probe')).toBe(401);
    expect(await statusOf('/probe', await customer())).toBe(403);
    expect(await statusOf('/probe', await staff())).toBe(403);
    expect(await statusOf('/probe', await admin())).toBe(200);
  });

  it('that is public ignores even a broken token', async () => {
    expect(await statusOf('/probe/public')).toBe(200);
    expect(await statusOf('/probe/public', { authorization: 'Bearer nonsense' })).toBe(200);
  });

  it('for users admits every signed-in account and identifies it', async () => {
    expect(await statusOf('/probe/user', {}, 'POST')).toBe(401);
    const answer = await gateway.ask('/probe/user', { method: 'POST', headers: await customer() });
    expect(answer.json()).toEqual({ userId: ID, roles: ['customer'], sessionId: SESSION_ID });
  });

  it('that needs the user but does not require one is an internal error, not a hole', async () => {
    expect(await statusOf('/probe/forgotten')).toBe(500);
    expect(await statusOf('/probe/forgotten', await customer())).toBe(200);
  });
});

describe('an access token', () => {
  const ask = async (authorization: string) =>
    (await gateway.ask('/me', { headers: { authorization } })).json<{ code: string; detail: string }>();

  it.each([['Basic abc'], ['Bearer'], ['Bearer '], ['nonsense']])('is missing in "%s"', async (header) => {
    expect(await ask(header)).toMatchObject({
      code: 'auth.token_invalid',
      detail: 'Authorization must be of the form "Bearer <token>".',
    });
  });

  it('that is forged is refused, with the header that says how to sign in', async () => {
    const [header, payload] = (await anAccessToken(ID, ['admin'])).split('.');
    const answer = await gateway.ask('/me', {
      headers: { authorization: `Bearer ${header}.${payload}.AAAA` },
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.json()).toMatchObject({ code: 'auth.token_invalid' });
    expect(gateway.calls.map(({ method }) => method)).not.toContain('UserService.getUser');
  });

  it('that has expired says so, so that programs can refresh it', async () => {
    const token = await anAccessToken(ID, ['customer'], '-1m');
    expect(await ask(`Bearer ${token}`)).toMatchObject({ code: 'auth.token_expired' });
  });

  it('may have its scheme in any case', async () => {
    const token = await anAccessToken(ID, ['customer']);
    expect(await statusOf('/probe/user', { authorization: `bearer ${token}` }, 'POST')).toBe(201);
  });
});

describe('a session that ends', () => {
  it('is refused from then on, among fifty requests at once, and no request costs a call to find out', async () => {
    const getUser = async () => ({ user: aUser() });
    const own = await aGateway({ services: { UserService: { getUser } } });
    try {
      const headers = await customer();
      const many = () => Promise.all(Array.from({ length: 25 }, () => own.ask('/me', { headers })));
      expect((await many()).map(({ statusCode }) => statusCode)).toEqual(Array(25).fill(200));
      const around = many();
      own.app
        .get(Revocations)
        .apply({ sessions: [{ sessionId: SESSION_ID, expiresInS: 900 }], roles: [] }, true);
      const after = await many();
      await around;
      expect(after.map((one) => one.json<{ code: string }>().code)).toEqual(
        Array(25).fill('auth.token_revoked'),
      );
      const { length } = own.calls.filter(({ method }) => method === 'UserService.getUser');
      expect(own.calls.filter(({ method }) => method === 'UserService.getJwks')).toHaveLength(1);
      expect(own.calls).toHaveLength(length + 1);
      expect(length).toBeLessThanOrEqual(50);
    } finally {
      await own.close();
    }
  });

  it('whose user has lost a role is admitted to what is left', async () => {
    const own = await aGateway();
    try {
      const headers = await staff();
      const change = { userId: ID, roles: ['customer'], expiresInS: 900 };
      own.app.get(Revocations).apply({ sessions: [], roles: [change] }, true);
      expect((await own.ask('/admin/orders', { headers })).statusCode).toBe(403);
    } finally {
      await own.close();
    }
  });
});

describe('the staff’s paths', () => {
  it.each(['/admin', '/admin/orders', '/admin/nothing-here', '/admin/orders/not-a-uuid', '/administration'])(
    '%s answers no other role, not even whether it exists',
    async (path) => {
      const anonymous = await gateway.ask(path);
      expect([anonymous.statusCode, anonymous.json()]).toMatchObject([401, { code: 'auth.required' }]);
      const shopper = await gateway.ask(path, { headers: await customer() });
      expect([shopper.statusCode, shopper.json()]).toMatchObject([403, { code: 'auth.forbidden' }]);
      expect(gateway.calls).toEqual([]);
    },
  );

  it('are 404 problems for staff where there is none', async () => {
    for (const path of ['/admin', '/admin/nothing-here']) {
      const answer = await gateway.ask(path, { headers: await staff() });
      expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'route.not_found' }]);
    }
  });

  it('reveal to no one else that a method or body is wrong', async () => {
    const payload = '{"broken';
    const headers = { 'content-type': 'application/json' };
    expect((await gateway.ask('/admin/orders', { method: 'DELETE' })).statusCode).toBe(401);
    expect((await gateway.ask('/admin/locations', { method: 'POST', payload, headers })).statusCode).toBe(
      401,
    );
  });

  it('let roles be changed by administrators only', async () => {
    gateway.services.UserService = {
      ...gateway.services.UserService,
      setRoles: async () => ({ user: aUser({ roles: [Role.STAFF] }) }),
    };
    const ask = async (headers: Record<string, string>) =>
      gateway.ask(`/admin/customers/${OTHER_ID}/roles`, {
        method: 'PUT',
        headers: { ...headers, 'idempotency-key': 'k' },
        payload: { roles: ['staff'] },
      });
    expect((await ask(await staff())).statusCode).toBe(403);
    expect(gateway.calls).toEqual([]);
    const answer = await ask(await admin());
    expect(answer.json()).toMatchObject({ roles: ['staff'] });
    const request = { userId: OTHER_ID, roles: [Role.STAFF], actorId: ID, idempotencyKey: 'k' };
    expect(gateway.calls).toMatchObject([{ method: 'UserService.setRoles', request }]);
  });

  it('record who changed something', async () => {
    gateway.services.AfterSaleService = { moveFulfilment: async () => ({ order: anOrder() }) };
    const answer = await gateway.ask(`/admin/orders/${ID}/fulfilments/${OTHER_ID}`, {
      method: 'PATCH',
      headers: await staff(),
      payload: { state: 'shipped', tracking: 'AB1' },
    });
    expect(answer.statusCode).toBe(200);
    expect(gateway.calls[0]?.request).toEqual({
      ...{ orderId: ID, fulfilmentId: OTHER_ID, to: ParcelState.SHIPPED },
      ...{ tracking: 'AB1', idempotencyKey: '' },
    });
  });
});

describe('an order', () => {
  const missing = async () => {
    throw new DomainError('missing', 'order.not_found', 'No such order.');
  };
  const access = async (path: string, headers: Record<string, string> = {}) => {
    gateway.services.OrderService = { getOrder: missing };
    const { statusCode } = await gateway.ask(path, { headers });
    return { statusCode, request: gateway.calls.at(-1)?.request };
  };

  it('is requested with the owner’s id', async () => {
    gateway.services.OrderService = { getOrder: async () => ({ order: anOrder() }) };
    const answer = await gateway.ask(`/orders/${ID}`, { headers: await customer() });
    expect(answer.statusCode).toBe(200);
    const owner = { userId: ID, token: '', staff: false };
    expect(gateway.calls.at(-1)?.request).toEqual({ orderId: ID, access: owner });
  });

  it('is requested with another user’s id, and is not found', async () => {
    expect(await access(`/orders/${ID}`, await signedInAs(OTHER_ID, 'customer'))).toEqual({
      statusCode: 404,
      request: { orderId: ID, access: { userId: OTHER_ID, token: '', staff: false } },
    });
  });

  it('is requested by staff like by any user on the customer’s path', async () => {
    expect((await access(`/orders/${ID}`, await staff())).request).toMatchObject({
      access: { staff: false },
    });
  });

  it('is requested by a guest with the header, or else with the cookie of that order', async () => {
    const cookie = `order-${ID}=mine; order-${OTHER_ID}=other`;
    expect((await access(`/orders/${ID}`, { cookie })).request).toMatchObject({ access: { token: 'mine' } });
    expect((await access(`/orders/${ID}`, { cookie, 'order-token': 'shown' })).request).toMatchObject({
      access: { userId: '', token: 'shown' },
    });
    expect((await access(`/orders/${ID}`)).request).toMatchObject({ access: { userId: '', token: '' } });
  });
});

describe('a cart', () => {
  beforeAll(() => {
    gateway.services.CartService = { getCart: async () => ({ cart: aCart() }) };
  });
  const access = async (headers: Record<string, string>) => {
    await gateway.ask(`/carts/${ID}`, { headers });
    return gateway.calls.at(-1)?.request;
  };

  it('is requested by user, by the guest’s header, by the guest’s cookie, or without any', async () => {
    expect(await access(await customer())).toEqual({ cartId: ID, access: { userId: ID, token: '' } });
    expect(await access({ 'cart-token': 't' })).toEqual({ cartId: ID, access: { userId: '', token: 't' } });
    expect(await access({ cookie: 'cart_token=c' })).toMatchObject({ access: { userId: '', token: 'c' } });
    expect(await access({ cookie: 'cart_token=c', 'cart-token': 't' })).toMatchObject({
      access: { token: 't' },
    });
    expect(await access({})).toMatchObject({ access: { userId: '', token: '' } });
  });

  it('of the signed-in user needs a user', async () => {
    expect(await statusOf('/carts/current')).toBe(401);
  });

  it('is refused to a broken token, although a token is optional', async () => {
    expect(await statusOf(`/carts/${ID}`, { authorization: 'Bearer nonsense' })).toBe(401);
  });
});
