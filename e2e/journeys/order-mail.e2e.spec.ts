import { randomUUID } from 'node:crypto';
import { formatMoney } from '@tradepost/decision';
import { linkIn, mailsTo, mailTo } from '../fixtures/mail.ts';
import { aSale, send, type Sold } from '../fixtures/sales.ts';
import { address, body, expect, key, type Order, pay, test } from '../fixtures/shop.ts';

test.describe('a buyer', () => {
  for (const { locale, tag, grand, subject } of [
    { locale: 'en', tag: 'en-GB', grand: 'Total', subject: 'Your order' },
    { locale: 'de', tag: 'de-DE', grand: 'Gesamt', subject: 'Ihre Bestellung' },
  ])
    test(`a customer with ${locale} gets the confirmation in that language, with the right total`, async ({
      shop,
    }) => {
      const variant = await shop.aVariant({ amount: 1_250 });
      const email = `${randomUUID()}@example.com`;
      const answer = await shop.request.post('/api/v1/orders', {
        data: { ...purchase(variant.id, email), locale: tag },
        headers: key(),
      });
      const order = await body<Order>(answer, 201);
      const mail = await mailTo(email, `${subject} ${order.number}`);
      const money = (amountMinor: number) => formatMoney({ amountMinor, currency: 'GBP' }, tag);
      for (const amount of [order.totals.items.amount, order.totals.grand.amount]) {
        expect(mail.text).toContain(money(amount));
        expect(mail.html).toContain(money(amount));
      }
      expect(mail.text).toMatch(new RegExp(`${grand} +${money(order.totals.grand.amount)}`));
      // The link opens this order without signing in, and nothing else.
      const link = linkIn(mail, `/orders/${order.id}`);
      const read = await shop.request.get(`/api/v1/orders/${order.id}`, {
        headers: { 'Order-Token': link.searchParams.get('token') ?? '' },
      });
      expect(await body(read, 200)).toMatchObject({ number: order.number });
    });

  test('gets a mail for a parcel with its number, a received return and a refund', async ({ shop }) => {
    const sale = await aSale(shop);
    const { order, lines, admin, back } = sale;
    await send(sale);
    const shipped = await mailTo(GUEST, `Your order ${order.number} is on its way`);
    expect(shipped.text).toContain('RM 123');

    const asked = await body<Sold>(await back({ lines, reason: 'Too blue' }, key()), 201);
    for (const operation of ['approve', 'receive'])
      await body(await admin(`returns/${asked.returns[0]!.id}/${operation}`), 200);
    await mailTo(GUEST, `What you sent back has arrived (${order.number})`);

    const refund = { amount: { amount: 250, currency: 'GBP' }, reason: 'A chip' };
    const wanted = await body<Sold>(await admin('refunds', refund, key()), 201);
    await body(await admin(`refunds/${wanted.refunds[0]!.id}/approve`), 200);
    const refunded = await mailTo(GUEST, `Money back for your order ${order.number}`);
    expect(refunded.text).toContain('£2.50');
  });

  test('gets one mail for a cancellation, however often it is requested', async ({ shop }) => {
    const { order, headers } = await aSale(shop);
    const cancel = () =>
      shop.request.post(`/api/v1/orders/${order.id}/cancel`, {
        data: { reason: 'Changed my mind' },
        headers,
      });
    await Promise.all([cancel(), cancel(), cancel()]);
    const subject = `Your order ${order.number} is cancelled`;
    await mailTo(GUEST, subject);
    await mailTo(GUEST, `Money back for your order ${order.number}`);
    expect((await mailsTo(GUEST)).filter((mail) => mail.subject === subject)).toHaveLength(1);
  });
});

/** The address of `aSale`. */
const GUEST = 'guest@example.com';

const purchase = (variantId: string, email: string) => ({
  lines: [{ variantId, quantity: 2 }],
  email,
  shippingAddress: address,
  payment: pay(),
});
