import { body } from '../fixtures/shop.ts';
import { awake, expect, test } from '../fixtures/storefront.ts';

test('popular products come first in a list', { tag: '@once' }, async ({ page, shop }) => {
  const kind = `Trend ${Date.now()}`;
  await shop.aVariant({ title: `First ${kind}` });
  const second = await shop.aVariant({ title: `Second ${kind}` });
  const third = await shop.aVariant({ title: `Third ${kind}` });
  for (const { id } of [third, second, second])
    await body(await shop.buyLines([{ variantId: id, quantity: 1 }]), 201);

  await page.goto(`/search?q=${encodeURIComponent(kind)}`);
  await awake(page);
  await page.getByLabel('Sort by').selectOption('Popular');
  await expect(page).toHaveURL(/sort=popular/);
  const titles = async () => {
    await page.reload();
    return page.getByRole('region', { name: '3 products' }).getByRole('link').allInnerTexts();
  };
  const sold = ['Second', 'Third', 'First'].map((name) => `${name} ${kind}`);
  // Sales are counted every ten seconds.
  await expect.poll(titles, { timeout: 60_000 }).toEqual(sold);
});

test('the shelf of the home page shows what was bought most', { tag: '@once' }, async ({ page, shop }) => {
  const title = `Favourite ${Date.now()}`;
  const { id } = await shop.aVariant({ title, stock: null });
  const shelf = page.getByRole('region', { name: 'Popular' });
  await page.goto('/');
  await expect(shelf).toBeVisible();
  await expect(shelf).not.toContainText(title);
  // Others buy here too: it takes as many orders as it takes.
  await expect(async () => {
    const orders = Array.from({ length: 5 }, () => shop.buyLines([{ variantId: id, quantity: 1 }]));
    for (const answer of await Promise.all(orders)) await body(answer, 201);
    await page.reload();
    await expect(shelf).toContainText(title, { timeout: 1_000 });
  }).toPass();
  await shelf.getByRole('link', { name: 'See all: Popular' }).click();
  await expect(page.getByLabel('Sort by')).toHaveValue('popular');
  await expect(page.getByRole('main')).toContainText(title);
});
