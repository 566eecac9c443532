import { addAndCheckOut, bought, fillAddress, placeButton } from '../fixtures/shopper.ts';
import { expect, expectAccessible, test } from '../fixtures/storefront.ts';

test('a voucher is bought without delivery: its buyer gives a billing address only', async ({
  page,
  shop,
}) => {
  test.slow();
  const { slug } = await shop.aVariant({ amount: 2_500, taxClass: 'zero', requiresShipping: false });
  await addAndCheckOut(page, slug);
  const main = page.getByRole('main');
  await expect(main.getByRole('group', { name: 'Billing address' })).toBeVisible();
  await expect(main.getByText('Nothing in this cart is delivered')).toBeVisible();
  await expect(main.getByRole('group', { name: 'Delivery' })).toHaveCount(0);
  await page.getByLabel('E-mail').fill('guest@example.com');
  await fillAddress(page);
  await page.getByRole('button', { name: /Continue to payment|Update total/ }).click();
  await expect(page.getByRole('button', { name: 'Place order · £25.00' })).toBeVisible();
  await expect(main.getByRole('group', { name: 'Billing address' })).toHaveCount(1);
  await expectAccessible(page);
  await placeButton(page).click();
  await bought(page);
  await expect(page.getByRole('heading', { name: 'Billing address' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Delivery address' })).toHaveCount(0);
  await expectAccessible(page);
});

test('the summary has the tax by rate when there are several @once', async ({ page, shop }) => {
  const book = await shop.aVariant({ amount: 5_000, taxClass: 'zero' });
  const mug = await shop.aVariant({ amount: 6_000 });
  for (const { slug } of [book, mug]) await addAndCheckOut(page, slug);
  await page.getByLabel('E-mail').fill('guest@example.com');
  await fillAddress(page);
  await page.getByRole('button', { name: /Continue to delivery|Update delivery/ }).click();
  const summary = page.getByRole('complementary', { name: 'Your order' });
  // It is there twice: folded for phones.
  const seen = (text: string) => summary.getByText(text).filter({ visible: true });
  await expect(seen('includes £10.00 tax')).toBeVisible();
  await expect(seen('20% of £50.00: £10.00')).toBeVisible();
  await expect(seen('0% of £50.00: £0.00')).toBeVisible();
});
