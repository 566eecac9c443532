import { AddAddressRequest, AddAddressResponse } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { RetryableError } from '@tradepost/errors';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FREE_FAILURES } from './domain/lockout.ts';
import { AddressBook } from './flows/address-book.ts';
import { ChangeEmail } from './flows/change-email.ts';
import { EndSessions } from './flows/end-sessions.ts';
import { FirstAdmin } from './flows/first-admin.ts';
import { Clock, EmailChangeStore, RefreshTokens, SessionStore, UserStore } from './flows/ports.ts';
import { Register } from './flows/register.ts';
import { Sessions } from './flows/sessions.ts';
import { SignIn } from './flows/sign-in.ts';
import { UpdateProfile } from './flows/update-profile.ts';
import { HmacRefreshTokens } from './io/refresh-tokens.ts';
import { SigningKeys } from './io/signing-keys.ts';
import { JwtSigner } from './io/jwt-signer.ts';
import { UserWrites } from './io/user-writes.ts';
import { type TestedUser, testedUser } from './testing/user-service.ts';

// Fifty password hashes at once take a busy machine a while.
jest.setTimeout(30_000);

const secret = { TOKEN_KEY_SECRET: 'a secret of at least sixteen characters' };

let tested: TestedUser;
let shop: ReturnType<typeof build>;
let now = new Date();

beforeAll(async () => {
  tested = await testedUser({
    env: { ...secret, SESSION_TTL_S: '3600', SIGNING_KEY_TTL_S: '86400' },
    now: () => now,
  });
  shop = build();
});
afterAll(() => tested.close());

function build() {
  const { app } = tested;
  const users = app.get(UserStore);
  return {
    users,
    keys: app.get(SigningKeys),
    signer: app.get(JwtSigner),
    refreshTokens: app.get(RefreshTokens),
    register: app.get(Register),
    signIn: app.get(SignIn),
    sessions: app.get(Sessions),
    ending: new EndSessions(app.get(SessionStore), app.get(Clock)),
    profile: new UpdateProfile(users, app.get(EmailChangeStore), app.get(ChangeEmail)),
    writes: app.get(UserWrites),
    book: app.get(AddressBook),
  };
}

const password = 'correct horse battery';
const aUser = (email = `${v7()}@example.com`) => shop.register.run({ email, password, name: 'Ada' });
const anAddress = {
  name: 'Ada',
  line1: '1 High St',
  line2: '',
  city: 'Bath',
  region: '',
  postalCode: 'BA1 1AA',
  country: 'GB',
};

/** Runs `work` for many callers in parallel. */
const parallel = <T>(callers: number, work: (n: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: callers }, (_, n) => work(n)));

const succeeded = (results: PromiseSettledResult<unknown>[]) =>
  results.filter((one) => one.status === 'fulfilled').length;

