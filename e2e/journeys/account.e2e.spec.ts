import { address, bearer, body, expect, problem, test } from '../fixtures/shop.ts';

test('an account is made, signed in, refreshed and signed out', async ({ shop }) => {
  const user = await shop.aUser();
  expect(
    await body(await shop.request.get('/api/v1/me', { headers: bearer(user.accessToken) }), 200),
  ).toMatchObject({ email: user.email, roles: ['customer'] });
  const again = await shop.request.post('/api/v1/auth/register', {
    data: { email: user.email.toUpperCase(), password: 'another password', name: 'Eve' },
  });
  expect(await problem(again, 409)).toMatchObject({ code: 'user.email_taken' });

  const login = (password: string) =>
    shop.request.post('/api/v1/auth/login', {
      data: { email: user.email, password, returnRefreshToken: true },
    });
  expect(await problem(await login('wrong password'), 401)).toMatchObject({ code: 'auth.credentials' });
  const signedIn = await body<{ accessToken: string; refreshToken: string; expiresIn: number }>(
    await login(user.password),
    200,
  );
  expect(signedIn.expiresIn).toBeGreaterThan(0);

  const refresh = (refreshToken: string) =>
    shop.request.post('/api/v1/auth/refresh', { data: { refreshToken } });
  const fresh = await body<{ refreshToken: string }>(await refresh(signedIn.refreshToken), 200);
  expect(await problem(await refresh(signedIn.refreshToken), 401)).toMatchObject({
    code: 'auth.refresh_reused',
  });
  expect(await problem(await refresh(fresh.refreshToken), 401)).toMatchObject({
    code: 'auth.refresh_invalid',
  });

  expect(
    (await shop.request.post('/api/v1/auth/logout', { data: { refreshToken: user.refreshToken } })).status(),
  ).toBe(204);
  expect(await problem(await refresh(user.refreshToken), 401)).toMatchObject({
    code: 'auth.refresh_invalid',
  });
});

test('an access token ends with its session, within seconds', async ({ shop }) => {
  const { email, password, accessToken, refreshToken } = await shop.aUser();
  const signedIn = await body<{ accessToken: string }>(
    await shop.request.post('/api/v1/auth/login', { data: { email, password } }),
    200,
  );
  const me = async (token: string) =>
    (await shop.request.get('/api/v1/me', { headers: bearer(token) })).json() as Promise<{ code?: string }>;
  await shop.request.post('/api/v1/auth/logout', { data: { refreshToken } });
  await expect.poll(async () => (await me(accessToken)).code).toBe('auth.token_revoked');
  expect(await me(signedIn.accessToken)).toMatchObject({ email });

  const everywhere = () =>
    shop.request.delete('/api/v1/me/sessions', { headers: bearer(signedIn.accessToken) });
  // Whoever comes late is signed out already.
  for (const answer of await Promise.all(Array.from({ length: 20 }, everywhere)))
    expect([204, 401]).toContain(answer.status());
  await expect.poll(async () => (await me(signedIn.accessToken)).code).toBe('auth.token_revoked');
  const again = await body<{ accessToken: string }>(
    await shop.request.post('/api/v1/auth/login', { data: { email, password } }),
    200,
  );
  expect(await me(again.accessToken)).toMatchObject({ email });
});

test('a browser refreshes by a cookie that scripts can’t read', async ({ shop }) => {
  const { email, password } = await shop.aUser();
  const login = await shop.request.post('/api/v1/auth/login', { data: { email, password } });
  const cookie = login
    .headersArray()
    .find(
      ({ name, value }) => name.toLowerCase() === 'set-cookie' && value.startsWith('refresh_token='),
    )?.value;
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Lax/);
  expect(await login.text()).not.toContain('refreshToken');
  await body(await shop.request.post('/api/v1/auth/refresh'), 200);
});

test('a profile changes under its version', async ({ shop }) => {
  const user = await shop.aUser();
  const headers = bearer(user.accessToken);
  const read = await shop.request.get('/api/v1/me', { headers });
  const etag = read.headers()['etag'] ?? '';
  const patch = (name: string) =>
    shop.request.patch('/api/v1/me', { data: { name }, headers: { ...headers, 'If-Match': etag } });
  expect(await body(await patch('Ada Lovelace'), 200)).toMatchObject({ name: 'Ada Lovelace', version: 2 });
  expect(await problem(await patch('Eve'), 412)).toMatchObject({ code: 'version.stale' });
  expect(
    (await shop.request.get('/api/v1/me', { headers: { ...headers, 'If-None-Match': etag } })).status(),
  ).toBe(200);
  const now = (await shop.request.get('/api/v1/me', { headers })).headers()['etag'] ?? '';
  expect(
    (await shop.request.get('/api/v1/me', { headers: { ...headers, 'If-None-Match': now } })).status(),
  ).toBe(304);
});

test('an address book is private to its user', async ({ shop }) => {
  const [ada, eve] = [await shop.aUser(), await shop.aUser()];
  const headers = bearer(ada.accessToken);
  const saved = await body<{ id: string }>(
    await shop.request.post('/api/v1/me/addresses', { data: { address, isDefault: true }, headers }),
    201,
  );
  const path = `/api/v1/me/addresses/${saved.id}`;
  const foreign = await shop.request.put(path, { data: { address }, headers: bearer(eve.accessToken) });
  expect(await problem(foreign, 404)).toMatchObject({ code: 'address.not_found' });
  await body(
    await shop.request.put(path, {
      data: { address: { ...address, city: 'Bath' }, isDefault: true },
      headers,
    }),
    200,
  );
  expect(await body(await shop.request.get('/api/v1/me/addresses', { headers }), 200)).toMatchObject({
    items: [{ id: saved.id, isDefault: true, address: { city: 'Bath' } }],
  });
  expect((await shop.request.delete(path, { headers })).status()).toBe(204);
  expect(await body(await shop.request.get('/api/v1/me/addresses', { headers }), 200)).toEqual({ items: [] });
});

test('staff give roles only as administrators', async ({ shop }) => {
  const user = await shop.aUser();
  const answer = await shop.request.put(`/api/v1/admin/customers/${user.id}/roles`, {
    data: { roles: ['staff'] },
    headers: await shop.staff(),
  });
  expect(await body(answer, 200)).toMatchObject({ roles: ['staff'] });
  const signedIn = await body<{ accessToken: string }>(
    await shop.request.post('/api/v1/auth/login', { data: { email: user.email, password: user.password } }),
    200,
  );
  const headers = bearer(signedIn.accessToken);
  expect((await shop.request.get('/api/v1/admin/orders', { headers })).status()).toBe(200);
  const own = await shop.request.put(`/api/v1/admin/customers/${user.id}/roles`, {
    data: { roles: ['admin'] },
    headers,
  });
  expect(await problem(own, 403)).toMatchObject({ code: 'auth.forbidden' });
});
