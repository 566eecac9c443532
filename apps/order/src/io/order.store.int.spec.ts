import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Metrics } from '@tradepost/observability';
import { type Outcome, sql, type Sql } from '@tradepost/database';
import { sagaWrite } from '@tradepost/saga';
import { serviceDatabase, type TestDatabase } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { OrderDatabase } from './order-database.ts';
import { nextVersion, withPrices, type Order } from '../domain/order.ts';
import { captured } from '../domain/order-payment.ts';
import { confirm } from '../domain/purchase.ts';
import { aPriced, pricedAt } from '../testing/builders.ts';
import { aPlacedOrder, orderStoreContract } from '../testing/order-store.contract.ts';
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

/** The stores of one process. */
function open(db: OrderDatabase = own.db) {
  const retained = new RetainedOrders();
  return {
    orders: new PostgresOrderStore(
      db,
      retained,
      { notify: () => {} },
      new OrderEventMetrics(new Metrics('spec')),
    ),
    purchases: new PostgresPurchaseStore(db, retained),
    aSagaWrite: () => sagaWrite(() => sql`SELECT 1`),
    aLostSagaWrite: () =>
      sagaWrite(() => sql`UPDATE outbox_leases SET partition = saga_lease_lost() WHERE partition = 0`),
  };
}

describe('a process', () => {
  orderStoreContract(() => Promise.resolve(open()));
});

describe('a process that placed none of the orders', () => {
  // Its stores retain nothing, so each change reads first.
  orderStoreContract(() => {
    return Promise.resolve({ ...open(), orders: open().orders });
  });
});

const NOW = new Date();
const saga = () => sagaWrite(() => sql`SELECT 1`);
const aClaim = () => ({ scope: 'place-order/guest', key: uuidv7(), request: 'x' });

let stores: ReturnType<typeof open>;
beforeEach(() => {
  stores = open();
});

async function placed(draft = aPlacedOrder({ cartId: uuidv7() }), claim = aClaim()): Promise<Order> {
  const claimed = await stores.purchases.claim(draft, claim, saga());
  if (claimed.kind !== 'claimed') throw new Error('the key was taken');
  return claimed.order;
}

const priceIt = ({ id }: Order, from = stores.orders) =>
  from.change(
    id,
    (order) => pricedAt(order, aPriced(), NOW),
    () => ({ saga: saga() }),
  );
const confirmIt = ({ id }: Order, from = stores.orders) =>
  from.change(
    id,
    (order) => confirm(withPrices(order), uuidv7(), NOW),
    () => ({ saga: saga() }),
  );
const captureIt = ({ id }: Order, from = stores.orders) =>
  from.change(
    id,
    (order) => captured(withPrices(order), NOW),
    () => ({ saga: saga() }),
  );
/** A change that every order allows. */
const noteOn = ({ id }: Order, reason: string) =>
  stores.orders.change(id, (order) => ({
    ...{ events: [], isChanged: true },
    state: { ...order, ...nextVersion(order, NOW), reason },
  }));

describe('in Postgres', () => {
  test('a purchase takes three statements, prices, events and answer included', async () => {
    statements.length = 0;
    const claim = aClaim();
    const order = await placed(undefined, claim);
    await stores.orders.change(
      order.id,
      (current) => confirm(withPrices(current, aPriced()), uuidv7(), NOW),
      () => ({ saga: saga(), answer: { claim, bytes: Buffer.from('answer') } }),
    );
    await captureIt(order);
    expect(await stores.purchases.findAnswer(order.id, claim)).toEqual(Buffer.from('answer'));
    expect(statements).toHaveLength(3);
    const types = await own.db.query<{ type: string }>(
      sql`SELECT type FROM outbox WHERE aggregate_id = ${order.id} ORDER BY position`,
    );
    expect(types.map(({ type }) => type)).toEqual([
      'shop.order.v1.OrderConfirmed',
      'shop.order.v1.OrderPaid',
    ]);
  });

  test('an order that the process does not retain is read and saved, without a lock', async () => {
    const order = await placed();
    stores.purchases.release(order.id);
    statements.length = 0;
    await priceIt(order);
    expect(statements).toHaveLength(2);
    expect(statements.join()).not.toMatch('FOR NO KEY UPDATE');
  });

  test('an order with all that belongs to it is read in one statement, for sagas and for pages', async () => {
    const { id } = await placed();
    statements.length = 0;
    const order = await stores.orders.find(id);
    expect(statements).toHaveLength(1);
    const history = await stores.orders.findHistory(id);
    expect(statements).toHaveLength(2);
    expect(history?.order).toEqual(order);
  });

  test('a change that came second takes the lock and decides again', async () => {
    const order = await placed();
    await priceIt(order, open().orders);
    statements.length = 0;
    const { order: changed, isSaved } = await noteOn(order, 'second');
    expect(isSaved).toBe(true);
    expect(changed).toMatchObject({ priced: expect.anything(), reason: 'second', version: 3 });
    expect(statements.filter((text) => text.includes('FOR NO KEY UPDATE'))).toHaveLength(1);
  });

  test('a copy that is behind, because the answer to a write got lost, refuses nothing', async () => {
    const db = new LosingDatabase({ url: own.url });
    stores = open(db);
    const order = await placed();
    await priceIt(order);
    db.losesNext = true;
    await expect(confirmIt(order)).rejects.toThrow('the connection broke');
    expect(await stores.orders.get(order.id)).toMatchObject({ state: 'pending' });
    expect((await captureIt(order)).order.payment.state).toBe('captured');
    await db.close();
  });

  test('what the stored order refuses is refused', async () => {
    const order = await placed();
    await priceIt(order);
    await expect(captureIt(order)).rejects.toMatchObject({ code: 'payment.illegal_transition' });
  });

  test('prices are set by the change that prices the order, whatever changed before', async () => {
    const order = await placed();
    await noteOn(order, 'first');
    const { order: priced } = await priceIt(order);
    expect(priced).toMatchObject({ version: 3, reason: 'first' });
    expect(await stores.orders.find(order.id)).toEqual(priced);
    await confirmIt(order);
    expect((await captureIt(order)).isSaved).toBe(true);
  });

  test('sums that do not add up are refused by the last guard', async () => {
    const { id } = await placed();
    const wrong = own.db.execute(sql`
      UPDATE orders SET currency = 'GBP', items_minor = 100, discount_minor = 0, shipping_minor = 0, tax_minor = 0,
        grand_minor = 99, tax_included = true WHERE id = ${id}`);
    await expect(wrong).rejects.toMatchObject({ constraint: 'orders_sums' });
  });
});

test('a tax without its rate is refused by the last guard', async () => {
  const wrong = own.db
    .execute(sql`INSERT INTO order_lines (order_id, id, position, variant_id, product_id, sku, title,
      slug, image_url, options, quantity, unit_price_minor, total_minor, tax_minor)
    SELECT id, id, 0, id, id, '', '', '', '', '[]', 1, 100, 100, 20 FROM orders LIMIT 1`);
  await expect(wrong).rejects.toMatchObject({ constraint: 'order_lines_tax' });
});

/** Its connection breaks after a statement was committed and before it is answered. */
class LosingDatabase extends OrderDatabase {
  losesNext = false;

  protected override async perform<Row extends object>(
    statement: Sql,
    isJoined: boolean,
  ): Promise<Outcome<Row>> {
    const outcome = await super.perform<Row>(statement, isJoined);
    if (!this.losesNext) return outcome;
    this.losesNext = false;
    throw new Error('the connection broke');
  }
}
