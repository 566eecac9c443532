import { randomUUID } from 'node:crypto';
import type { APIRequestContext } from '@playwright/test';
import { awake, expect, expectAccessible, type Page, test } from '../fixtures/storefront.ts';
import type { Shop } from '../fixtures/shop.ts';

const money = (amount: number) => ({ amount, currency: 'GBP' });

/** A shirt of the test's own: no S in moss, M in moss sold out, few of oat M. */
async function aShirt(shop: Shop): Promise<{ slug: string; title: string; maker: string }> {
  const mark = randomUUID().slice(0, 8);
  const slug = `shirt-${mark}`;
  const title = `Shirt ${mark}`;
  const maker = `Weaver ${mark}`;
  const variant = (Colour: string, Size: string, stock: number, amount: number) => ({
    ...{ sku: `${slug}-${Colour}-${Size}`, options: { Colour, Size }, stock, price: money(amount) },
    ...(Size === 'M' && { tiers: [{ minQuantity: 3, price: money(amount - 500) }] }),
  });
  const product = {
    ...{
      slug,
      title,
      vendor: maker,
      status: 'active',
      descriptionHtml: 'Warm </script><script>alert(1)</script><b>and</b> plain.',
    },
    options: [
      { name: 'Colour', values: ['Oat', 'Moss'] },
      { name: 'Size', values: ['S', 'M', 'L'] },
    ],
    variants: [
      ...[variant('Oat', 'S', 20, 4000), variant('Oat', 'M', 3, 4500)],
      ...[variant('Moss', 'M', 0, 4500), variant('Moss', 'L', 9, 5000)],
    ],
  };
  const answer = await shop.request.post('/api/v1/admin/imports/products', {
    data: { products: [product] },
    headers: await shop.staff(),
  });
  expect(await answer.text()).toContain('"outcome":"created"');
  return { slug, title, maker };
}

const cartLink = (page: Page, count: number) =>
  page.getByRole('banner').getByRole('link', { name: count === 1 ? 'Cart, 1 item' : `Cart, ${count} items` });

async function openFilters(page: Page, isMobile: boolean): Promise<void> {
  if (isMobile) await page.getByRole('button', { name: /^Filters/ }).click();
}

