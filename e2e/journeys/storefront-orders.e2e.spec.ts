import { body, type Order } from '../fixtures/shop.ts';
import { buyOne, thanks } from '../fixtures/shopper.ts';
import { awake, expect, expectAccessible, test } from '../fixtures/storefront.ts';

test('an order is cancelled after a second yes', async ({ page, shop }) => {
  const { slug } = await buyOne(page, shop);
  await page.getByText('Cancel this order').click();
  await page.getByLabel('Why (optional)').fill('Bought the wrong one');
  await page.getByRole('button', { name: 'Yes, cancel the order' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'This order was cancelled' })).toBeVisible();
  await expect(page.getByText('£13.95 was paid back to you.')).toBeVisible();
  await expect(page.getByText('Cancel this order')).toBeHidden();
  await expectAccessible(page);
  await expect.poll(() => shop.stockOf(slug)).toBe(5);
});

test('the page follows the parcel by itself, and what has arrived can be sent back', async ({
  page,
  shop,
  complaints,
}) => {
  test.slow();
  complaints.allowStatus(422);
  const { orderId } = await buyOne(page, shop);
  await awake(page);
  const headers = await shop.staff();
  const admin = `/api/v1/admin/orders/${orderId}`;
  const read = async () => body<Order>(await shop.request.get(admin, { headers }), 200);
  await expect.poll(async () => (await read()).paymentState).toBe('captured');
  const lines = [{ lineId: (await read()).lines[0]!.id, quantity: 1 }];
  const made = await body<{ fulfilments: { id: string }[] }>(
    await shop.request.post(`${admin}/fulfilments`, { data: { lines }, headers }),
    201,
  );
  const move = async (data: object) =>
    body(await shop.request.patch(`${admin}/fulfilments/${made.fulfilments[0]!.id}`, { data, headers }), 200);
  await move({ state: 'packed' });
  await move({ state: 'shipped', tracking: 'RM 123' });
  await expect(page.getByRole('region', { name: 'Parcels' })).toContainText('Tracking number RM 123');
  await expect(page.getByRole('list', { name: 'Progress' })).toContainText('Sent, done');
  await expect(page.getByText('Cancel this order')).toBeHidden();

  await page.getByText('Send something back', { exact: true }).click();
  await page.getByRole('button', { name: 'Ask to send it back' }).click();
  const howMany = page.getByLabel(/How many of/);
  await expect(howMany).toHaveAccessibleDescription('Please choose at least one thing.');
  await expect(howMany).toBeFocused();
  await howMany.selectOption('1');
  await page.getByLabel('Reason').fill('Too blue');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Ask to send it back' }).click();
  const returns = page.getByRole('region', { name: 'Returns' });
  await expect(returns).toContainText('Too blue');
  await expect(returns).toContainText('Asked for');
  await expect(page.getByText('Send something back', { exact: true })).toBeHidden();
});

test('an order is its buyer’s alone; the link of a mail opens it elsewhere @once', async ({
  page,
  shop,
  anotherPage,
  complaints,
}) => {
  test.slow();
  complaints.allowStatus(404);
  const { orderId } = await buyOne(page, shop);
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === `order-${orderId}`);
  const other = await anotherPage();
  await other.goto(`/orders/${orderId}`);
  await expect(other.getByRole('heading', { level: 1, name: 'There is nothing here' })).toBeVisible();
  await other.goto(`/orders/${orderId}?token=made-up`);
  await expect(other.getByRole('heading', { level: 1, name: 'There is nothing here' })).toBeVisible();
  await other.goto(`/orders/${orderId}?token=${cookie?.value}`);
  await expect(thanks(other)).toBeVisible();
  expect(new URL(other.url()).search).toBe('');
  await other.reload();
  await expect(thanks(other)).toBeVisible();
});

test('of many things sent any number goes back, and no more than was sent @once', async ({
  page,
  shop,
  complaints,
}) => {
  complaints.allowStatus(422);
  const { id } = await shop.aVariant({ amount: 100, stock: 300 });
  const order = await body<Order>(await shop.buyLines([{ variantId: id, quantity: 120 }]), 201);
  const headers = await shop.staff();
  const admin = `/api/v1/admin/orders/${order.id}`;
  await expect
    .poll(async () => (await body<Order>(await shop.request.get(admin, { headers }), 200)).paymentState)
    .toBe('captured');
  const lines = [{ lineId: order.lines[0]!.id, quantity: 120 }];
  const made = await body<{ fulfilments: { id: string }[] }>(
    await shop.request.post(`${admin}/fulfilments`, { data: { lines }, headers }),
    201,
  );
  for (const state of ['packed', 'shipped'])
    await body(
      await shop.request.patch(`${admin}/fulfilments/${made.fulfilments[0]!.id}`, {
        data: { state },
        headers,
      }),
      200,
    );
  await page.goto(`/orders/${order.id}?token=${order.token}`);
  await awake(page);
  await page.getByText('Send something back', { exact: true }).click();
  const howMany = page.getByLabel(/How many of/);
  await expect(howMany).toHaveAccessibleDescription('At most 120');
  const ask = async (quantity: string) => {
    await howMany.fill(quantity);
    await page.getByLabel('Reason').fill('Too many');
    await page.getByRole('button', { name: 'Ask to send it back' }).click();
  };
  await ask('some');
  await expect(howMany).toHaveAccessibleDescription('At most 120 Please give a whole number.');
  await expect(howMany).toHaveValue('some');
  await expect(howMany).toBeFocused();
  await ask('121');
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('That is more than can be sent back.');
  await ask('110');
  await expect(page.getByRole('region', { name: 'Returns' })).toContainText('110 ×');
  await page.getByText('Send something back', { exact: true }).click();
  await expect(page.getByLabel(/How many of/).getByRole('option')).toHaveCount(11);
});
