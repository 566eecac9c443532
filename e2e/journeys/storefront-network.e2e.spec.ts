import { awake, expect, test } from '../fixtures/storefront.ts';

test.describe('a network that fails', { tag: '@once' }, () => {
  test('is reported while it is down, and no longer afterwards', async ({ page, context, complaints }) => {
    complaints.allow(/ERR_INTERNET_DISCONNECTED/);
    await page.goto('/');
    await awake(page);
    await context.setOffline(true);
    await expect(page.getByRole('alert')).toContainText('You are offline');
    await context.setOffline(false);
    await expect(page.getByRole('alert')).toBeHidden();
  });

  test('is reported when a response is slow, and the response still arrives', async ({ page }) => {
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