test('from a search over filters and options into the cart', async ({ page, shop, isMobile }) => {
  const { title, maker } = await aShirt(shop);
  await page.goto('/');
  await awake(page);
  const box = page.getByRole('combobox', { name: 'Search for products' });
  await box.fill(title);
  await box.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Results for “${title}”`);

  await openFilters(page, isMobile);
  await page.getByRole('checkbox', { name: maker }).click();
  await expect(page).toHaveURL(/vendor=Weaver/);
  if (isMobile)
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Show results/ })
      .click();
  await expect(page.getByRole('link', { name: `Remove filter ${maker}` })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: `Remove filter ${maker}` })).toBeVisible();

  await page.getByRole('main').getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await page.getByRole('radio', { name: 'Moss' }).click();
  await expect(page.getByRole('radio', { name: /^S/ })).toBeDisabled();
  await expect(page.getByText('Sold out').first()).toBeVisible();
  await page.getByRole('radio', { name: 'L', exact: true }).click();
  await expect(page).toHaveURL(/option\.Colour=Moss.*option\.Size=L/);
  await page.getByRole('button', { name: 'One more' }).click();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByRole('dialog')).toContainText(title);
  await page.keyboard.press('Escape');
  await expect(cartLink(page, 2)).toBeVisible();
});

test('a choice of options is a URL: low stock, tiers, sold out', async ({ page, shop }) => {
  const { slug } = await aShirt(shop);
  await page.goto(`/products/${slug}?option.Colour=Oat&option.Size=M`);
  await expect(page.getByRole('radio', { name: 'M', exact: true })).toBeChecked();
  await expect(page.getByText('3 left')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Buy more, pay less' })).toContainText('£40.00 each');
  await page.goto(`/products/${slug}?variant=${slug}-Moss-M`);
  await expect(page.getByRole('radio', { name: 'Moss' })).toBeChecked();
  await expect(page.getByRole('button', { name: 'Sold out' })).toBeDisabled();
});

test('without scripts: filters, options and the cart', async ({ anotherPage, shop }) => {
  const { slug, title, maker } = await aShirt(shop);
  const page = await anotherPage({ javaScriptEnabled: false });
  await page.goto(`/search?q=${encodeURIComponent(title)}`);
  await page.getByRole('checkbox', { name: maker }).check();
  await page.getByRole('form', { name: 'Filters' }).getByRole('button', { name: 'Show results' }).click();
  await expect(page).toHaveURL(/vendor=Weaver/);
  await expect(page.getByRole('link', { name: `Remove filter ${maker}` })).toBeVisible();

  await page.goto(`/products/${slug}`);
  await page.getByRole('radio', { name: 'Moss' }).check();
  await page.getByRole('button', { name: 'Show this choice' }).click();
  await expect(page).toHaveURL(/option\.Colour=Moss/);
  await page.getByRole('radio', { name: 'L', exact: true }).check();
  await page.getByRole('button', { name: 'Show this choice' }).click();
  await page.getByLabel('Quantity').fill('2');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page).toHaveURL(/\/cart$/);
  await expect(page.getByRole('main')).toContainText(title);
});

test('suggestions by keyboard', async ({ page }) => {
  await page.goto('/');
  await awake(page);
  const box = page.getByRole('combobox', { name: 'Search for products' });
  await box.fill('lam');
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  await expect(list).toBeVisible();
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  await box.press('ArrowDown');
  const first = list.getByRole('option').first();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await expect(box).toHaveAttribute('aria-activedescendant', (await first.getAttribute('id')) ?? '');
  await box.press('ArrowUp');
  await expect(first).toHaveAttribute('aria-selected', 'false');
  await box.press('Escape');
  await expect(list).toBeHidden();
  await expect(box).toHaveValue('lam');
  await box.press('ArrowUp');
  await expect(list.getByRole('option').last()).toHaveAttribute('aria-selected', 'true');
  await box.press('Enter');
  await expect(page).toHaveURL(/\/products\//);
});

test('a typing mistake finds similar products, nonsense shows suggestions', async ({ page }) => {
  await page.goto('/search?q=linnen');
  await expect(page.getByText('Nothing matches “linnen” exactly as typed')).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: /linen/i }).first()).toBeVisible();
  await page.goto('/search?q=xqzwvx');
  await expect(page.getByRole('heading', { name: 'Nothing found for “xqzwvx”' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Kitchen' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Kitchen' })).toBeVisible();
});

test('lists load more by links and restore their position on return', async ({ page, isMobile }) => {
  await page.goto('/search?sort=title');
  const items = page.getByRole('main').getByRole('article');
  await expect(items).toHaveCount(24);
  await page.getByRole('link', { name: 'Show more' }).click();
  await expect(items).toHaveCount(48);
  await expect(page).toHaveURL(/show=48/);
  await page.goto('/search?sort=price&minPrice=9&maxPrice=3');
  await awake(page);
  await openFilters(page, isMobile);
  await expect(page.getByRole('alert').filter({ hasText: 'Please enter prices like 12' })).toBeVisible();
});

test('machines read products, breadcrumbs and every address', { tag: '@once' }, async ({ shop }) => {
  const { slug, title } = await aShirt(shop);
  const html = await (await shop.request.get(`/products/${slug}`)).text();
  const [product, crumbs] = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)].map(
    ([, text]) => JSON.parse(text ?? '') as Record<string, unknown>,
  );
  expect(product).toMatchObject({ '@type': 'Product', name: title });
  expect((product?.['offers'] as unknown[] | undefined)?.length).toBe(4);
  expect(crumbs).toMatchObject({ '@type': 'BreadcrumbList' });
  expect(html).toContain(
    `<link rel="canonical" href="${new URL(`/products/${slug}`, publicUrl(html)).href}"/>`,
  );
  const sitemap = await (await shop.request.get('/sitemap.xml')).text();
  const listed = new Set(
    [...sitemap.matchAll(/<loc>[^<]*\/products\/([^<]*)<\/loc>/g)].map(([, one]) => one),
  );
  expect(listed).toContain(slug);
  for (const one of await allSlugs(shop.request)) expect(listed).toContain(one);
  expect(await (await shop.request.get('/robots.txt')).text()).toMatch(/Sitemap: http.*\/sitemap\.xml/);
});

const publicUrl = (html: string): string => /property="og:url" content="([^"]*)"/.exec(html)?.[1] ?? '';

/** The products there were when asking began. */
async function allSlugs(request: APIRequestContext): Promise<string[]> {
  const slugs: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await (await request.get(`/api/v1/products?limit=100&sort=title${query}`)).json()) as {
      items: { slug: string }[];
      nextCursor: string | null;
    };
    slugs.push(...page.items.map((one) => one.slug).filter((one) => !/-[0-9a-f]{8}|^e2e-/.test(one)));
    cursor = page.nextCursor;
  }
  return slugs;
}

test('lists and products are accessible', async ({ page, shop, isMobile }) => {
  const { slug } = await aShirt(shop);
  for (const path of [
    '/',
    '/categories/clothing?option.Colour=Ink',
    '/search?q=xqzwvx',
    `/products/${slug}`,
  ]) {
    await page.goto(path);
    await awake(page);
    await expectAccessible(page);
  }
  await page.goto('/search');
  await awake(page);
  await openFilters(page, isMobile);
  await page.getByRole('combobox', { name: 'Search for products', includeHidden: true }).waitFor();
  await expectAccessible(page);
});

for (const { currency, text } of [
  { currency: 'HUF', text: 'HUF 1,290.00' },
  { currency: 'RSD', text: 'RSD 1,290.00' },
  { currency: 'JPY', text: 'JP¥129,000' },
])
  test(`a price in ${currency} is the same from the server and from the browser @once`, async ({
    page,
    shop,
    anotherPage,
  }) => {
    const { slug } = await shop.aVariant({ amount: 129_000, currency });
    const withoutScripts = await anotherPage({ javaScriptEnabled: false });
    await withoutScripts.goto(`/products/${slug}`);
    await expect(withoutScripts.getByRole('main').getByText(text).first()).toBeVisible();
    await page.goto(`/products/${slug}`);
    await awake(page);
    await expect(page.getByRole('main').getByText(text).first()).toBeVisible();
  });

test('an unlisted product is shown and sold to those who know its address, and named nowhere', async ({
  page,
  shop,
}) => {
  const mark = `unlisted-${randomUUID().slice(0, 8)}`;
  const variant = { sku: mark, options: {}, stock: 5, price: money(900) };
  const product = { slug: mark, title: `Mug ${mark}`, status: 'unlisted', variants: [variant] };
  const answer = await shop.request.post('/api/v1/admin/imports/products', {
    data: { products: [product] },
    headers: await shop.staff(),
  });
  expect(await answer.text()).toContain('"outcome":"created"');
  await page.goto(`/products/${mark}`);
  await awake(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Mug ${mark}`);
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute('content', /noindex/);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('is in your cart');
  expect(await (await shop.request.get(`/api/v1/products?q=${mark}`)).text()).toContain('"items":[]');
  expect(await (await shop.request.get('/sitemap.xml')).text()).not.toContain(mark);
});
