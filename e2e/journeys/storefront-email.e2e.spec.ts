import { randomUUID } from 'node:crypto';
import { linkIn, mailTo } from '../fixtures/mail.ts';
import { expect, signIn, test } from '../fixtures/storefront.ts';

const aMail = () => `${randomUUID()}@example.com`;

test(
  'another e-mail address needs the password, and holds once it is confirmed',
  { tag: '@once' },
  async ({ page, shop, complaints }) => {
    complaints.allowStatus(400, 403);
    const [user, email] = [await shop.aUser(), aMail()];
    await signIn(page, user, '/account/profile');
    const change = page.getByRole('button', { name: 'Change e-mail address' });
    await page.getByLabel('New e-mail').fill(email);
    await change.click();
    await expect(page.getByLabel('Current password')).toHaveAccessibleDescription('Please fill this in.');
    await page.getByLabel('Current password').fill('not this one');
    await change.click();
    await expect(page.getByLabel('Current password')).toHaveAccessibleDescription(
      /not your current password/,
    );
    await expect(page.getByLabel('New e-mail')).toHaveValue(email);
    await page.getByLabel('Current password').fill(user.password);
    await change.click();
    await expect(page.getByRole('main').getByRole('status')).toContainText(
      `We have sent a link to ${email}.`,
    );
    await expect(page.getByText(`${email} waits to be confirmed`)).toBeVisible();
    await expect(page.getByText(user.email, { exact: true })).toBeVisible();
    await mailTo(user.email, 'Your e-mail address is about to change');

    const link = linkIn(await mailTo(email, 'Confirm your new e-mail address'), '/confirm-email-change');
    await page.goto(link.pathname + link.search);
    await page.getByRole('button', { name: 'Confirm new address' }).click();
    await expect(page.getByRole('main').getByRole('status')).toHaveText(
      `${email} is the address of your account now.`,
    );
    await page.goto('/account/profile');
    await expect(page.getByText(email, { exact: true })).toBeVisible();
    await mailTo(user.email, 'Your e-mail address has changed');
  },
);

test(
  'a change of the e-mail address is stopped by the old one, or given up',
  { tag: '@once' },
  async ({ page, shop }) => {
    const user = await shop.aUser();
    await signIn(page, user, '/account/profile');
    const ask = async () => {
      await page.getByLabel('New e-mail').fill(aMail());
      await page.getByLabel('Current password').fill(user.password);
      await page.getByRole('button', { name: 'Change e-mail address' }).click();
      await expect(page.getByText(/waits to be confirmed/)).toBeVisible();
    };
    await ask();
    await page.getByRole('button', { name: 'Keep the present address' }).click();
    await expect(page.getByRole('main').getByRole('status')).toHaveText('Your address stays as it is.');
    await expect(page.getByText(/waits to be confirmed/)).toHaveCount(0);
    await ask();
    const mail = await mailTo(user.email, 'Your e-mail address is about to change', { nth: 2 });
    const link = linkIn(mail, '/stop-email-change');
    await page.goto(link.pathname + link.search);
    await page.getByRole('button', { name: 'Stop the change' }).click();
    await expect(page.getByRole('heading', { name: 'The change is stopped' })).toBeVisible();
    await page.goto('/account/profile');
    await expect(page.getByText(/waits to be confirmed/)).toHaveCount(0);
  },
);
