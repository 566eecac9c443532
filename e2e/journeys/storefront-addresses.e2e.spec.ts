import { body, problem, type Shop } from '../fixtures/shop.ts';
import { awake, expect, test } from '../fixtures/storefront.ts';

const renamed = async (shop: Shop, kind: 'products' | 'categories', id: string, slug: string, more = {}) =>
  shop.request.put(`/api/v1/admin/${kind}/${id}/slug`, {
    data: { slug, ...more },
    headers: await shop.staff(),
  });

/** Where a page leads without being followed. */
async function leads(shop: Shop, path: string): Promise<[number, string | undefined]> {
  const answer = await shop.request.get(path, { maxRedirects: 0 });
  return [answer.status(), answer.headers()['location']];
}

test('a renamed product is found at all its former slugs', { tag: '@once' }, async ({ page, shop }) => {
  const title = `Moved ${Date.now()}`;
  const { slug, productId } = await shop.aVariant({ title });
  for (const to of [`${slug}-b`, `${slug}-c`])
    await body(await renamed(shop, 'products', productId, to), 200);

  // What everybody sees is kept for less than a second.
  for (const old of [slug, `${slug}-b`])
    await expect
      .poll(() => leads(shop, `/products/${old}?option.Size=M&from=mail`))
      .toEqual([301, `/products/${slug}-c?option.Size=M&from=mail`]);
  const { slug: present } = await body<{ slug: string }>(
    await shop.request.get(`/api/v1/products/${slug}`),
    200,
  );
  expect(present).toBe(`${slug}-c`);

  await page.goto(`/products/${slug}`);
  await expect(page).toHaveURL(`/products/${slug}-c`);
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();

  // Back where it began.
  await body(await renamed(shop, 'products', productId, slug), 200);
  await expect.poll(() => leads(shop, `/products/${slug}`)).toEqual([200, undefined]);
  await page.goto(`/products/${slug}`);
  await expect(page).toHaveURL(`/products/${slug}`);
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect.poll(() => leads(shop, `/products/${slug}-c`)).toEqual([301, `/products/${slug}`]);
  expect((await leads(shop, `/products/${slug}-never`))[0]).toBe(404);
});

test('a former slug of a category redirects to the current one', { tag: '@once' }, async ({ shop }) => {
  const { id, slug } = await shop.aCategory();
  await body(await renamed(shop, 'categories', id, `${slug}-b`), 200);
  await body(await renamed(shop, 'categories', id, `${slug}-c`), 200);
  for (const old of [slug, `${slug}-b`])
    await expect
      .poll(() => leads(shop, `/categories/${old}?sort=price`))
      .toEqual([301, `/categories/${slug}-c?sort=price`]);
  expect((await leads(shop, `/categories/${slug}-c`))[0]).toBe(200);
  await body(await renamed(shop, 'categories', id, slug), 200);
  await expect.poll(() => leads(shop, `/categories/${slug}-c`)).toEqual([301, `/categories/${slug}`]);
});

test('a former slug is not given to another product by accident', { tag: '@once' }, async ({ shop }) => {
  const [one, other] = [await shop.aVariant(), await shop.aVariant()];
  await body(await renamed(shop, 'products', one.productId, `${one.slug}-b`), 200);
  const refused = await problem(await renamed(shop, 'products', other.productId, one.slug), 409);
  expect(refused).toMatchObject({ code: 'slug.moved', movedTo: `${one.slug}-b` });
  await body(await renamed(shop, 'products', other.productId, one.slug, { takeOver: true }), 200);
  expect((await leads(shop, `/products/${one.slug}`))[0]).toBe(200);
  await expect.poll(() => leads(shop, `/products/${other.slug}`)).toEqual([301, `/products/${one.slug}`]);
});

test('links to a former slug in an open page work', { tag: '@once' }, async ({ page, shop }) => {
  const title = `Away ${Date.now()}`;
  const { slug, productId } = await shop.aVariant({ title });
  await page.goto(`/search?q=${encodeURIComponent(title)}`);
  await awake(page);
  await body(await renamed(shop, 'products', productId, `${slug}-b`), 200);
  await expect.poll(() => leads(shop, `/products/${slug}`)).toEqual([301, `/products/${slug}-b`]);
  await page.getByRole('main').getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(page).toHaveURL(`/products/${slug}-b`);
});
