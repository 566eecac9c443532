import { sql } from '@tradepost/database';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Order } from '../domain/order.ts';
import { captured, confirm, placeOrder, price } from '../domain/purchase.ts';
import { aPriced } from '../testing/builders.ts';
import { orderStoreContract } from '../testing/order-store.contract.ts';
import { PostgresOrderStore } from './order.store.ts';

let own: TestDatabase;
let statements = 0;
beforeAll(async () => {
  own = await testDatabase(new URL('../../prisma/migrations', import.meta.url), {
    onStatement: () => statements++,
  });
});
afterAll(() => own?.close());

const open = () => new PostgresOrderStore(own.db, { notify: () => {} });
const aSagaWrite = () => sql`SELECT 1`;

orderStoreContract(() => Promise.resolve({ store: open(), aSagaWrite }));

const NOW = new Date();
const aDraft = () =>
  placeOrder(
    {
      id: uuidv7(),
      userId: null,
      email: 'ada@example.com',
      cartId: uuidv7(),
      externalReference: null,
      billingAddress: null,
      provider: 'sandbox',
    },
    '',
    NOW,
  );

async function made(decision = aDraft()): Promise<Order> {
  const claim = { scope: 'place-order/guest', key: uuidv7(), requestHash: Buffer.from('x') };
  const claimed = await open().claim(decision, claim, aSagaWrite);
  if (claimed.kind !== 'claimed') throw new Error('the key was taken');
  return claimed.order;
}

describe('in Postgres', () => {
  test('a purchase takes four statements, events and answer included', async () => {
    const store = open();
    const claim = { scope: 'place-order/guest', key: uuidv7(), requestHash: Buffer.from('x') };
    statements = 0;
    const claimed = await store.claim(aDraft(), claim, aSagaWrite);
    if (claimed.kind !== 'claimed') throw new Error('the key was taken');
    const priced = price(claimed.order, aPriced(), NOW);
    await store.save(priced, { saga: aSagaWrite() });
    const confirmed = confirm(priced.state, uuidv7(), NOW);
    await store.save(confirmed, { saga: aSagaWrite(), answer: { claim, bytes: Buffer.from('answer') } });
    await store.save(captured(confirmed.state, NOW), { saga: aSagaWrite() });
    expect(statements).toBe(4);
    const types = await own.db.query<{ type: string }>(
      sql`SELECT type FROM outbox WHERE aggregate_id = ${claimed.order.id} ORDER BY position`,
    );
    expect(types.map(({ type }) => type)).toEqual([
      'shop.order.v1.OrderConfirmed',
      'shop.order.v1.OrderPaid',
    ]);
  });

  test('a saga that lost its lease takes the order change with it', async () => {
    const store = open();
    const order = await made();
    const lost = sql`UPDATE outbox_leases SET partition = saga_lease_lost() WHERE partition = 0`;
    await expect(store.save(price(order, aPriced(), NOW), { saga: lost })).rejects.toMatchObject({
      code: 'SG001',
    });
    expect(await store.find(order.id)).toEqual(order);
  });

  test('a cart is bought once', async () => {
    const store = open();
    const draft = aDraft();
    const buy = async () => {
      const again = { ...draft, state: { ...draft.state, id: uuidv7() } };
      const priced = price(await made(again), aPriced(), NOW);
      await store.save(priced);
      await store.save(confirm(priced.state, uuidv7(), NOW));
    };
    const answers = await Promise.allSettled([buy(), buy(), buy()]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('sums that do not add up are refused by the last guard', async () => {
    const { id } = await made();
    const wrong = own.db.execute(sql`
      UPDATE orders SET currency = 'GBP', items_minor = 100, discount_minor = 0, shipping_minor = 0, tax_minor = 0,
        grand_minor = 99, tax_included = true WHERE id = ${id}`);
    await expect(wrong).rejects.toMatchObject({ constraint: 'orders_sums' });
  });
});
