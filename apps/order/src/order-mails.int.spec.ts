import { sql } from '@tradepost/database';
import { MailWorker, MemoryTransport } from '@tradepost/mail';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { cancelSale } from './domain/cancellation.ts';
import { createParcel, moveParcel } from './domain/fulfilment.ts';
import type { Order } from './domain/order.ts';
import { captured, confirm, placeOrder, price } from './domain/purchase.ts';
import { refundDone, decideRefund, requestRefund } from './domain/refund.ts';
import { PostgresAfterSaleStore } from './io/after-sale.store.ts';
import { orderMailWriter } from './io/order-mail.provider.ts';
import { PostgresOrderStore } from './io/order.store.ts';
import { orderConfig } from './order.config.ts';
import { aPriced, gbp } from './testing/builders.ts';

let own: TestDatabase;
let shop: ReturnType<typeof build>;
beforeAll(async () => {
  own = await testDatabase(new URL('../prisma/migrations', import.meta.url));
  shop = build();
});
afterAll(() => own?.close());

const now = new Date();
const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };

function build() {
  const relay = { notify: () => {} };
  const store = new PostgresOrderStore(own.db, relay);
  const sales = new PostgresAfterSaleStore(own.db, relay);
  const env = { NODE_ENV: 'test', DATABASE_URL: own.url, PUBLIC_URL: 'https://shop.example' };
  const config = orderConfig.parse(env);
  const compose = orderMailWriter(sales, { of: (id) => `token-of-${id}` }, config);
  return { store, sales, compose };
}

/** An order that was bought and paid. */
async function bought(locale: string): Promise<Order> {
  const email = `${uuidv7()}@example.com`;
  const draft = placeOrder(
    {
      ...{ id: uuidv7(), userId: null, email, locale, cartId: uuidv7() },
      ...{ externalReference: null, billingAddress: null, provider: 'sandbox' },
    },
    '',
    now,
  );
  const claim = { scope: 'place-order/guest', key: uuidv7(), requestHash: Buffer.from('x') };
  const claimed = await shop.store.claim(draft, claim, (from) => sql`SELECT 1 ${from}`);
  if (claimed.kind !== 'claimed') throw new Error('the key was taken');
  const steps = [
    (order: Order) => price(order, aPriced(), now),
    (order: Order) => confirm(order, order.id, now),
    (order: Order) => captured(order, now),
  ];
  let { order } = claimed;
  for (const step of steps) {
    const decision = step(order);
    await shop.store.save(decision);
    order = decision.state;
  }
  return order;
}

/** Sends what is owed; answers what one buyer got. */
async function sentTo(email: string) {
  const transport = new MemoryTransport();
  const worker = new MailWorker({
    ...{ db: own.db, log, transport, compose: shop.compose, from: 'Tradepost <hello@shop.example>' },
    ...{ keepDays: 30, maxAttempts: 1, pollMs: 10 },
  });
  worker.start();
  const nothingWaits = async () =>
    expect(await own.db.query(sql`SELECT id FROM mails WHERE state = 'waiting'`)).toEqual([]);
  await waitFor(nothingWaits, { timeout: 20_000 }).finally(() => worker.stop());
  return transport.sent.filter(({ to }) => to === email);
}

jest.setTimeout(30_000);
describe('a buyer', () => {
  it('is told of a purchase with its sums, in their own language and with a link that opens it', async () => {
    const [ada, adele] = [await bought('en'), await bought('de')];
    const [english] = await sentTo(ada.email);
    expect(english).toMatchObject({ subject: `Your order ${ada.number}`, language: 'en' });
    expect(english?.text).toContain('£14.00');
    expect(english?.text).toContain(`https://shop.example/orders/${ada.id}?token=token-of-${ada.id}`);
    const german = await own.db.query<{ kind: string; locale: string; facts: object }>(
      sql`SELECT kind, locale, facts FROM mails WHERE recipient = ${adele.email}`,
    );
    // Nothing in the database opens the order.
    expect(german).toEqual([{ kind: 'order-confirmed', locale: 'de', facts: { orderId: adele.id } }]);
  });

  it('is told of each parcel and of money that comes back', async () => {
    const order = await bought('de');
    await sentTo(order.email);
    const [parcelId, refundId] = [uuidv7(), uuidv7()];
    const lines = [{ lineId: order.priced?.lines[0]?.id ?? '', quantity: 1 }];
    await shop.sales.change(order.id, (sale) =>
      createParcel(sale!, { id: parcelId, lines, tracking: '' }, now),
    );
    const pack = { id: parcelId, to: 'packed', tracking: '' } as const;
    await shop.sales.change(order.id, (sale) => moveParcel(sale!, pack, now));
    const move = { id: parcelId, to: 'shipped', tracking: 'RM 12 345' } as const;
    await shop.sales.change(order.id, (sale) => moveParcel(sale!, move, now));
    await shop.sales.change(order.id, (sale) => moveParcel(sale!, move, now));
    const refund = { id: refundId, amount: gbp(250), reason: '' };
    await shop.sales.change(order.id, (sale) => requestRefund(sale!, refund, now));
    await shop.sales.change(order.id, (sale) => decideRefund(sale!, refundId, true, now));
    await shop.sales.change(order.id, (sale) => refundDone(sale!, refundId, now));
    const mails = await sentTo(order.email);
    expect(mails.map(({ subject }) => subject).sort()).toEqual([
      `Geld zurück für Ihre Bestellung ${order.number}`,
      `Ihre Bestellung ${order.number} ist unterwegs`,
    ]);
    const text = mails.map((mail) => mail.text).join();
    expect(text).toContain('RM 12 345');
    expect(text).toContain('2,50\u00a0£');
  });

  it('is told of a cancellation once, and of none that was refused', async () => {
    const order = await bought('en');
    await sentTo(order.email);
    const cancel = () =>
      shop.sales.change(order.id, (sale) => cancelSale(sale!, 'customer', 'changed my mind', now));
    await Promise.all([cancel(), cancel()]);
    await cancel();
    expect((await sentTo(order.email)).map(({ subject }) => subject)).toEqual([
      `Your order ${order.number} is cancelled`,
    ]);
  });

  it('is told nothing of a change that came too late', async () => {
    const order = await bought('en');
    await sentTo(order.email);
    const stale = {
      ...order,
      version: order.version - 1,
      state: 'pending',
      paymentState: 'created',
    } as const;
    await expect(shop.store.save(confirm(stale, stale.id, now))).rejects.toThrow();
    expect(await sentTo(order.email)).toEqual([]);
  });
});
