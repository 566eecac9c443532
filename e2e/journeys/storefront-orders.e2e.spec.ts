import { linkIn, mailTo } from '../fixtures/mail.ts';
import type { Sold } from '../fixtures/sales.ts';
import { body, type Order, type Shop } from '../fixtures/shop.ts';
import { buyOne, thanks } from '../fixtures/shopper.ts';
import { awake, expect, expectAccessible, test } from '../fixtures/storefront.ts';

/** What staff do with an order that is paid. */
async function asStaff(shop: Shop, orderId: string) {
  const headers = await shop.staff();
  const admin = `/api/v1/admin/orders/${orderId}`;
  const read = async () => body<Sold>(await shop.request.get(admin, { headers }), 200);
  await expect.poll(async () => (await read()).paymentState).toBe('captured');
  const post = async (path: string, data: object, status: number) =>
    body<Sold>(await shop.request.post(`${admin}/${path}`, { data, headers }), status);
  const move = async (parcelId: string, data: object) =>
    body(await shop.request.patch(`${admin}/fulfilments/${parcelId}`, { data, headers }), 200);
  return { read, post, move };
}

test('an order is cancelled after a second yes', async ({ page, shop }) => {
  const { slug } = await buyOne(page, shop);
  await page.getByText('Cancel this order').click();
  await page.getByLabel('Reason (optional)').fill('Bought the wrong one');
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
  const { read, post, move } = await asStaff(shop, orderId);
  const lines = [{ lineId: (await read()).lines[0]!.id, quantity: 1 }];
  const { id: parcelId } = (await post('fulfilments', { lines }, 201)).fulfilments[0]!;
  await move(parcelId, { state: 'packed' });
  await move(parcelId, { state: 'shipped', tracking: 'RM 123' });
  await expect(page.getByRole('region', { name: 'Parcels' })).toContainText('Tracking number RM 123');
  await expect(page.getByRole('list', { name: 'Progress' })).toContainText('Sent, done');
  await expect(page.getByText('Cancel this order')).toBeHidden();

  await page.getByText('Return items', { exact: true }).click();
  await page.getByRole('button', { name: 'Request the return' }).click();
  const howMany = page.getByLabel(/How many of/);
  await expect(howMany).toHaveAccessibleDescription('Please choose at least one item.');
  await expect(howMany).toBeFocused();
  await howMany.selectOption('1');
  await page.getByLabel('Reason').fill('Too blue');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Request the return' }).click();
  const returns = page.getByRole('region', { name: 'Returns' });
  await expect(returns).toContainText('Too blue');
  await expect(returns).toContainText('Requested');
  await post(`returns/${(await read()).returns[0]!.id}/approve`, {}, 200);
  await expect(returns).toContainText('Approved, please send it');
  await expect(page.getByText('Return items', { exact: true })).toBeHidden();
});

test('a refund by staff appears without a reload, in the totals, the timeline and a mail', async ({
  page,
  shop,
}) => {
  test.slow();
  const { orderId } = await buyOne(page, shop);
  await awake(page);
  const { read, post } = await asStaff(shop, orderId);
  const ask = async (amount: number) => {
    const asked = { amount: { amount, currency: 'GBP' }, reason: 'A chip' };
    return (await post('refunds', asked, 201)).refunds.at(-1)!.id;
  };
  const first = await ask(250);
  const refunds = page.getByRole('region', { name: 'Refunds' });
  await expect(refunds).toContainText('£2.50');
  await expect(refunds).toContainText('Under review');
  await post(`refunds/${first}/approve`, {}, 200);
  await expect(refunds).toContainText('Paid back');
  await expect(page.getByText('£2.50 was paid back to you.')).toBeVisible();
  const timeline = page.getByRole('region', { name: 'What happened' });
  await expect(timeline).toContainText('Money was paid back · £2.50');
  await expect(thanks(page)).toBeVisible();
  await expectAccessible(page);

  const mail = await mailTo('guest@example.com', `Money back for your order ${(await read()).number}`);
  expect(mail.text).toContain('We have refunded £2.50');
  const link = linkIn(mail, `/orders/${orderId}`);
  await post(`refunds/${await ask(1_145)}/approve`, {}, 200);
  await expect(page.getByRole('heading', { level: 1, name: 'This order was refunded' })).toBeVisible();
  await expect(page.getByText('£13.95 was paid back to you.')).toBeVisible();
  await page.goto(link.pathname + link.search);
  await expect(page.getByText(/· Refunded$/)).toBeVisible();
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

test('any number of the shipped pieces can be returned, but no more @once', async ({
  page,
  shop,
  complaints,
}) => {
  complaints.allowStatus(422);
  const { id } = await shop.aVariant({ amount: 100, stock: 300 });
  const order = await body<Order>(await shop.buyLines([{ variantId: id, quantity: 120 }]), 201);
  const { post, move } = await asStaff(shop, order.id);
  const lines = [{ lineId: order.lines[0]!.id, quantity: 120 }];
  const { id: parcelId } = (await post('fulfilments', { lines }, 201)).fulfilments[0]!;
  for (const state of ['packed', 'shipped']) await move(parcelId, { state });
  await page.goto(`/orders/${order.id}?token=${order.token}`);
  await awake(page);
  await page.getByText('Return items', { exact: true }).click();
  const howMany = page.getByLabel(/How many of/);
  await expect(howMany).toHaveAccessibleDescription('At most 120');
  const ask = async (quantity: string) => {
    await howMany.fill(quantity);
    await page.getByLabel('Reason').fill('Too many');
    await page.getByRole('button', { name: 'Request the return' }).click();
  };
  await ask('some');
  await expect(howMany).toHaveAccessibleDescription('At most 120 Please give a whole number.');
  await expect(howMany).toHaveValue('some');
  await expect(howMany).toBeFocused();
  await ask('121');
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('That is more than can be returned.');
  await ask('110');
  await expect(page.getByRole('region', { name: 'Returns' })).toContainText('110 ×');
  await page.getByText('Return items', { exact: true }).click();
  await expect(page.getByLabel(/How many of/).getByRole('option')).toHaveCount(11);
});
