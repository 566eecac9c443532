import { body, type Order, type Shop } from '../fixtures/shop.ts';
import { addAndCheckOut, bought, payBy, placeButton, sayWhere } from '../fixtures/shopper.ts';
import { awake, expect, expectAccessible, type Page, test } from '../fixtures/storefront.ts';

/** A guest whose bank wants to hear from them, on the page that says so. */
async function challenged(page: Page, shop: Shop): Promise<string> {
  const { slug } = await shop.aVariant({ amount: 1_000, stock: 5 });
  await addAndCheckOut(page, slug);
  await sayWhere(page);
  await payBy(page, 'Test card that the bank wants confirmed');
  await placeButton(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Please confirm the payment' })).toBeVisible();
  return slug;
}

const orderOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

test('a payer who abandons the challenge is back at the checkout and buys', async ({ page, shop }) => {
  test.slow();
  const slug = await challenged(page, shop);
  const abandoned = page.url();
  expect(await shop.stockOf(slug)).toBe(4);
  await page.getByRole('button', { name: 'Pay another way' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Checkout' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('alert')).toHaveText(/^Nothing was paid/);
  await expect(page.getByLabel('E-mail')).toHaveValue('guest@example.com');
  await expect(page.getByRole('group', { name: 'Delivery address' }).getByLabel('Full name')).toHaveValue(
    'Ada Lovelace',
  );
  expect(await shop.stockOf(slug)).toBe(5);
  await payBy(page, 'Test card that is accepted');
  await placeButton(page).click();
  await bought(page);
  expect(await shop.stockOf(slug)).toBe(4);
  await page.goto(abandoned);
  await expect(page.getByRole('heading', { level: 1, name: 'You did not pay for this order' })).toBeVisible();
  await expect(page.getByText('You cancelled the payment')).toBeVisible();
  await expectAccessible(page);
});

test('a payer who goes back to the cart can change it', async ({ page, shop }) => {
  await challenged(page, shop);
  await page.getByRole('button', { name: 'Back to the cart' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your cart' })).toBeVisible();
  await awake(page);
  await page.getByRole('button', { name: /One more/ }).click();
  await expect(page.getByRole('link', { name: 'Cart, 2 items' })).toBeVisible();
});

test('a payer who confirmed in another tab sees that the order is confirmed', async ({
  page,
  shop,
  complaints,
}) => {
  complaints.allowStatus(422);
  await challenged(page, shop);
  const id = orderOf(page);
  // The page does not hear of what happened.
  await page.route('**/events', (route) => route.abort());
  complaints.allow(/ERR_FAILED/);
  await page.reload();
  await awake(page);
  const headers = await shop.staff();
  const read = async () =>
    body<Order & { challenge: { url: string } }>(
      await shop.request.get(`/api/v1/admin/orders/${id}`, { headers }),
      200,
    );
  const { challenge } = await read();
  await body(await shop.request.post(challenge.url, { data: { outcome: 'passed' } }), 200);
  await expect.poll(async () => (await read()).paymentState, { timeout: 30_000 }).toBe('captured');
  await page.getByRole('button', { name: 'Pay another way' }).click();
  await expect(page.getByRole('main')).toContainText('The payment was already confirmed');
  await bought(page);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a payer walks away all the same', async ({ page, shop, complaints }) => {
    test.slow();
    complaints.allowStatus(422);
    const { slug } = await shop.aVariant({ amount: 1_000, stock: 5 });
    await page.goto(`/products/${slug}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.goto('/checkout');
    await sayWhere(page);
    await payBy(page, 'Test card that the bank wants confirmed');
    await placeButton(page).click();
    await page.getByRole('button', { name: 'Pay another way' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Checkout' })).toBeVisible();
    await payBy(page, 'Test card that is accepted');
    await placeButton(page).click();
    await bought(page);
    expect(await shop.stockOf(slug)).toBe(4);
  });
});
