import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { aUser, ID } from '../../testing/builders.ts';
import { jwksJson, SESSION_ID, signedInAs } from '../../testing/signed-in.ts';

const tokens = {
  accessToken: 'access',
  expiresInS: 900,
  refreshToken: 'refresh-secret',
  refreshExpiresInS: 2_592_000,
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.calls.splice(0);
  gateway.log.splice(0);
  gateway.services.UserService = {
    getJwks: async () => ({ jwksJson }),
    register: async () => ({ user: aUser(), tokens }),
    signIn: async () => ({ user: aUser(), tokens }),
    refresh: async () => ({ userId: ID, tokens }),
    signOut: async () => ({}),
    verifyEmail: async () => ({ user: aUser() }),
    resendVerification: async () => ({}),
    forgotPassword: async () => ({}),
    resetPassword: async () => ({}),
    changePassword: async () => ({}),
  };
  gateway.services.CartService = { mergeCart: async () => ({ cart: undefined }) };
});

const post = (path: string, payload: object = {}, headers: Record<string, string> = {}) =>
  gateway.ask(path, { method: 'POST', payload, headers });
const called = () => gateway.calls.map(({ method }) => method);
const requestOf = (method: string) => gateway.calls.find((call) => call.method === method)?.request;

const account = { email: 'ada@example.com', password: 'long enough', name: 'Ada' };
const credentials = { email: 'ada@example.com', password: 'x' };
const REFRESH_COOKIE = {
  name: 'refresh_token',
  value: 'refresh-secret',
  path: '/api/v1/auth',
  maxAge: 2_592_000,
  httpOnly: true,
  sameSite: 'Lax',
};

describe('signing in', () => {
  it('answers with an access token and the user; the refresh token is a cookie for this path only', async () => {
    const answer = await post('/auth/login', credentials, { 'user-agent': 'A browser' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      accessToken: 'access',
      expiresIn: 900,
      user: expect.objectContaining({ id: ID, email: 'ada@example.com', roles: ['customer'] }),
    });
    expect(answer.cookies).toEqual([REFRESH_COOKIE]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(requestOf('UserService.signIn')).toEqual({ ...credentials, userAgent: 'A browser' });
  });

  it('returns the refresh token in the body if the program requests it', async () => {
    const answer = await post('/auth/login', { ...credentials, returnRefreshToken: true });
    expect(answer.json()).toMatchObject({ refreshToken: 'refresh-secret' });
  });

  it('merges the guest’s cart and clears its token', async () => {
    const answer = await post('/auth/login', credentials, { cookie: 'cart_token=guest' });
    expect(requestOf('CartService.mergeCart')).toEqual({ userId: ID, guestToken: 'guest' });
    expect(answer.cookies).toMatchObject([
      { name: 'cart_token', value: '', maxAge: 0, path: '/' },
      { name: 'refresh_token' },
    ]);
  });

  it('merges nothing without a guest’s cart', async () => {
    await post('/auth/login', credentials);
    expect(called()).toEqual(['UserService.signIn']);
  });

  it('succeeds although the cart can’t be merged, and keeps its token for the next time', async () => {
    gateway.services.CartService = {
      mergeCart: async () => {
        throw new RetryableError('unavailable', 'away');
      },
    };
    const answer = await post('/auth/login', credentials, { 'cart-token': 'guest' });
    expect(answer.statusCode).toBe(200);
    expect(answer.cookies.map(({ name }) => name)).toEqual(['refresh_token']);
    expect(gateway.log).toMatchObject([{ level: 'warn', message: 'a cart could not be merged at sign-in' }]);
  });

  it('with wrong credentials is 401, without cookies', async () => {
    gateway.services.UserService = {
      signIn: async () => {
        throw new DomainError('unauthenticated', 'auth.credentials_invalid', 'E-mail or password is wrong.');
      },
    };
    const answer = await post('/auth/login', credentials, { 'cart-token': 'guest' });
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { code: 'auth.credentials_invalid' }]);
    expect(answer.cookies).toEqual([]);
    expect(called()).toEqual(['UserService.signIn']);
  });
});

