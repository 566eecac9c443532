import { address, bearer, body, key, type Order, type Shop } from '../fixtures/shop.ts';
import { addToCart, expect, expectAccessible, type Page, signIn, test } from '../fixtures/storefront.ts';

/** Every page of the shop, empty and filled, in the light and in the dark. */
async function expectAllAccessible(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    await expectAccessible(page);
  }
}

test('catalogue pages are accessible', async ({ page, shop }) => {
  const [{ slug }, soldOut] = [await shop.aVariant(), await shop.aVariant({ stock: 0 })];
  const categories = await body<{ items: { slug: string }[] }>(
    await shop.request.get('/api/v1/categories'),
    200,
  );
  await expectAllAccessible(page, [
    '/',
    `/categories/${categories.items[0]?.slug}`,
    '/search?q=mug',
    '/search?q=nothingiscalledlikethis',
    `/products/${slug}`,
    `/products/${soldOut.slug}`,
  ]);
});

test('cart and checkout pages are accessible', async ({ page, shop }) => {
  const { slug } = await shop.aVariant();
  await expectAllAccessible(page, ['/cart']);
  await page.goto(`/products/${slug}`);
  await addToCart(page);
  await expectAllAccessible(page, ['/cart', '/checkout']);
});

test('sign-in and error pages are accessible', async ({ page, complaints }) => {
  complaints.allowStatus(404);
  await expectAllAccessible(page, [
    '/sign-in',
    '/register',
    '/forgot-password',
    '/reset-password',
    '/reset-password?token=x',
    '/verify-email?token=x',
    '/confirm-email-change?token=x',
    '/stop-email-change?token=x',
    '/nothing-here',
  ]);
});

const PAGES_OF_ACCOUNT = ['', '/orders', '/addresses', '/addresses/new', '/profile', '/security'].map(
  (path) => `/account${path}`,
);

test('the pages of a new account are accessible', async ({ page, shop }) => {
  await signIn(page, await shop.aUser(), '/account');
  await expectAllAccessible(page, PAGES_OF_ACCOUNT);
});

test('the pages of an account with orders are accessible', async ({ page, shop }) => {
  const user = await shop.aUser();
  const order = await anOrderOf(shop, user.accessToken);
  const headers = bearer(user.accessToken);
  for (const isDefault of [true, false])
    await body(
      await shop.request.post('/api/v1/me/addresses', { data: { address, isDefault }, headers }),
      201,
    );
  await signIn(page, user, '/account');
  await expect(page.getByRole('link', { name: `Order ${order.number}` })).toBeVisible();
  await expectAllAccessible(page, [
    '/account',
    '/account/orders',
    '/account/addresses',
    `/orders/${order.id}`,
  ]);
});

async function anOrderOf(shop: Shop, accessToken: string): Promise<Order> {
  const { id: variantId } = await shop.aVariant();
  const headers = { ...key(), ...bearer(accessToken) };
  return body<Order>(await shop.buyLines([{ variantId, quantity: 2 }], { headers }), 201);
}