describe('registering', () => {
  it('gives an address to one of fifty parallel callers, in any spelling', async () => {
    const name = v7();
    const results = await parallel(50, (n) =>
      aUser(n % 2 ? `${name}@example.com` : `${name.toUpperCase()}@Example.com `),
    );
    expect(succeeded(results)).toBe(1);
    const refused = results.filter((one) => one.status === 'rejected');
    expect(refused.every((one) => one.reason.code === 'user.email_taken')).toBe(true);
  });

  it('stores no password', async () => {
    const user = await aUser();
    const stored = await shop.users.findByEmail(user.email);
    expect(stored?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});

describe('signing in', () => {
  it('works with the right password and the address in any case', async () => {
    const user = await aUser();
    await expect(shop.signIn.run(user.email.toUpperCase(), password)).resolves.toEqual(user);
  });

  it('is refused in the same way for a wrong password and an unknown address', async () => {
    const user = await aUser();
    const wrong = await shop.signIn.run(user.email, 'wrong').catch((e: unknown) => e);
    const unknown = await shop.signIn.run('nobody@example.com', 'wrong').catch((e: unknown) => e);
    expect(wrong).toMatchObject({ code: 'auth.credentials' });
    expect(unknown).toEqual(wrong);
  });

  it('is locked after too many wrong passwords, even for the right one, and opens again', async () => {
    const user = await aUser();
    for (let n = 0; n <= FREE_FAILURES; n++) await shop.signIn.run(user.email, 'wrong').catch(() => {});
    await expect(shop.signIn.run(user.email, password)).rejects.toBeInstanceOf(RetryableError);
    now = new Date(now.getTime() + 30_001);
    await expect(shop.signIn.run(user.email, password)).resolves.toEqual(user);
  });

  it('counts every one of many parallel failures', async () => {
    const user = await aUser();
    await parallel(FREE_FAILURES + 1, () => shop.signIn.run(user.email, 'wrong'));
    await expect(shop.signIn.run(user.email, password)).rejects.toBeInstanceOf(RetryableError);
  });
});

describe('a session', () => {
  it('gives an access token that the public keys verify', async () => {
    const user = await aUser();
    const { accessToken } = await shop.sessions.open(user, 'test');
    const keySet = createLocalJWKSet(JSON.parse(await shop.signer.jwks()));
    const { payload, protectedHeader } = await jwtVerify(accessToken, keySet, {
      issuer: 'tradepost',
      audience: 'shop',
      currentDate: now,
    });
    expect(payload).toMatchObject({ sub: user.id, roles: ['customer'] });
    expect(protectedHeader.alg).toBe('EdDSA');
  });

  it('accepts each refresh token once; a used one ends the whole session', async () => {
    const first = await shop.sessions.open(await aUser(), 'test');
    const second = (await shop.sessions.refresh(first.refreshToken)).tokens;
    await expect(shop.sessions.refresh(first.refreshToken)).rejects.toMatchObject({
      code: 'auth.refresh_reused',
    });
    await expect(shop.sessions.refresh(second.refreshToken)).rejects.toMatchObject({
      code: 'auth.refresh_invalid',
    });
  });

  it('lets only one of fifty parallel refreshes through', async () => {
    const { refreshToken } = await shop.sessions.open(await aUser(), 'test');
    expect(succeeded(await parallel(50, () => shop.sessions.refresh(refreshToken)))).toBe(1);
  });

  it('is not ended by a forged token', async () => {
    const user = await aUser();
    const { refreshToken } = await shop.sessions.open(user, 'test');
    const { sessionId } = shop.refreshTokens.read(refreshToken) ?? { sessionId: '' };
    const forged = new HmacRefreshTokens({ REFRESH_TOKEN_SECRET: 'a guess' }).issue(sessionId, 0);
    await expect(shop.sessions.refresh(forged)).rejects.toMatchObject({ code: 'auth.refresh_invalid' });
    await expect(shop.sessions.refresh(refreshToken)).resolves.toMatchObject({ userId: user.id });
  });

  it('ends after SESSION_TTL_S without use', async () => {
    const { refreshToken } = await shop.sessions.open(await aUser(), 'test');
    now = new Date(now.getTime() + 3_600_001);
    await expect(shop.sessions.refresh(refreshToken)).rejects.toMatchObject({ code: 'auth.refresh_invalid' });
  });

  it('ends on sign-out, other sessions do not', async () => {
    const user = await aUser();
    const [phone, laptop] = [
      await shop.sessions.open(user, 'phone'),
      await shop.sessions.open(user, 'laptop'),
    ];
    await shop.sessions.signOut(phone.refreshToken);
    await expect(shop.sessions.refresh(phone.refreshToken)).rejects.toMatchObject({
      code: 'auth.refresh_invalid',
    });
    expect((await shop.sessions.listOf(user.id)).map((one) => one.userAgent)).toEqual(['laptop']);
    await shop.ending.run(user.id, undefined);
    await expect(shop.sessions.refresh(laptop.refreshToken)).rejects.toMatchObject({
      code: 'auth.refresh_invalid',
    });
  });
});

describe('signing keys', () => {
  it('are created once when many replicas start at the same time', async () => {
    const replicas = Array.from({ length: 20 }, () => new SigningKeys(tested.db, secret));
    const keys = await Promise.all(replicas.map((one) => one.current(86_400)));
    expect(new Set(keys.map((key) => key.kid)).size).toBe(1);
  });

  it('stay public for a while after a new one is in use', async () => {
    const old = await shop.keys.current(86_400);
    await tested.db.execute(sql`UPDATE signing_keys SET created_at = created_at - interval '2 days'`);
    const fresh = await shop.keys.current(86_400);
    expect(fresh.kid).not.toBe(old.kid);
    const published = (await shop.keys.publicKeys(3 * 86_400)).map((key) => key.kid);
    expect(published).toEqual(expect.arrayContaining([old.kid, fresh.kid]));
  });

  it('can not be read from the database without the secret', async () => {
    await shop.keys.current(86_400);
    await expect(
      new SigningKeys(tested.db, { TOKEN_KEY_SECRET: 'a wrong secret' }).current(86_400),
    ).rejects.toThrow();
  });
});

describe('the first administrator', () => {
  it('is created once when many replicas start, and never if there is another', async () => {
    const first = new FirstAdmin(shop.users, shop.register);
    const made = await parallel(10, () => first.create('root@example.com', password));
    expect(made.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(1);
    expect(await first.create('other@example.com', password)).toBe(false);
    expect((await shop.signIn.run('root@example.com', password)).roles).toEqual(['admin', 'staff']);
  });
});

describe('a profile', () => {
  it('refuses a change of an outdated version', async () => {
    const user = await aUser();
    const changed = await shop.profile.run(user.id, { name: 'Ada Lovelace', email: undefined }, 1);
    expect(changed).toMatchObject({ name: 'Ada Lovelace', version: 2 });
    await expect(shop.profile.run(user.id, { name: 'x', email: undefined }, 1)).rejects.toMatchObject({
      kind: 'stale',
      code: 'version.stale',
    });
  });

  it('takes over another spelling of the address, and no other address without the password', async () => {
    const user = await aUser();
    const spelling = user.email.toUpperCase();
    expect(await shop.profile.run(user.id, { email: spelling }, undefined)).toMatchObject({
      email: spelling.replace('EXAMPLE.COM', 'example.com'),
    });
    await expect(
      shop.profile.run(user.id, { email: `${v7()}@example.com` }, undefined),
    ).rejects.toMatchObject({ code: 'request.invalid', facts: { errors: [{ field: 'currentPassword' }] } });
  });
});

describe('an address book', () => {
  it('has one default address, even when twenty are set in parallel', async () => {
    const { id } = await aUser();
    await parallel(20, () => shop.book.add(id, anAddress, true));
    const book = await shop.book.listOf(id);
    expect(book).toHaveLength(20);
    expect(book.filter((one) => one.isDefault)).toHaveLength(1);
  });

  it('holds fifty addresses, even when sixty are added in parallel', async () => {
    const { id } = await aUser();
    expect(succeeded(await parallel(60, () => shop.book.add(id, anAddress, false)))).toBe(50);
  });

  it('stores an address by the rules of its country, and refuses another when it is added or changed', async () => {
    const { id } = await aUser();
    const abroad = { ...anAddress, city: 'New York', postalCode: '100011234', country: 'US' };
    const saved = await shop.book.add(id, abroad, false);
    expect(saved.address).toEqual({ ...abroad, postalCode: '10001-1234', region: 'NY' });
    const hongKong = { ...anAddress, region: 'Kowloon', city: '', postalCode: '', country: 'HK' };
    const changed = await shop.book.replace(id, { ...saved, address: hongKong });
    expect(await shop.book.listOf(id)).toEqual([changed]);
    for (const [change, field, code] of [
      [{ country: 'UK' }, 'address.country', 'country.unknown'],
      [{ line1: '1 High St\n2 Low St' }, 'address.line1', 'field.invalid'],
    ] as const) {
      const refusal = { code: 'request.invalid', facts: { errors: [{ field, code }] } };
      const address = { ...anAddress, ...change };
      await expect(shop.book.add(id, address, false)).rejects.toMatchObject(refusal);
      await expect(shop.book.replace(id, { ...saved, address })).rejects.toMatchObject(refusal);
    }
  });

  it('still shows an address that earlier rules took', async () => {
    const { id } = await aUser();
    await tested.db.execute(sql`INSERT INTO addresses
      (id, user_id, name, line1, line2, city, region, postal_code, country)
      VALUES (${v7()}, ${id}, 'Ada', '1 High St', '', 'Bath', '', 'none', 'UK')`);
    expect(await shop.book.listOf(id)).toMatchObject([{ address: { postalCode: 'none', country: 'UK' } }]);
  });

  it('shows and changes no address of another user', async () => {
    const [ada, eve] = [await aUser(), await aUser()];
    const saved = await shop.book.add(ada.id, anAddress, false);
    await expect(
      shop.book.replace(eve.id, { ...saved, address: { ...anAddress, city: 'Hull' } }),
    ).rejects.toMatchObject({ code: 'address.not_found' });
    await shop.book.remove(eve.id, saved.id);
    expect(await shop.book.listOf(ada.id)).toEqual([saved]);
  });
});

describe('a change with an idempotency key', () => {
  const add = (owner: string, idempotencyKey: string, city = 'Bath') => {
    const address = { ...anAddress, city };
    const request = { userId: owner, address, isDefault: false, idempotencyKey };
    const [requestType, responseType] = [AddAddressRequest, AddAddressResponse];
    const write = { operation: 'add-address', owner, request, requestType, responseType };
    return shop.writes.once(write, async ({ addresses }) => {
      const { address: saved, ...added } = await addresses.add(owner, address, false);
      return { address: { ...added, address: saved } };
    });
  };

  it('takes effect once for fifty callers, who all get the same response', async () => {
    const { id } = await aUser();
    const results = await parallel(50, () => add(id, 'one key'));
    const answers = results.map((one) => (one.status === 'fulfilled' ? one.value.address?.id : one.reason));
    expect(new Set(answers).size).toBe(1);
    expect((await shop.book.listOf(id)).map((one) => one.id)).toEqual([answers[0]]);
  });

  it('is refused for another body, and is another change for another user', async () => {
    const [ada, eve] = [await aUser(), await aUser()];
    const first = await add(ada.id, 'shared key');
    await expect(add(ada.id, 'shared key', 'Hull')).rejects.toMatchObject({ code: 'idempotency.mismatch' });
    expect((await add(eve.id, 'shared key')).address?.id).not.toBe(first.address?.id);
    expect(await shop.book.listOf(ada.id)).toHaveLength(1);
  });

  it('leaves the key free when it is refused', async () => {
    const { id } = await aUser();
    await parallel(50, () => shop.book.add(id, anAddress, false));
    await expect(add(id, 'a key')).rejects.toMatchObject({ code: 'address.too_many' });
    await shop.book.remove(id, (await shop.book.listOf(id))[0]?.id ?? '');
    await expect(add(id, 'a key')).resolves.toMatchObject({ address: { address: { city: 'Bath' } } });
  });
});
