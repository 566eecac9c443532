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

it('creates the first administrator when it starts', async () => {
  const env = { FIRST_ADMIN_EMAIL: 'root@example.com', FIRST_ADMIN_PASSWORD: 'correct horse battery' };
  tested = await testedUser({ env });
  await tested.listen();
  const users = tested.app.get(UserStore);
  await waitFor(async () => expect(await users.hasAdmin()).toBe(true), 10_000);
});
