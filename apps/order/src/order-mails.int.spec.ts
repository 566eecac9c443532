import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Metrics } from '@tradepost/observability';
import { sql } from '@tradepost/database';
import { MailWorker, MemoryTransport, queueMails } from '@tradepost/mail';
import { sagaWrite } from '@tradepost/saga';
import { serviceDatabase, type TestDatabase } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { v7 as uuidv7 } from 'uuid';
import { OrderDatabase } from './io/order-database.ts';
import { cancel } from './domain/cancellation.ts';
import { createParcel, moveParcel } from './domain/fulfilment.ts';
import { withPrices, type Order, type OrderDecision } from './domain/order.ts';
import { captured } from './domain/order-payment.ts';
import { confirm } from './domain/purchase.ts';
import { decideRefund, refundDone, requestRefund } from './domain/refund.ts';
import { OrderMailComposer } from './io/order-composer.mail.ts';
import { saveOrder } from './io/order-writes.store.ts';
import { OrderEventMetrics } from './io/order-event.metrics.ts';
import { PostgresOrderStore } from './io/order.store.ts';
import { PostgresPurchaseStore } from './io/purchase.store.ts';
import { RetainedOrders } from './io/retained-orders.ts';
import { orderConfig } from './order.config.ts';
import { aPayment, aPriced, changedTo, gbp, pricedAt } from './testing/builders.ts';
import { aPlacedOrder } from './testing/order-store.contract.ts';

let own: TestDatabase<OrderDatabase>;
let shop: ReturnType<typeof build>;
beforeAll(async () => {
  own = await serviceDatabase(OrderDatabase, new URL('../prisma/migrations', import.meta.url));
  shop = build();
});
afterAll(() => own?.close());

const now = new Date();
const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };

function build() {
  const retained = new RetainedOrders();
  const orders = new PostgresOrderStore(
    own.db,
    retained,
    { notify: () => {} },
    new OrderEventMetrics(new Metrics('spec')),
  );
  const purchases = new PostgresPurchaseStore(own.db, retained);
  const env = { NODE_ENV: 'test', DATABASE_URL: own.url, PUBLIC_URL: 'https://shop.example' };
  const tokens = { of: (id: string) => `token-of-${id}`, isValid: () => false };
  const composer = new OrderMailComposer(own.db, tokens, orderConfig.parse(env));
  return { orders, purchases, composer };
}

const change = ({ id }: Order, decide: (order: Order) => OrderDecision) => shop.orders.change(id, decide);

/** An order that was bought and paid. */
async function bought(locale: string): Promise<Order> {
  const draft = aPlacedOrder({ email: `${uuidv7()}@example.com`, locale, cartId: uuidv7() });
  const claim = { scope: 'place-order/guest', key: uuidv7(), request: 'x' };
  const saga = sagaWrite((from) => sql`SELECT 1 ${from}`);
  const claimed = await shop.purchases.claim(draft, claim, saga);
  if (claimed.kind !== 'claimed') throw new Error('the key was taken');
  const { order } = claimed;
  await change(order, (current) => pricedAt(current, aPriced(), now));
  await change(order, (current) => confirm(withPrices(current), current.id, now));
  return (await change(order, (current) => captured(withPrices(current), now))).order;
}

/** Sends all queued mails. @returns those to one customer */
async function sentTo(email: string) {
  const transport = new MemoryTransport();
  const worker = new MailWorker({
    ...{
      db: own.db,
      log,
      transport,
      composer: (mails) => shop.composer.read(mails),
      from: { name: 'Tradepost', address: 'hello@shop.example' },
    },
    ...{ maxAttempts: 1, pollMs: 10 },
  });
  worker.start();
  const nothingWaits = async () =>
    expect(await own.db.query(sql`SELECT id FROM mails WHERE state = 'waiting'`)).toEqual([]);
  await waitFor(nothingWaits, { timeout: 20_000 }).finally(() => worker.stop());
  return transport.sent.filter(({ to }) => to === email);
}

jest.setTimeout(30_000);
describe('a customer', () => {
  it('gets a mail about a purchase with its totals, in their language and with a link that opens it', async () => {
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

  it('gets a mail about each parcel and each refund', async () => {
    const order = await bought('de');
    await sentTo(order.email);
    const [parcelId, refundId] = [uuidv7(), uuidv7()];
    const lines = [{ lineId: order.priced?.lines[0]?.id ?? '', quantity: 1 }];
    await change(order, (current) => createParcel(current, { id: parcelId, lines, tracking: '' }, now));
    const pack = { id: parcelId, to: 'packed', tracking: '' } as const;
    await change(order, (current) => moveParcel(current, pack, now));
    const move = { id: parcelId, to: 'shipped', tracking: 'RM 12 345' } as const;
    await change(order, (current) => moveParcel(current, move, now));
    await change(order, (current) => moveParcel(current, move, now));
    const refund = { id: refundId, amount: gbp(250), reason: '' };
    await change(order, (current) => requestRefund(current, refund, now));
    await change(order, (current) => decideRefund(current, refundId, true, now));
    await change(order, (current) => refundDone(current, refundId, now));
    const mails = await sentTo(order.email);
    expect(mails.map(({ subject }) => subject).sort()).toEqual([
      `Geld zurück für Ihre Bestellung ${order.number}`,
      `Ihre Bestellung ${order.number} ist unterwegs`,
    ]);
    const text = mails.map((mail) => mail.text).join();
    expect(text).toContain('RM 12 345');
    expect(text).toContain('2,50\u00a0£');
  });

  it('gets one mail about a cancellation, and none about one that was refused', async () => {
    const order = await bought('en');
    await sentTo(order.email);
    const cancelIt = () => change(order, (current) => cancel(current, 'customer', 'changed my mind', now));
    await Promise.all([cancelIt(), cancelIt()]);
    await cancelIt();
    expect((await sentTo(order.email)).map(({ subject }) => subject)).toEqual([
      `Your order ${order.number} is cancelled`,
    ]);
  });

  it('gets their mail when one that is leased with it can not be read', async () => {
    const faulty = { kind: 'order-confirmed', to: 'faulty@example.com', locale: 'en' } as const;
    const expiresAt = new Date(now.getTime() + 3_600_000);
    await queueMails(own.db, [{ id: uuidv7(), ...faulty, facts: {}, expiresAt }]);
    const { email } = await bought('en');
    expect(await sentTo(email)).toHaveLength(1);
    const states = await own.db.query(sql`SELECT state, failure FROM mails WHERE recipient = ${faulty.to}`);
    expect(states).toEqual([{ state: 'dead', failure: expect.any(String) }]);
  });

  it('gets no mail about a change that came too late', async () => {
    const order = await bought('en');
    await sentTo(order.email);
    const stale = changedTo(order, {
      version: order.version - 1,
      state: 'pending',
      payment: aPayment('created'),
    });
    const decision = confirm(withPrices(stale), stale.id, now);
    await expect(own.db.execute(saveOrder(stale, decision))).rejects.toMatchObject({ code: 'OR001' });
    expect(await sentTo(order.email)).toEqual([]);
  });
});
