import { awake, expect, test } from '../fixtures/storefront.ts';

test.describe('a network that fails', { tag: '@once' }, () => {
  test('is said while it is away, and no longer when it is back', async ({ page, context, complaints }) => {
    complaints.allow(/ERR_INTERNET_DISCONNECTED/);
    await page.goto('/');
    await awake(page);
    await context.setOffline(true);
    await expect(page.getByRole('alert')).toContainText('You are offline');
    await context.setOffline(false);
    await expect(page.getByRole('alert')).toBeHidden();
  });

  test('is said when an answer takes long, and the answer still comes', async ({ page }) => {
    await page.goto('/');
    await awake(page);
    let letGo = (): void => {};
    const held = new Promise<void>((done) => (letGo = done));
    await page.route(/\/categories\/.*\.data/, async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('navigation', { name: 'Categories' }).getByRole('link').first().click();
    await expect(page.getByRole('alert')).toContainText('taking longer');
    letGo();
    await expect(page).toHaveURL(/\/categories\//);
    await expect(page.getByRole('alert')).toBeHidden();
  });
});
