import { randomUUID } from 'node:crypto';
import { linkIn, mailTo } from '../fixtures/mail.ts';
import { bearer, body, type Cart, key, type Order } from '../fixtures/shop.ts';
import { addToCart, expect, expectAccessible, signIn, test } from '../fixtures/storefront.ts';

const PASSWORD = 'correct horse battery';
const aMail = () => `${randomUUID()}@example.com`;

test('an account is created, signed out and signed in again', async ({ page, complaints }) => {
  complaints.allowStatus(400, 401, 409);
  const email = aMail();
  await page.goto('/register');
  await expect(page.getByText('At least 8 characters')).toBeVisible();
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  const password = page.getByLabel('Password');
  await expect(password).toBeFocused();
  await expect(password).toHaveAccessibleDescription(/Please use 8 to 200 characters/);
  await expect(page.getByLabel('E-mail')).toHaveValue(email);
  await expectAccessible(page);
  await password.fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Hello, Ada Lovelace' })).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await page.goto('/account/security');
  await expect(page).toHaveURL(/\/sign-in\?to=%2Faccount%2Fsecurity$/);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('a wrong one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('E-mail or password is wrong.');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Security' })).toBeVisible();
});

test(
  'an e-mail address with an account is reported beside the field',
  { tag: '@once' },
  async ({ page, shop, complaints }) => {
    complaints.allowStatus(409);
    const { email } = await shop.aUser();
    await page.goto('/register');
    await page.getByLabel('Name').fill('Eve');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription(/There is an account/);
    await expect(page.getByLabel('E-mail')).toBeFocused();
  },
);

test(
  'after too many wrong passwords the page says how long to wait',
  { tag: '@once' },
  async ({ page, shop, complaints }) => {
    complaints.allowStatus(401, 429);
    const { email } = await shop.aUser();
    for (let tries = 0; tries < 6; tries++)
      await shop.request.post('/api/v1/auth/login', { data: { email, password: 'a wrong one' } });
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('main').getByRole('alert')).toHaveText(
      /Too many attempts\. Please wait \d+ seconds/,
    );
    await expect(page.getByLabel('E-mail')).toHaveValue(email);
  },
);

