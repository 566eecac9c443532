import { body } from '../fixtures/shop.ts';
import { awake, expect, expectAccessible, type Page, signIn, test } from '../fixtures/storefront.ts';

const HELP = ['Delivery', 'Returns', 'Contact', 'Imprint', 'Privacy'];
const menuOf = (page: Page) => page.getByRole('banner').locator('summary');

test.describe('the menu on phones', { tag: '@phone' }, () => {
  test('leads to categories and closes', async ({ page }) => {
    await page.goto('/');
    await awake(page);
    const categories = page.getByRole('navigation', { name: 'Categories' });
    await expect(categories).toBeHidden();
    await menuOf(page).click();
    await expectAccessible(page);
    const link = categories.getByRole('link').first();
    const name = await link.innerText();
    await link.click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
    await expect(categories).toBeHidden();
    await menuOf(page).click();
    await expect(categories.getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
  });

  test('closes on Escape and beside it, and gives the focus back', async ({ page }) => {
    await page.goto('/');
    await awake(page);
    const entry = page.getByRole('banner').getByRole('link', { name: 'Create account' });
    await menuOf(page).press('Enter');
    await expect(entry).toBeVisible();
    await entry.focus();
    await page.keyboard.press('Escape');
    await expect(entry).toBeHidden();
    await expect(menuOf(page)).toBeFocused();
    await menuOf(page).click();
    await expect(entry).toBeVisible();
    await page.getByRole('combobox').click();
    await expect(entry).toBeHidden();
  });

  test('stays open when it was opened before the page’s scripts ran', async ({ page }) => {
    let letGo = (): void => {};
    const held = new Promise<void>((done) => (letGo = done));
    await page.route(/\/assets\/.*\.js$/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('/', { waitUntil: 'commit' });
    await menuOf(page).click();
    letGo();
    await awake(page);
    await expect(page.getByRole('banner').getByRole('link', { name: 'Create account' })).toBeVisible();
  });

  test('knows who is signed in', async ({ page, shop }) => {
    await signIn(page, await shop.aUser(), '/account');
    await page.goto('/');
    await menuOf(page).click();
    await page.getByRole('banner').getByRole('link', { name: 'Your orders' }).click();
    await expect(page).toHaveURL('/account/orders');
  });

  test.describe('without scripts', () => {
    test.use({ javaScriptEnabled: false });

    test('opens, leads on and speaks German', async ({ page }) => {
      await page.goto('/');
      await menuOf(page).click();
      await page.getByRole('banner').getByRole('button', { name: 'Deutsch' }).click();
      await expect(page.locator('html')).toHaveAttribute('lang', 'de');
      await menuOf(page).click();
      await page.getByRole('navigation', { name: 'Kategorien' }).getByRole('link').first().click();
      await expect(page).toHaveURL(/\/categories\//);
    });
  });
});

test('the footer links to categories and to common questions', async ({ page }) => {
  await page.goto('/');
  const footer = page.getByRole('contentinfo');
  await expect(footer.getByRole('navigation', { name: 'Shop' }).getByRole('link')).not.toHaveCount(0);
  for (const name of HELP) {
    await footer.getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expectAccessible(page);
  }
  await footer.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Datenschutz' })).toBeVisible();
});

test('there is no other help', { tag: '@once' }, async ({ page, complaints }) => {
  complaints.allowStatus(404);
  expect((await page.goto('/help/nothing'))?.status()).toBe(404);
});

test('phones find icons and a name for their home screens', { tag: '@once' }, async ({ page, shop }) => {
  await page.goto('/');
  const linked = (rel: string) => page.locator(`link[rel="${rel}"]`).getAttribute('href');
  const manifest = await body<{ name: string; icons: { src: string; type: string }[] }>(
    await shop.request.get((await linked('manifest')) ?? ''),
    200,
  );
  expect(manifest.name).toBe('Tradepost');
  const pictures = [...manifest.icons, { src: (await linked('apple-touch-icon')) ?? '', type: 'image/png' }];
  expect(pictures).toHaveLength(5);
  for (const { src, type } of pictures) {
    const answer = await shop.request.get(src);
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, type]);
  }
});