describe('registering', () => {
  it('is 201 and signs in, in the browser’s language', async () => {
    const answer = await post('/auth/register', account, { 'accept-language': 'de', 'user-agent': 'B' });
    expect(answer.statusCode).toBe(201);
    expect(answer.cookies).toEqual([REFRESH_COOKIE]);
    expect(requestOf('UserService.register')).toEqual({ ...account, locale: 'de', userAgent: 'B' });
  });

  it('takes the language of the request body', async () => {
    await post('/auth/register', { ...account, locale: 'en-GB' }, { 'accept-language': 'de' });
    expect(requestOf('UserService.register')).toMatchObject({ locale: 'en-GB' });
  });

  it('merges the guest’s cart', async () => {
    await post('/auth/register', account, { 'cart-token': 'guest' });
    expect(requestOf('CartService.mergeCart')).toEqual({ userId: ID, guestToken: 'guest' });
  });

  it('requires a long enough password', async () => {
    const answer = await post('/auth/register', { ...account, password: 'short' });
    expect(answer.json()).toMatchObject({
      detail: '"password" must have between 8 and 200 characters; it has 5.',
    });
  });

  it.each([
    ['😀😀😀😀', 4],
    ['e\u0301e\u0301e\u0301e\u0301', 4],
    ['x'.repeat(201), 201],
    ['\uFDFA'.repeat(12), 216],
  ])('counts the characters of a password in its normalised form: %j has %d', async (password, length) => {
    const answer = await post('/auth/register', { ...account, password });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      {
        detail: `"password" must have between 8 and 200 characters; it has ${length}.`,
        errors: [{ code: length < 8 ? 'field.minLength' : 'field.maxLength', field: 'password' }],
      },
    ]);
  });

  it.each([['😀'.repeat(200)], ['e\u0301'.repeat(200)], ['\uFB03\uFB03\uFB03']])(
    'accepts a password that is long enough, and not too long, once it is normalised: %j',
    async (password) => {
      expect((await post('/auth/register', { ...account, password })).statusCode).toBe(201);
      expect((await post('/auth/login', { ...credentials, password })).statusCode).toBe(200);
    },
  );

  it.each([
    ['user@bücher.example'],
    ['почта@пример.рф'],
    ['ｕｓｅｒ＠ｅｘａｍｐｌｅ．ｃｏｍ'],
    ['ada@example.com\u200B'],
  ])('accepts the address %j, and leaves its form to the service', async (email) => {
    expect((await post('/auth/register', { ...account, email })).statusCode).toBe(201);
    expect(requestOf('UserService.register')).toMatchObject({ email });
  });

  it.each([
    ['ada'],
    ['a da@example.com'],
    ['ada@[127.0.0.1]'],
    ['ada@example.com:25'],
    ['Ada <ada@example.com>'],
  ])('refuses the address %j', async (email) => {
    const answer = await post('/auth/register', { ...account, email });
    expect(answer.json()).toMatchObject({ errors: [{ code: 'field.format', field: 'email' }] });
  });
});

