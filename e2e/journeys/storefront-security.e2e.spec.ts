import { randomUUID } from 'node:crypto';
import type { APIResponse } from '@playwright/test';
import { address, body, type Shop } from '../fixtures/shop.ts';
import { addToCart, expect, type Page, signIn, test } from '../fixtures/storefront.ts';

// Nothing here depends on the size of the screen.
test.describe.configure({ mode: 'default' });

const PATHS = [
  '/',
  '/search',
  '/cart',
  '/checkout',
  '/sign-in',
  '/register',
  '/forgot-password',
  '/nothing-here',
];
const HOSTILE = `<img src=x onerror=alert(1)>"'</script><script>alert(1)</script>`;
const ELSEWHERE = [
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '\\\\evil.example',
  'javascript:alert(1)',
  '/.//evil.example',
];

/** A browser whose cart knows what and where to, so that the checkout shows all it has. */
async function readyToBuy(shop: Shop, variantId: string): Promise<{ cookie: string }> {
  const { id, token } = await shop.aCart({ variantId, quantity: 1 });
  const put = await shop.request.put(`/api/v1/carts/${id}/shipping-address`, {
    data: address,
    headers: { 'Cart-Token': token },
  });
  await body(put, 200);
  return { cookie: `cart=${id}; cart_token=${token}` };
}

const policyOf = (answer: APIResponse): string => answer.headers()['content-security-policy'] ?? '';
const nonceOf = (policy: string): string => /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';

test(
  'pages carry a policy that lets their own scripts run and nothing else',
  { tag: '@once' },
  async ({ shop }) => {
    const { slug, id } = await shop.aVariant();
    const headers = await readyToBuy(shop, id);
    for (const path of [...PATHS, `/products/${slug}`]) {
      const answer = await shop.request.get(path, { headers });
      // An empty cart's checkout would lead elsewhere.
      expect(new URL(answer.url()).pathname).toBe(path);
      const [policy, html] = [policyOf(answer), await answer.text()];
      expect(policy, path).toContain("default-src 'none'");
      expect(policy, path).not.toMatch(/unsafe-|\*|http:/);
      expect(answer.headers(), path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'strict-origin-when-cross-origin',
      });
      const nonce = nonceOf(policy);
      expect(nonce.length, path).toBeGreaterThanOrEqual(22);
      for (const [tag = ''] of html.matchAll(/<script\b[^>]*>/g))
        if (!/type="application\/ld\+json"/.test(tag)) expect(tag, path).toContain(`nonce="${nonce}"`);
      expect(html, path).not.toMatch(/<[^>]+\s(?:style|on\w+)=/i);
      expect(nonceOf(policyOf(await shop.request.get(path, { headers }))), path).not.toBe(nonce);
    }
  },
);

test(
  'no script and no page sees a token, and cookies are for this shop only',
  { tag: '@once' },
  async ({ page, shop }) => {
    const { slug } = await shop.aVariant();
    const user = await shop.aUser();
    await page.goto(`/products/${slug}`);
    await addToCart(page);
    const guests = await page.context().cookies();
    expect(guests.map(({ name }) => name)).toEqual(expect.arrayContaining(['cart', 'cart_token']));
    await signIn(page, user, '/account');
    const cookies = [...guests, ...(await page.context().cookies())];
    expect(cookies.map(({ name }) => name)).toContain('session');
    for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    for (const path of ['/account', '/account/security', '/cart', `/products/${slug}`]) {
      await page.goto(path);
      expect(await page.evaluate('document.cookie')).toBe('');
      expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toMatch(
        TOKEN,
      );
      expect(await page.content()).not.toMatch(TOKEN);
      expect(await (await page.request.get(`${path}.data`)).text()).not.toMatch(TOKEN);
    }
  },
);

// The head of a JSON web token, and of the session's cookie.
const TOKEN = /eyJ[\w-]{8,}|accessToken|refreshToken/;

test('another site changes nothing here', { tag: '@once' }, async ({ page, shop }) => {
  const user = await shop.aUser();
  await signIn(page, user, '/account');
  const forged: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const headers of forged)
    for (const path of ['/sign-out', '/account/profile', '/account/security', '/language', '/cart']) {
      const answer = await page.request.post(path, { headers, form: { intent: 'end-all' }, maxRedirects: 0 });
      expect([path, answer.status()]).toEqual([path, 403]);
    }
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible();
});

test('a form leads to no other site', { tag: '@once' }, async ({ page, shop, baseURL }) => {
  const { email, password } = await shop.aUser();
  const here = new URL(baseURL ?? '');
  for (const to of ELSEWHERE)
    for (const [path, form] of [
      ['/sign-in', { email, password, to }],
      ['/register', { email: `${randomUUID()}@example.com`, password, name: 'Ada', to }],
      ['/language', { language: 'en', to }],
    ] as const) {
      const answer = await shop.request.post(path, { form, maxRedirects: 0 });
      expect([path, to, answer.status()]).toEqual([path, to, 302]);
      expect(new URL(answer.headers()['location'] ?? '', here).origin, `${path} ${to}`).toBe(here.origin);
      await shop.request.post('/sign-out', { maxRedirects: 0 });
    }
  await page.goto(`/sign-in?to=${encodeURIComponent('//evil.example')}`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('link', { name: 'Account', exact: true })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(here.origin);
});

test('text from users and imports is never markup', { tag: '@once' }, async ({ page, shop }) => {
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  const { slug } = await shop.aVariant({ title: HOSTILE });
  await page.goto(`/products/${slug}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(HOSTILE);
  await addToCart(page);
  await page.goto('/cart');
  await expect(page.getByRole('main')).toContainText(HOSTILE);
  await page.goto(`/search?q=${encodeURIComponent(HOSTILE)}`);
  await expect(page.getByRole('search').getByLabel('Search for products')).toHaveValue(HOSTILE);
  await register(page, HOSTILE);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(HOSTILE);
  expect(asked).toEqual([]);
  expect(await page.locator('img[src="x"]').count()).toBe(0);
});

async function register(page: Page, name: string): Promise<void> {
  await page.goto('/register');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(`${randomUUID()}@example.com`);
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL((url) => url.pathname === '/account');
}
