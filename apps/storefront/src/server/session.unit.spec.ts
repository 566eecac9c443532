import { describe, expect, it, jest } from '@jest/globals';
import { Cookies } from './cookies.ts';
import { isSession, readSession, Renewals, type Session, toSession, writeSession } from './session.ts';

const session: Session = { accessToken: 'a1', renewAtMs: 0, refreshToken: 'r1' };
const next: Session = { accessToken: 'a2', renewAtMs: 9, refreshToken: 'r2' };

describe('renewing a session', () => {
  it('happens once for fifty concurrent requests and for those just after', async () => {
    const renewals = new Renewals();
    const ask = jest.fn(async () => next);
    const answers = await Promise.all(Array.from({ length: 50 }, () => renewals.renew(session, ask)));
    expect(new Set(answers)).toEqual(new Set([next]));
    expect(await renewals.renew(session, ask)).toBe(next);
    expect(ask.mock.calls).toEqual([['r1']]);
  });

  it('is retried after a failure', async () => {
    const renewals = new Renewals();
    await expect(renewals.renew(session, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await renewals.renew(session, async () => next)).toBe(next);
  });

  it('keeps different sessions apart', async () => {
    const renewals = new Renewals();
    await renewals.renew(session, async () => next);
    expect(await renewals.renew({ ...session, refreshToken: 'r9' }, async () => undefined)).toBeUndefined();
  });
});

describe('a session', () => {
  it('is renewed before its token expires', () =>
    expect(toSession({ accessToken: 'a', expiresIn: 900, refreshToken: 'r' }, 1_000)).toEqual({
      accessToken: 'a',
      renewAtMs: 1_000 + 870_000,
      refreshToken: 'r',
    }));

  it.each([
    null,
    '',
    {},
    { accessToken: 'a' },
    { accessToken: 1, renewAtMs: 1, refreshToken: 'r' },
    { accessToken: 'a', renewAtMs: '1', refreshToken: 'r' },
    { accessToken: 'a', renewAtMs: 1 },
  ])('is not %j', (value) => expect(isSession(value)).toBe(false));

  it('is read from the cookie that it was written to, until it is signed out', () => {
    const cookies = new Cookies(null, true);
    writeSession(cookies, session);
    expect(readSession(cookies)).toEqual(session);
    const response = new Response();
    cookies.writeTo(response);
    expect(response.headers.get('set-cookie')).toMatch(
      /^session=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure$/,
    );
    writeSession(cookies, undefined);
    expect(readSession(cookies)).toBeUndefined();
  });

  it('that was written with react-router, as base64, is still read', () => {
    const former = encodeURIComponent(Buffer.from(JSON.stringify(session)).toString('base64'));
    expect(readSession(new Cookies(`session=${former}`, false))).toEqual(session);
  });
});