describe('a session', () => {
  it('is refreshed with the token in the cookie, which is not returned in the body', async () => {
    const answer = await post('/auth/refresh', {}, { cookie: 'refresh_token=old' });
    expect(requestOf('UserService.refresh')).toEqual({ refreshToken: 'old' });
    expect(answer.json()).toEqual({ accessToken: 'access', expiresIn: 900 });
    expect(answer.cookies).toEqual([REFRESH_COOKIE]);
  });

  it('is refreshed with a token in the body, which gets the next one in the body', async () => {
    const answer = await post('/auth/refresh', { refreshToken: 'sent' }, { cookie: 'refresh_token=old' });
    expect(requestOf('UserService.refresh')).toEqual({ refreshToken: 'sent' });
    expect(answer.json()).toMatchObject({ refreshToken: 'refresh-secret' });
  });

  it('is refreshed without a body', async () => {
    const answer = await gateway.ask('/auth/refresh', {
      method: 'POST',
      headers: { cookie: 'refresh_token=old' },
    });
    expect(answer.statusCode).toBe(200);
  });

  it('that has ended is 401, and its cookie is cleared', async () => {
    gateway.services.UserService = {
      refresh: async () => {
        throw new DomainError('unauthenticated', 'auth.refresh_reused', 'The session has ended.');
      },
    };
    const answer = await post('/auth/refresh', {}, { cookie: 'refresh_token=used' });
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { code: 'auth.refresh_reused' }]);
    expect(answer.cookies).toMatchObject([{ name: 'refresh_token', value: '', maxAge: 0 }]);
  });

  it('keeps its cookie when the service is unavailable', async () => {
    gateway.services.UserService = {
      refresh: async () => {
        throw new RetryableError('unavailable', 'away');
      },
    };
    const answer = await post('/auth/refresh', {}, { cookie: 'refresh_token=fine' });
    expect(answer.statusCode).toBe(503);
    expect(answer.cookies).toEqual([]);
  });

  it('without a token is 401, and the service is not called', async () => {
    const answer = await post('/auth/refresh');
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { code: 'auth.refresh_invalid' }]);
    expect(gateway.calls).toEqual([]);
  });

  it('ends with its cookie; without one there is nothing to end', async () => {
    const answer = await post('/auth/logout', {}, { cookie: 'refresh_token=mine' });
    expect(answer.statusCode).toBe(204);
    expect(requestOf('UserService.signOut')).toEqual({ refreshToken: 'mine' });
    expect(answer.cookies).toMatchObject([{ name: 'refresh_token', value: '', maxAge: 0 }]);
    gateway.calls.splice(0);
    expect((await post('/auth/logout')).statusCode).toBe(204);
    expect(gateway.calls).toEqual([]);
  });
});

describe('credentials', () => {
  it('another e-mail address is confirmed, or stopped, by the link of a mail, without signing in', async () => {
    gateway.services.UserService = {
      confirmEmailChange: async () => ({ user: aUser({ email: 'new@example.com' }) }),
      stopEmailChange: async () => ({ email: 'ada@example.com', restored: true }),
    };
    const confirmed = await post('/auth/email-change/confirm', { token: 'from-mail' });
    expect(confirmed.json()).toEqual({ email: 'new@example.com', emailVerified: true });
    expect(requestOf('UserService.confirmEmailChange')).toEqual({ token: 'from-mail' });
    const stopped = await post('/auth/email-change/stop', { token: 'from-mail' });
    expect(stopped.json()).toEqual({ email: 'ada@example.com', restored: true });
  });

  it('an e-mail address is confirmed by its link', async () => {
    const answer = await post('/auth/verify-email', { token: 'from-mail' });
    expect(answer.json()).toEqual({ email: 'ada@example.com', emailVerified: true });
    expect(requestOf('UserService.verifyEmail')).toEqual({ token: 'from-mail' });
  });

  it('the mail is sent again to the signed-in user', async () => {
    expect((await post('/auth/verify-email/resend')).statusCode).toBe(401);
    const answer = await post('/auth/verify-email/resend', {}, await signedInAs(ID, 'customer'));
    expect([answer.statusCode, answer.body]).toEqual([202, '']);
    expect(requestOf('UserService.resendVerification')).toEqual({ userId: ID });
  });

  it('a forgotten password is 202, whether there is such an account or not', async () => {
    const answer = await post('/auth/password/forgot', { email: 'ada@example.com' });
    expect([answer.statusCode, answer.body]).toEqual([202, '']);
    expect(requestOf('UserService.forgotPassword')).toEqual({ email: 'ada@example.com', locale: '' });
  });

  it('a password is reset by its link', async () => {
    expect((await post('/auth/password/reset', { token: 't', password: 'long enough' })).statusCode).toBe(
      204,
    );
    expect((await post('/auth/password/reset', { token: 't', password: 'short' })).statusCode).toBe(400);
  });

  it('a password is changed, and the current session stays', async () => {
    const passwords = { currentPassword: 'old', newPassword: 'long enough' };
    const answer = await post('/me/password', passwords, await signedInAs(ID, 'customer'));
    expect(answer.statusCode).toBe(204);
    expect(requestOf('UserService.changePassword')).toEqual({
      userId: ID,
      sessionId: SESSION_ID,
      ...passwords,
    });
  });
});

it('the public keys are published as the user service gives them', async () => {
  const answer = await gateway.ask('', { url: '/.well-known/jwks.json' });
  expect(answer.json()).toEqual(JSON.parse(jwksJson));
});