test('a guest’s cart is merged when they sign in', { tag: '@once' }, async ({ page, shop }) => {
  const { slug } = await shop.aVariant();
  const other = await shop.aVariant();
  const user = await shop.aUser();
  const headers = bearer(user.accessToken);
  const own = await body<Cart>(await shop.request.post('/api/v1/carts', { data: {}, headers }), 201);
  await body(
    await shop.request.post(`/api/v1/carts/${own.id}/lines`, {
      ...{ data: { variantId: other.id, quantity: 2 }, headers },
    }),
    200,
  );
  await page.goto(`/products/${slug}`);
  await addToCart(page);
  await signIn(page, user, '/cart');
  await expect(page.getByRole('link', { name: 'Cart, 3 items' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(slug);
  await expect(page.getByRole('main')).toContainText(other.slug);
});

test('a device is signed out from another one', async ({ page, anotherPage, shop }) => {
  const user = await shop.aUser();
  const lost = await anotherPage({ userAgent: 'Mozilla/5.0 (iPhone; like Mac OS X) Version/19 Safari/604' });
  await signIn(lost, user, '/account');
  await signIn(page, user, '/account/security');
  await expect(page.getByText(/^This device/)).toHaveCount(1);
  await page.getByRole('button', { name: 'Sign out Safari on iPhone' }).click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText('That device is signed out.');
  await expect(page.getByText('Safari on iPhone')).toHaveCount(0);
  await lost.getByRole('link', { name: 'Security' }).click();
  await expect(lost.getByText('You have been signed out. Please sign in again.')).toBeVisible();
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible();
});

test(
  'signing out everywhere ends this session too',
  { tag: '@once' },
  async ({ page, anotherPage, shop }) => {
    const user = await shop.aUser();
    const other = await anotherPage();
    await signIn(other, user, '/account');
    await signIn(page, user, '/account/security');
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await other.reload();
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  },
);

test('a password is changed', { tag: '@once' }, async ({ page, shop, complaints }) => {
  complaints.allowStatus(400, 403);
  const user = await shop.aUser();
  await signIn(page, user, '/account/security');
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill('another good password');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByLabel('Current password')).toHaveAccessibleDescription(/not your current password/);
  await page.getByLabel('Current password').fill(user.password);
  await page.getByLabel('New password').fill('another good password');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText('Your password is changed.');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await signIn(page, { ...user, password: 'another good password' }, '/account');
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible();
});

test('a profile is changed', { tag: '@once' }, async ({ page, shop }) => {
  await signIn(page, await shop.aUser(), '/account/profile');
  await page.getByLabel('Name').fill('Ada King');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText('Saved.');
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('heading', { name: 'Hello, Ada King' })).toBeVisible();
});

test('an address book is kept', async ({ page, shop, complaints }) => {
  complaints.allowStatus(400);
  await signIn(page, await shop.aUser(), '/account/addresses');
  await page.getByRole('link', { name: 'Add an address' }).click();
  await page.getByRole('combobox', { name: 'Country' }).selectOption('DE');
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('Town or city').fill('Berlin');
  await page.getByLabel('Postal code').fill('SW1Y');
  await page.getByRole('button', { name: 'Save address' }).click();
  const street = page.getByLabel('Street and number');
  await expect(street).toBeFocused();
  await expect(street).toHaveAccessibleDescription('Please fill this in.');
  await street.fill('Unter den Linden 1');
  await page.getByLabel('Postal code').fill('10117');
  await page.getByRole('button', { name: 'Save address' }).click();
  const first = page.getByRole('listitem').filter({ hasText: 'Unter den Linden 1' });
  await expect(first).toContainText('Germany');
  await expect(first).toContainText('Default address');

  await page.getByRole('link', { name: 'Add an address' }).click();
  await page.getByLabel('Name').fill('Charles Babbage');
  await page.getByLabel('Street and number').fill('1 Dorset Street');
  await page.getByLabel('Town or city').fill('London');
  await page.getByLabel('Postcode').fill('w1u4eg');
  await page.getByRole('button', { name: 'Save address' }).click();
  const second = page.getByRole('listitem').filter({ hasText: 'Charles Babbage' });
  await expect(second).toContainText('W1U 4EG');
  await page.getByRole('button', { name: 'Make default: Charles Babbage, 1 Dorset Street' }).click();
  await expect(second).toContainText('Default address');
  await expect(first).not.toContainText('Default address');

  await page.getByRole('link', { name: 'Change Charles Babbage, 1 Dorset Street' }).click();
  await page.getByLabel('Name').fill('C. Babbage');
  await page.getByRole('button', { name: 'Save address' }).click();
  await page.getByRole('button', { name: 'Remove Ada Lovelace, Unter den Linden 1' }).click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText('The address was removed.');
  await expect(page.getByRole('listitem').filter({ hasText: 'C. Babbage' })).toBeVisible();
  await expect(first).toHaveCount(0);
});

test('a country that is chosen before the scripts run changes the fields', async ({ page, shop }) => {
  await signIn(page, await shop.aUser(), '/account/addresses');
  const isChosen = Promise.withResolvers<void>();
  await page.route(/\.js$/, async (route) => {
    await isChosen.promise;
    await route.continue();
  });
  await page.goto('/account/addresses/new', { waitUntil: 'commit' });
  await page.getByRole('combobox', { name: 'Country' }).selectOption('DE');
  await expect(page.getByLabel('Postcode')).toBeVisible();
  isChosen.resolve();
  await expect(page.getByLabel('Postal code')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Country' })).toHaveValue('DE');
});

test('a forgotten password is replaced by mail', { tag: '@once' }, async ({ page, shop, complaints }) => {
  complaints.allowStatus(400, 409);
  const user = await shop.aUser();
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await expect(page.getByRole('heading', { name: 'Forgotten your password?' })).toBeVisible();
  await page.getByLabel('E-mail').fill(user.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText(user.email);

  const link = linkIn(await mailTo(user.email, /password/i), '/reset-password');
  await page.goto(link.pathname + link.search);
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set new password' }).click();
  await expect(page.getByLabel('New password')).toHaveAccessibleDescription(/8 to 200 characters/);
  await page.getByLabel('New password').fill('a brand new password');
  await page.getByRole('button', { name: 'Set new password' }).click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText(
    'Your new password is set. Sign in with it.',
  );
  await page.getByLabel('E-mail').fill(user.email);
  await page.getByLabel('Password').fill('a brand new password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible();

  await page.goto(link.pathname + link.search);
  await page.getByLabel('New password').fill('yet another password');
  await page.getByRole('button', { name: 'Set new password' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toHaveText(/This link was used before/);
  await expect(page.getByRole('link', { name: 'Request a new link' })).toBeVisible();
});

test(
  'an address is confirmed by mail, by a press and not by the visit',
  { tag: '@once' },
  async ({ page, shop }) => {
    const user = await shop.aUser();
    await signIn(page, user, '/account/profile');
    await page.getByRole('button', { name: 'Send the e-mail again' }).click();
    await expect(page.getByRole('main').getByRole('status')).toHaveText('The e-mail is on its way.');
    const link = linkIn(await mailTo(user.email, 'Confirm your e-mail address', { nth: 2 }), '/verify-email');
    await page.goto(link.pathname + link.search);
    await page.goto('/account');
    await expect(page.getByText('This address is not confirmed yet.')).toBeVisible();
    await page.goto(link.pathname + link.search);
    await page.getByRole('button', { name: 'Confirm address' }).click();
    await expect(page.getByRole('main').getByRole('status')).toHaveText(`${user.email} is confirmed.`);
    await page.goto('/account/profile');
    await expect(page.getByText('This address is confirmed.')).toBeVisible();
  },
);

test('orders are listed, the newest first, and lead to each', { tag: '@once' }, async ({ page, shop }) => {
  const user = await shop.aUser();
  const { id: variantId } = await shop.aVariant({ stock: 20 });
  const numbers: string[] = [];
  for (let bought = 0; bought < 11; bought++) {
    const headers = { ...key(), ...bearer(user.accessToken) };
    const order = await body<Order>(await shop.buyLines([{ variantId, quantity: 1 }], { headers }), 201);
    numbers.unshift(order.number);
  }
  await signIn(page, user, '/account/orders');
  await expect(page.getByRole('link', { name: /^Order / })).toHaveCount(10);
  await expect(page.getByRole('link', { name: /^Order / }).first()).toHaveText(`Order ${numbers[0]}`);
  await page.getByRole('link', { name: 'Older orders' }).click();
  await page.getByRole('link', { name: `Order ${numbers.at(-1)}` }).click();
  await expect(page).toHaveURL(/\/orders\//);
  await expect(page.getByRole('main')).toContainText(numbers.at(-1) ?? '');
});

test.describe('without scripts', { tag: '@once' }, () => {
  test.use({ javaScriptEnabled: false });

  test('an account is created, its sessions are listed, and it is signed out', async ({
    page,
    complaints,
  }) => {
    complaints.allowStatus(400);
    await page.goto('/register?to=%2Faccount%2Fsecurity');
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription('Please fill this in.');
    await expect(page.getByLabel('E-mail')).toBeFocused();
    await expect(page.getByLabel('Name')).toHaveValue('Ada');
    await page.getByLabel('E-mail').fill(aMail());
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByRole('heading', { name: 'Security' })).toBeVisible();
    await expect(page.getByText(/^This device/)).toBeVisible();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  });
});

test.describe('in German', { tag: '@once' }, () => {
  test.use({ locale: 'de-DE' });

  test('an account is created and signed in', async ({ page, complaints }) => {
    complaints.allowStatus(400);
    await page.goto('/register');
    await page.getByRole('button', { name: 'Konto anlegen' }).click();
    await expect(page.getByLabel('Name')).toHaveAccessibleDescription('Bitte ausfüllen.');
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-Mail').fill(aMail());
    await page.getByLabel('Passwort').fill(PASSWORD);
    await page.getByRole('button', { name: 'Konto anlegen' }).click();
    await expect(page.getByRole('heading', { name: 'Guten Tag, Ada Lovelace' })).toBeVisible();
    await page.getByRole('link', { name: 'Sicherheit' }).click();
    await expect(page.getByText('Dieses Gerät')).toBeVisible();
    await expectAccessible(page);
  });
});
