import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Metrics } from '@tradepost/observability';
import { SUMMARY } from '@tradepost/contracts/limits';
import { sql } from '@tradepost/database';
import { sagaWrite } from '@tradepost/saga';
import { serviceDatabase, type TestDatabase } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { OrderDatabase } from './order-database.ts';
import { withPrices, type Order, type Priced } from '../domain/order.ts';
import { confirm, type Draft } from '../domain/purchase.ts';
import { aLine, aPriced, pricedAt } from '../testing/builders.ts';
import { aPlacedOrder } from '../testing/order-store.contract.ts';
import { OrderListStore } from './order-list.store.ts';
import { OrderEventMetrics } from './order-event.metrics.ts';
import { PostgresOrderStore } from './order.store.ts';
import { PostgresPurchaseStore } from './purchase.store.ts';
import { RetainedOrders } from './retained-orders.ts';

let own: TestDatabase<OrderDatabase>;
const statements: string[] = [];
beforeAll(async () => {
  own = await serviceDatabase(OrderDatabase, new URL('../../prisma/migrations', import.meta.url), {
    onStatement: (text) => void statements.push(text),
  });
});
afterAll(() => own?.close());

async function placed(draft: Partial<Draft>): Promise<Order> {
  const purchases = new PostgresPurchaseStore(own.db, new RetainedOrders());
  const claim = { scope: 'place-order/guest', key: uuidv7(), request: 'x' };
  const saga = sagaWrite(() => sql`SELECT 1`);
  const claimed = await purchases.claim(aPlacedOrder(draft), claim, saga);
  if (claimed.kind !== 'claimed') throw new Error('the key was taken');
  return claimed.order;
}

const pricedWith = (lineCount: number): Priced =>
  aPriced({ lines: Array.from({ length: lineCount }, () => aLine({ id: uuidv7() })) });

async function bought(draft: Partial<Draft>, lineCount = 1): Promise<Order> {
  const orders = new PostgresOrderStore(
    own.db,
    new RetainedOrders(),
    { notify: () => {} },
    new OrderEventMetrics(new Metrics('spec')),
  );
  const { id } = await placed(draft);
  await orders.change(id, (order) => pricedAt(order, pricedWith(lineCount), new Date()));
  return (await orders.change(id, (order) => confirm(withPrices(order), id, new Date()))).order;
}

const listed = (filter: Parameters<OrderListStore['list']>[0], limit: number, before?: string) =>
  new OrderListStore(own.db).list(filter, limit, before);
const list = async (...args: Parameters<typeof listed>) => (await listed(...args)).map(({ order }) => order);

describe('lists of orders', () => {
  test('go page by page, newest first', async () => {
    const userId = uuidv7();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await placed({ userId })).id);
    const first = await list({ userId }, 3);
    const second = await list({ userId }, 3, first.at(-1)?.id);
    expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
  });

  test('are searched by an e-mail address in any of its forms', async () => {
    const name = uuidv7();
    const order = await placed({ email: `${name}@xn--bcher-kva.example` });
    for (const query of [`${name}@bücher.example`, `${name.toUpperCase()}@XN--BCHER-KVA.example`])
      expect((await list({ query }, 5)).map(({ id }) => id)).toEqual([order.id]);
  });

  test('show an order as it is, without what followed it', async () => {
    const userId = uuidv7();
    const order = await bought({ userId });
    const { fulfilments: _, returns: __, refunds: ___, cancellations: ____, ...details } = order;
    expect(await list({ userId }, 1)).toEqual([details]);
  });

  test('show the first lines of a long order, and count all', async () => {
    const userId = uuidv7();
    const order = await bought({ userId }, 1_200);
    const [first] = await listed({ userId }, 1);
    expect(first?.lineCount).toBe(1_200);
    const ids = (lines: readonly { id: string }[] = []) => lines.map(({ id }) => id);
    expect(ids(first?.order.priced?.lines)).toEqual(ids(order.priced?.lines).slice(0, SUMMARY.orderLines));
  });

  test('filter by state, payment state, number, e-mail address and reference', async () => {
    const userId = uuidv7();
    const email = `${userId}@Example.com`;
    const externalReference = `ref-${userId}`;
    const pending = await placed({ userId });
    const confirmed = await bought({ userId, email, externalReference });
    const idsOf = async (filter: object) => (await list({ userId, ...filter }, 10)).map(({ id }) => id);
    expect(await idsOf({})).toEqual([confirmed.id, pending.id]);
    expect(await idsOf({ state: 'confirmed' })).toEqual([confirmed.id]);
    expect(await idsOf({ state: 'pending' })).toEqual([pending.id]);
    expect(await idsOf({ paymentState: 'authorized' })).toEqual([confirmed.id]);
    expect(await idsOf({ query: confirmed.number.toLowerCase() })).toEqual([confirmed.id]);
    expect(await idsOf({ query: email.toLowerCase() })).toEqual([confirmed.id]);
    expect(await idsOf({ query: externalReference })).toEqual([confirmed.id]);
    expect(await idsOf({ query: 'no order has this' })).toEqual([]);
  });

  test('are one statement, and two with a search', async () => {
    const userId = uuidv7();
    await placed({ userId });
    statements.length = 0;
    await list({ userId }, 10);
    expect(statements).toHaveLength(1);
    await list({ userId, query: 'ada@example.com' }, 10);
    expect(statements).toHaveLength(3);
  });

  test('find an e-mail address by its index', async () => {
    await own.db.tx(async (tx) => {
      // With a handful of rows reading all of them would be cheaper.
      await tx.execute(sql`SET LOCAL enable_seqscan = off`);
      const plan = await tx.query(
        sql`EXPLAIN SELECT id FROM orders WHERE lower(email) = lower(${'ada@example.com'}) ORDER BY id DESC LIMIT 10`,
      );
      expect(JSON.stringify(plan)).toContain('orders_by_email');
    });
  });

  test('page through the orders of one e-mail address', async () => {
    const email = `${uuidv7()}@example.com`;
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await placed({ email })).id);
    const first = await list({ query: email }, 2);
    const second = await list({ query: email }, 2, first.at(-1)?.id);
    expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
  });
});
