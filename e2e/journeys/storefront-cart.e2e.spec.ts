import { add } from '../fixtures/shopper.ts';
import { awake, expect, expectAccessible, test } from '../fixtures/storefront.ts';

test('quantities change, lines go and come back', async ({ page, shop }) => {
  const { slug } = await shop.aVariant({ amount: 1_000, stock: 5 });
  await (await add(page, slug)).getByRole('link', { name: 'View cart' }).click();
  const quantity = page.getByRole('textbox', { name: /Quantity of/ });
  await page.getByRole('button', { name: /One more/ }).click();
  await expect(quantity).toHaveValue('2');
  await expect(page.getByRole('listitem').filter({ hasText: slug })).toContainText('£20.00');
  await quantity.fill('4');
  await quantity.press('Enter');
  await expect(page.getByRole('link', { name: 'Cart, 4 items' })).toBeVisible();
  await page.getByRole('button', { name: /^Remove/ }).click();
  await expect(page.getByText('Your cart is empty.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(quantity).toHaveValue('4');
});

test('what is wrong with a line is said beside it', async ({ page, shop, complaints }) => {
  complaints.allowStatus(422);
  const { slug, id } = await shop.aVariant({ amount: 1_000, stock: 3 });
  await (await add(page, slug)).getByRole('link', { name: 'View cart' }).click();
  const line = page.getByRole('listitem').filter({ hasText: slug });
  const quantity = line.getByRole('textbox', { name: /Quantity of/ });
  await quantity.fill('5');
  await quantity.press('Enter');
  await expect(line).toContainText('Only 3 left.');
  await expect(page.getByRole('link', { name: 'Go to checkout' })).toBeHidden();
  await expectAccessible(page);
  await quantity.fill('some');
  await quantity.press('Enter');
  await expect(line.getByRole('alert')).toContainText('Please give a whole number');
  await expect(quantity).toHaveValue('5');
  await quantity.fill('2');
  await quantity.press('Enter');
  await expect(page.getByRole('link', { name: 'Go to checkout' })).toBeVisible();
  await shop.setPrice(id, 900);
  await page.reload();
  await expect(line).toContainText('The price was £10.00 and is now £9.00.');
});

test('two tabs agree on what is in the cart', async ({ page, context, shop }) => {
  const { slug } = await shop.aVariant({ stock: 5 });
  await (await add(page, slug)).getByRole('link', { name: 'View cart' }).click();
  const other = await context.newPage();
  await other.goto('/cart');
  await awake(other);
  await page.getByRole('button', { name: /One more/ }).click();
  await expect(other.getByRole('textbox', { name: /Quantity of/ })).toHaveValue('2');
  await expect(other.getByRole('link', { name: 'Cart, 2 items' })).toBeVisible();
});

test('a change that the network loses is reverted and reported', async ({
  page,
  context,
  shop,
  complaints,
}) => {
  complaints.allow(/ERR_INTERNET_DISCONNECTED/);
  const { slug } = await shop.aVariant({ stock: 5 });
  await (await add(page, slug)).getByRole('link', { name: 'View cart' }).click();
  const quantity = page.getByRole('textbox', { name: /Quantity of/ });
  await expect(quantity).toHaveValue('1');
  await context.setOffline(true);
  await page.getByRole('button', { name: /One more/ }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('That could not be changed');
  await expect(quantity).toHaveValue('1');
  await context.setOffline(false);
  await page.getByRole('button', { name: /One more/ }).click();
  await expect(page.getByRole('link', { name: 'Cart, 2 items' })).toBeVisible();
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a guest changes the cart, mends the address and buys', async ({ page, shop, complaints }) => {
    complaints.allowStatus(422);
    const { slug } = await shop.aVariant({ amount: 1_000, stock: 5 });
    await page.goto(`/products/${slug}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Your cart' })).toBeVisible();
    await page.getByRole('button', { name: /One more/ }).click();
    await expect(page.getByRole('textbox', { name: /Quantity of/ })).toHaveValue('2');
    await page.getByRole('button', { name: /^Remove/ }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await page.getByLabel('E-mail').fill('guest@example.com');
    await page.getByRole('combobox', { name: 'Country' }).selectOption('Qatar');
    await page.getByRole('button', { name: 'Show the fields of this country' }).click();
    await expect(page.getByRole('textbox', { name: /^Post/ })).toHaveCount(0);
    await page.getByRole('combobox', { name: 'Country' }).selectOption('Germany');
    await page.getByRole('button', { name: 'Show the fields of this country' }).click();
    await page.getByRole('textbox', { name: 'Full name' }).fill('Ada Lovelace');
    await page.getByRole('textbox', { name: 'Street and number' }).fill('Torstraße 1');
    await page.getByRole('textbox', { name: 'Town or city' }).fill('Berlin');
    await page.getByRole('textbox', { name: 'Postal code' }).fill('1011');
    await page.getByRole('button', { name: 'Continue to delivery' }).click();
    await expect(page.getByRole('textbox', { name: 'Postal code' })).toHaveAccessibleDescription(
      /One looks like 26133/,
    );
    await expect(page.getByRole('textbox', { name: 'Full name' })).toHaveValue('Ada Lovelace');
    await page.getByRole('textbox', { name: 'Postal code' }).fill('10115');
    await page.getByRole('button', { name: 'Continue to delivery' }).click();
    await page.getByRole('radio', { name: 'Another address' }).check();
    await expect(page.getByRole('textbox', { name: 'Full name' })).toHaveCount(2);
    await page.getByRole('radio', { name: 'Same as the delivery address' }).check();
    await page.getByRole('button', { name: 'Place order · £29.95' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Thank you for your order' })).toBeVisible();
    expect(await shop.stockOf(slug)).toBe(3);
  });
});
