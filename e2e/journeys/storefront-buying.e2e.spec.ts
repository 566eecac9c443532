import { add, addAndCheckOut, bought, buyOne, payBy, placeButton, sayWhere } from '../fixtures/shopper.ts';
import { address, bearer, body } from '../fixtures/shop.ts';
import { awake, expect, expectAccessible, signIn, test } from '../fixtures/storefront.ts';

test('a guest buys, from the product page to the confirmation', async ({ page, shop }) => {
  test.slow();
  const { slug } = await shop.aVariant({ amount: 1_000 });
  const drawer = await add(page, slug);
  await expect(drawer.getByRole('status')).toContainText('is in your cart');
  await expectAccessible(page);
  await drawer.getByRole('link', { name: 'View cart' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your cart' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Cart, 1 item' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Go to checkout' }).click();
  await sayWhere(page);
  await page.getByRole('radio', { name: /Express delivery/ }).check();
  await expect(page.getByRole('button', { name: 'Place order · £17.95' })).toBeVisible();
  await expectAccessible(page);
  await placeButton(page).click();
  await bought(page);
  await expect(page.getByText('A confirmation goes to guest@example.com.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Progress' })).toContainText('Paid, done');
  await expectAccessible(page);
  await page.goto('/cart');
  await expect(page.getByText('Your cart is empty.')).toBeVisible();
});

test('a user signs in from the checkout, comes back to it and sends to a saved address', async ({
  page,
  shop,
}) => {
  const user = await shop.aUser();
  const headers = bearer(user.accessToken);
  const saved = { address, isDefault: true };
  await body(await shop.request.post('/api/v1/me/addresses', { data: saved, headers }), 201);
  const { slug } = await shop.aVariant({ amount: 1_000 });
  await addAndCheckOut(page, slug);
  await expect(page.getByRole('link', { name: 'Sign in' })).toHaveAttribute(
    'href',
    '/sign-in?to=%2Fcheckout',
  );
  await signIn(page, user, '/checkout');
  await expect(page.getByText(`Signed in as ${user.email}`)).toBeVisible();
  await expect(page.getByRole('radio', { name: /^Ada Lovelace/ })).toBeChecked();
  await page.getByRole('button', { name: 'Place order · £13.95' }).click();
  await bought(page);
  await expect(page.getByText(`A confirmation goes to ${user.email}.`)).toBeVisible();
});

test('every field says what is wrong with it, and keeps what was typed', async ({
  page,
  shop,
  complaints,
}) => {
  complaints.allowStatus(422);
  const { slug } = await shop.aVariant();
  await addAndCheckOut(page, slug);
  await page.getByLabel('E-mail').fill('ada');
  await page.getByRole('combobox', { name: 'Country' }).selectOption('United States');
  await page.getByRole('textbox', { name: 'ZIP code' }).fill('SW1Y');
  await page.getByRole('button', { name: 'Continue to delivery' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('Please check 6 fields below.');
  await expect(page.getByLabel('E-mail')).toBeFocused();
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription(/Please give an e-mail address/);
  await expect(page.getByRole('combobox', { name: 'State' })).toHaveAccessibleDescription(
    'Please choose one.',
  );
  await expect(page.getByRole('textbox', { name: 'ZIP code' })).toHaveAccessibleDescription(
    /One looks like 95014/,
  );
  await expect(page.getByRole('textbox', { name: 'ZIP code' })).toHaveValue('SW1Y');
  await expectAccessible(page);
});

test('the sum follows the country and the way of sending', async ({ page, shop }) => {
  const { slug } = await shop.aVariant({ amount: 1_000 });
  await addAndCheckOut(page, slug);
  await sayWhere(page);
  await expect(page.getByRole('button', { name: 'Place order · £13.95' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Country' }).selectOption('Germany');
  await page.getByRole('textbox', { name: 'Postal code' }).fill('10115');
  await page.getByRole('group', { name: 'Delivery address' }).getByLabel('Full name').focus();
  await expect(page.getByRole('button', { name: 'Place order · £19.95' })).toBeVisible();
  await page.getByRole('radio', { name: /Express delivery/ }).check();
  await expect(page.getByRole('button', { name: 'Place order · £29.95' })).toBeVisible();
});

test('every country can be chosen, with the fields of its addresses @once', async ({ page, shop }) => {
  const { slug } = await shop.aVariant({ amount: 1_000 });
  await addAndCheckOut(page, slug);
  const country = page.getByRole('combobox', { name: 'Country' });
  for (const name of ['Bulgaria', 'Greece', 'Hungary', 'Jersey', 'Puerto Rico', 'Hong Kong SAR China'])
    await expect(country.getByRole('option', { name, exact: true })).toHaveCount(1);
  await country.selectOption('HK');
  const region = page.getByRole('combobox', { name: 'Region' });
  await region.selectOption('Kowloon');
  await expect(page.getByRole('textbox', { name: /^Post/ })).toHaveCount(0);
  await page.getByLabel('E-mail').fill('guest@example.com');
  await page.getByRole('textbox', { name: 'Full name' }).fill('Ada Lovelace');
  await page.getByRole('textbox', { name: 'Street and number' }).fill('1 Nathan Road');
  await page.getByRole('button', { name: 'Continue to delivery' }).click();
  await expect(page.getByRole('button', { name: 'Place order · £24.95' })).toBeVisible();
});

test('a declined card is reported, the form keeps its values, and another card works', async ({
  page,
  shop,
}) => {
  const { slug } = await shop.aVariant({ stock: 1 });
  await addAndCheckOut(page, slug);
  await sayWhere(page);
  await payBy(page, 'Test card that is declined');
  await placeButton(page).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Your bank declined the card.');
  await expect(page.getByLabel('E-mail')).toHaveValue('guest@example.com');
  await expect(page.getByRole('group', { name: 'Delivery address' }).getByLabel('Full name')).toHaveValue(
    'Ada Lovelace',
  );
  await payBy(page, 'Test card that is accepted');
  await placeButton(page).click();
  await bought(page);
  expect(await shop.stockOf(slug)).toBe(0);
});

test('a payer confirms at the bank and is led back to the order', async ({ page, shop, complaints }) => {
  complaints.allowStatus(422);
  const { slug } = await shop.aVariant();
  await addAndCheckOut(page, slug);
  await sayWhere(page);
  await payBy(page, 'Test card that the bank wants confirmed');
  await placeButton(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Please confirm the payment' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'I have confirmed' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(
    'Your bank has not received your confirmation yet.',
  );
  await page.getByRole('link', { name: 'Confirm at your bank' }).click();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await bought(page);
  expect(new URL(page.url()).search).toBe('');
});

test('a payer who refuses at the bank pays nothing and can try again', async ({ page, shop }) => {
  const { slug } = await shop.aVariant();
  await addAndCheckOut(page, slug);
  await sayWhere(page);
  await payBy(page, 'Test card that the bank wants confirmed');
  await placeButton(page).click();
  await page.getByRole('link', { name: 'Confirm at your bank' }).click();
  await page.getByRole('button', { name: 'Refuse' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'This order was not completed' })).toBeVisible();
  await page.getByRole('link', { name: 'Back to checkout' }).click();
  await expect(page.getByRole('group', { name: 'Delivery address' }).getByLabel('Full name')).toHaveValue(
    'Ada Lovelace',
  );
  await payBy(page, 'Test card that is accepted');
  await placeButton(page).click();
  await bought(page);
});

test('what sold out during checkout is reported by line, and the rest can be bought', async ({
  page,
  shop,
  stranger,
}) => {
  const [mug, bowl] = [await shop.aVariant({ stock: 1 }), await shop.aVariant({ amount: 2_000 })];
  await add(page, mug.slug);
  await addAndCheckOut(page, bowl.slug);
  await sayWhere(page);
  await stranger.buyLines([{ variantId: mug.id, quantity: 1 }]);
  await placeButton(page).click();
  const alert = page.getByRole('alert').filter({ hasText: 'Some items are no longer available' });
  await expect(alert).toContainText(`Test mug ${mug.slug}: Sold out.`);
  await expectAccessible(page);
  await alert.getByRole('button', { name: 'Continue with what is available' }).click();
  await page.getByRole('button', { name: 'Place order · £23.95' }).click();
  await bought(page);
});

test('a price that changed during checkout is shown by line and accepted with one click', async ({
  page,
  shop,
}) => {
  const { slug, id } = await shop.aVariant({ amount: 1_000 });
  await addAndCheckOut(page, slug);
  await sayWhere(page);
  await shop.setPrice(id, 1_100);
  await page.getByRole('button', { name: 'Place order · £13.95' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'Prices have changed' });
  await expect(alert).toContainText(`Test mug ${slug}: The price was £10.00 and is now £11.00.`);
  await expect(alert).toContainText('The total was £13.95 and is now £14.95.');
  await page.getByRole('button', { name: 'Accept and place order · £14.95' }).click();
  await bought(page);
});

test('a double click buys once @once', async ({ page, shop }) => {
  const { slug } = await shop.aVariant({ stock: 5 });
  await addAndCheckOut(page, slug);
  await sayWhere(page);
  await placeButton(page).dblclick();
  await bought(page);
  expect(await shop.stockOf(slug)).toBe(4);
});

test('a reload during the purchase finds the order and buys once @once', async ({ page, shop }) => {
  const { slug } = await shop.aVariant({ stock: 5 });
  await addAndCheckOut(page, slug);
  await sayWhere(page);
  // Its answer writes down that the button was pressed; what follows is cut off.
  const pressed = page.waitForResponse(
    (answer) => answer.request().method() === 'POST' && answer.url().includes('/checkout'),
  );
  await placeButton(page).click();
  await pressed;
  await page.goto('/checkout');
  await bought(page);
  expect(await shop.stockOf(slug)).toBe(4);
});

test('going back from the confirmation does not lead to a second purchase @once', async ({ page, shop }) => {
  const { slug } = await buyOne(page, shop);
  await page.goBack();
  await bought(page);
  expect(await shop.stockOf(slug)).toBe(4);
});

test('two tabs that buy the same cart buy it once @once', async ({ page, context, shop }) => {
  const { slug } = await shop.aVariant({ stock: 5 });
  await addAndCheckOut(page, slug);
  await sayWhere(page);
  const other = await context.newPage();
  await other.goto('/checkout');
  await awake(other);
  await Promise.all([placeButton(page).click(), placeButton(other).click()]);
  await bought(page);
  await bought(other);
  expect(await shop.stockOf(slug)).toBe(4);
});
