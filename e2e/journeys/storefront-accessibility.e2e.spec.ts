import { awake, expect, expectAccessible, test } from '../fixtures/storefront.ts';

test('pages of the shop can be used by everybody', async ({ page, shop, complaints }) => {
  complaints.allowStatus(404);
  const { slug } = await shop.aVariant();
  for (const path of ['/', `/products/${slug}`, '/cart', '/nothing-here']) {
    await page.goto(path);
    await awake(page);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
});
