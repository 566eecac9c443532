import { afterEach, expect, it } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { UserStore } from './flows/ports.ts';
import { type TestedUser, testedUser } from './testing/user-service.ts';

let tested: TestedUser;
afterEach(() => tested.close());

const ada = { email: 'ada@example.com', password: 'correct horse battery', name: 'Ada', userAgent: 'spec' };

it('answers calls of other services, and passes its refusals on', async () => {
  tested = await testedUser();
  const user = await tested.listen();
  const registered = await user.register({ ...ada, locale: 'en' });
  const userId = registered.user?.id ?? '';
  expect((await user.getUser({ userId })).user).toMatchObject({ email: ada.email, name: 'Ada' });
  const signedIn = await user.signIn({ email: ada.email, password: ada.password, userAgent: 'spec' });
  expect(signedIn.tokens?.accessToken).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect((await user.listSessions({ userId })).sessions).toHaveLength(2);
  await expect(user.register({ ...ada, locale: 'en' })).rejects.toMatchObject({
    kind: 'duplicate',
    code: 'user.email_taken',
  });
});

it('answers for each id, also when another of the same moment is malformed or in capitals', async () => {
  tested = await testedUser();
  const user = await tested.listen();
  const registered = await user.register({ ...ada, locale: 'en' });
  const userId = registered.user?.id ?? '';
  const replies = [userId, 'no uuid', userId.toUpperCase()].map((id) =>
    user.getUser({ userId: id }).then(
      (reply) => reply.user?.id,
      (error: { code?: string }) => error.code,
    ),
  );
  expect(await Promise.all(replies)).toEqual([userId, 'user.not_found', userId]);
});

it('refuses the character NUL in every text, by its field, instead of failing', async () => {
  tested = await testedUser();
  const user = await tested.listen();
  const userId = (await user.register({ ...ada, locale: 'en' })).user?.id ?? '';
  const address = {
    ...{ name: 'A\0', line1: '1', line2: '', city: 'York', region: '' },
    postalCode: 'YO1 7HH',
    country: 'GB',
  };
  const keyed = { idempotencyKey: '' };
  const requests: [field: string, call: Promise<unknown>][] = [
    ['name', user.register({ ...ada, locale: 'en', email: 'eve@example.com', name: 'Eve\0' })],
    ['email', user.register({ ...ada, locale: 'en', email: 'e\0ve@example.com' })],
    ['email', user.signIn({ email: 'ada\0@example.com', password: ada.password, userAgent: '' })],
    ['email', user.forgotPassword({ email: 'ada\0@example.com', locale: 'en' })],
    ['query', user.listUsers({ query: '\0', pageSize: 10, pageToken: '' })],
    ['address.name', user.addAddress({ userId, address, isDefault: false, ...keyed })],
    ['name', user.updateProfile({ userId, name: 'Ada\0', ...keyed })],
  ];
  for (const [field, call] of requests)
    await expect(call).rejects.toMatchObject({
      ...{ kind: 'invalid', code: 'request.invalid' },
      facts: { errors: [{ code: 'field.invalid', field }] },
    });
});

it('knows no address and no session with a malformed id', async () => {
  tested = await testedUser();
  const user = await tested.listen();
  const userId = (await user.register({ ...ada, locale: 'en' })).user?.id ?? '';
  const address = {
    ...{ name: 'Ada', line1: '1', line2: '', city: 'York', region: '' },
    postalCode: 'YO1 7HH',
    country: 'GB',
  };
  const unknown = { userId, addressId: 'nonsense', idempotencyKey: '' };
  await expect(user.updateAddress({ ...unknown, address, isDefault: true })).rejects.toMatchObject({
    code: 'address.not_found',
  });
  expect(await user.removeAddress(unknown)).toEqual({});
  await user.revokeSessions({ userId, sessionId: 'nonsense', idempotencyKey: '' });
  expect((await user.listSessions({ userId })).sessions).toHaveLength(1);
});

it('creates the first administrator when it starts', async () => {
  const env = { FIRST_ADMIN_EMAIL: 'root@example.com', FIRST_ADMIN_PASSWORD: 'correct horse battery' };
  tested = await testedUser({ env });
  await tested.listen();
  const users = tested.app.get(UserStore);
  await waitFor(async () => expect(await users.hasAdmin()).toBe(true), 10_000);
});
