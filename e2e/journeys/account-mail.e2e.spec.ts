import { linkIn, mailsTo, mailTo } from '../fixtures/mail.ts';
import { bearer, body, expect, problem, test } from '../fixtures/shop.ts';

const tokenOf = (link: URL): string => link.searchParams.get('token') ?? '';

test('an address is confirmed by the link of the mail, once', async ({ shop }) => {
  const user = await shop.aUser();
  const me = async () =>
    body<{ emailVerified: boolean }>(
      await shop.request.get('/api/v1/me', { headers: bearer(user.accessToken) }),
      200,
    );
  expect(await me()).toMatchObject({ emailVerified: false });
  const token = tokenOf(linkIn(await mailTo(user.email, 'Confirm your e-mail address'), '/verify-email'));

  const confirm = (text: string) => shop.request.post('/api/v1/auth/verify-email', { data: { token: text } });
  expect(await problem(await confirm(`${token.slice(0, -2)}xx`), 400)).toMatchObject({
    code: 'token.unknown',
  });
  expect(await body(await confirm(token), 200)).toEqual({ email: user.email, emailVerified: true });
  expect(await me()).toMatchObject({ emailVerified: true });
  expect(await problem(await confirm(token), 409)).toMatchObject({ code: 'token.used' });
  const again = await shop.request.post('/api/v1/auth/verify-email/resend', {
    headers: bearer(user.accessToken),
  });
  expect(await problem(again, 409)).toMatchObject({ code: 'email.verified' });
});

test('another mail is sent on request, only for a signed-in user', async ({ shop }) => {
  const user = await shop.aUser({ 'Accept-Language': 'de-AT,de;q=0.9,en;q=0.5' });
  const resend = '/api/v1/auth/verify-email/resend';
  expect(await problem(await shop.request.post(resend), 401)).toMatchObject({ code: 'auth.required' });
  expect((await shop.request.post(resend, { headers: bearer(user.accessToken) })).status()).toBe(202);
  await mailTo(user.email, 'Bitte bestätigen Sie Ihre E-Mail-Adresse', { nth: 2 });
});

test('a forgotten password is replaced by the link of a mail; the old one and all sessions end', async ({
  shop,
}) => {
  const user = await shop.aUser();
  const forgot = (email: string) =>
    shop.request.post('/api/v1/auth/password/forgot', { data: { email, locale: 'de' } });
  const unknownAddress = 'nobody-at-all@example.com';
  const [known, unknown] = [await forgot(user.email), await forgot(unknownAddress)];
  expect([known.status(), await known.text()]).toEqual([unknown.status(), await unknown.text()]);
  expect(known.status()).toBe(202);

  const mail = await mailTo(user.email, 'Neues Passwort festlegen');
  const token = tokenOf(linkIn(mail, '/reset-password'));
  const reset = (password: string) =>
    shop.request.post('/api/v1/auth/password/reset', { data: { token, password } });
  expect(await problem(await reset('short'), 400)).toMatchObject({ code: 'request.invalid' });
  expect((await reset('a brand new password')).status()).toBe(204);
  expect(await problem(await reset('yet another password'), 409)).toMatchObject({ code: 'token.used' });

  const refresh = await shop.request.post('/api/v1/auth/refresh', {
    data: { refreshToken: user.refreshToken },
  });
  expect(await problem(refresh, 401)).toMatchObject({ code: 'auth.refresh_invalid' });
  const signIn = (password: string) =>
    shop.request.post('/api/v1/auth/login', { data: { email: user.email, password } });
  expect(await problem(await signIn(user.password), 401)).toMatchObject({ code: 'auth.credentials' });
  await body(await signIn('a brand new password'), 200);
  expect(await mailsTo(unknownAddress)).toEqual([]);
});

test('changing the password leaves only this device signed in', async ({ shop, stranger }) => {
  const user = await shop.aUser();
  const login = await stranger.request.post('/api/v1/auth/login', {
    data: { email: user.email, password: user.password, returnRefreshToken: true },
  });
  const { refreshToken } = await body<{ refreshToken: string }>(login, 200);
  const change = (currentPassword: string, newPassword = 'a brand new password') =>
    shop.request.post('/api/v1/me/password', {
      data: { currentPassword, newPassword },
      headers: bearer(user.accessToken),
    });
  expect(await problem(await change('wrong password'), 403)).toMatchObject({
    code: 'password.wrong',
    errors: [{ field: 'currentPassword' }],
  });
  expect((await change(user.password)).status()).toBe(204);
  const refresh = (token: string) =>
    shop.request.post('/api/v1/auth/refresh', { data: { refreshToken: token } });
  expect(await problem(await refresh(refreshToken), 401)).toMatchObject({ code: 'auth.refresh_invalid' });
  await body(await refresh(user.refreshToken), 200);
});
