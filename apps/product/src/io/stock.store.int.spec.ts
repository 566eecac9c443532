import { type Database, sql } from '@tradepost/database';
import { testDatabase } from '@tradepost/testing';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { MAIN_LOCATION } from '../domain/stock.ts';
import { customerLimitContract } from '../testing/customer-limit.contract.ts';
import { MemoryStockStore } from '../testing/memory-stock.ts';
import { aLocation, aStockedVariant } from '../testing/stock-rows.ts';
import {
  holderOf,
  LATER,
  type Level,
  NOW,
  stockStoreContract,
  type Subject,
} from '../testing/stock-store.contract.ts';
import { PostgresStockStore } from './stock.store.ts';

const memory = new MemoryStockStore();
const inMemory: Subject = {
  store: memory,
  variant: async (...piles) => {
    const variantId = v7();
    piles.forEach((onHand, i) =>
      memory.stock.push({
        ...{ variantId, sku: `SKU-${variantId}`, locationId: String(i) },
        ...{ onHand: onHand ?? 0, held: 0, isTracked: onHand !== null, maxPerCustomer: null },
      }),
    );
    for (const quantity of piles)
      if (quantity) memory.movements.push({ variantId, quantity, reason: 'import' });
    return variantId;
  },
  stateOf: async (orderId) => memory.stateOf(orderId),
  limit: async (variantId, maxPerCustomer) => {
    for (const level of memory.stock)
      if (level.variantId === variantId) level.maxPerCustomer = maxPerCustomer;
  },
  level: async (variantId) => {
    const piles = memory.stock.filter((one) => one.variantId === variantId);
    const moves = memory.movements.filter((one) => one.variantId === variantId);
    return {
      onHand: piles.reduce((all, one) => all + one.onHand, 0),
      held: piles.reduce((all, one) => all + one.held, 0),
      moved: moves.reduce((all, one) => all + one.quantity, 0),
    };
  },
};

let db: Database;
let close: () => Promise<void>;
let annexe: string;
beforeAll(async () => {
  ({ db, close } = await testDatabase(new URL('../../prisma/migrations', import.meta.url)));
  annexe = await aLocation(db);
});
afterAll(() => close());

const inPostgres = (): Subject => ({
  store: new PostgresStockStore(db),
  variant: async (...piles) => {
    const places = piles.map((onHand, i) => ({ locationId: i === 0 ? MAIN_LOCATION : annexe, onHand }));
    return (await aStockedVariant(db, places)).variantId;
  },
  stateOf: async (orderId) =>
    (await db.one<{ state: string }>(sql`SELECT state FROM holds WHERE order_id = ${orderId}`)).state,
  limit: async (variantId, most) => {
    await db.execute(sql`UPDATE stock SET max_per_customer = ${most} WHERE variant_id = ${variantId}`);
  },
  level: (variantId) =>
    db.one<Level>(sql`SELECT sum(on_hand)::int AS "onHand", sum(held)::int AS held,
      (SELECT coalesce(sum(quantity), 0)::int FROM stock_movements WHERE variant_id = ${variantId}) AS moved
      FROM stock WHERE variant_id = ${variantId}`),
});

for (const contract of [stockStoreContract, customerLimitContract]) {
  contract('memory', () => inMemory);
  contract('Postgres', inPostgres);
}

it('an expiry that had to wait for the goods looks again, and leaves a hold that was extended meanwhile', async () => {
  const { store, variant, level } = inPostgres();
  const variantId = await variant(3);
  const [kept, left] = [v7(), v7()];
  await store.expire(LATER, 1_000);
  for (const order of [kept, left]) await holderOf(inPostgres)('', order, [variantId, 1]);
  const expiring = await db.tx(async (tx) => {
    await tx.execute(sql`SELECT FROM stock WHERE variant_id = ${variantId} FOR UPDATE`);
    const begun = store.expire(LATER, 1_000);
    const waiting = sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await waitFor(async () => expect(await db.query(waiting)).toHaveLength(1));
    await store.extend(kept, new Date(LATER.getTime() + 60_000), NOW);
    return { begun };
  });
  expect(await expiring.begun).toBe(1);
  expect(await level(variantId)).toMatchObject({ held: 1 });
  expect(await store.commit(left, LATER)).toEqual({ kind: 'gone', state: 'expired' });
  expect(await store.commit(kept, LATER)).toEqual({ kind: 'committed' });
});

describe('the database as the last guard', () => {
  it('refuses to hold more than there is, whatever statement asks', async () => {
    const { variantId } = await aStockedVariant(db, [{ locationId: MAIN_LOCATION, onHand: 1 }]);
    await expect(
      db.execute(sql`UPDATE stock SET held = 2 WHERE variant_id = ${variantId}`),
    ).rejects.toMatchObject({ constraint: 'stock_not_oversold' });
  });

  it('keeps movements as they were written', async () => {
    await aStockedVariant(db, [{ locationId: MAIN_LOCATION, onHand: 1 }]);
    await expect(db.execute(sql`DELETE FROM stock_movements`)).rejects.toThrow('append-only');
    await expect(db.execute(sql`UPDATE stock_movements SET quantity = 9`)).rejects.toThrow('append-only');
  });
});
