import { type Database, sql, type Sql } from '@tradepost/database';
import { Sweeper } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MAIN_LOCATION } from './domain/stock.ts';
import { mismatches } from './io/stock-check.worker.ts';
import { StockRetention } from './io/stock-retention.ts';
import { NOW, StockFixture } from './testing/stock-fixture.ts';

jest.setTimeout(30_000);

const KEEP_DAYS = 100;
const log = new Logger({ service: 'spec', level: 'silent' });

let stock: StockFixture;
beforeAll(async () => {
  stock = await StockFixture.open();
});
afterAll(() => stock.close());
beforeEach(() =>
  stock.db.execute(sql`TRUNCATE holds, stock_movements, stock_movement_months, stock CASCADE`),
);

function aSweeper(db: Database = stock.db): Sweeper {
  const sweeper = new Sweeper({ db, log });
  new StockRetention(sweeper, { STOCK_KEEP_DAYS: KEEP_DAYS });
  return sweeper;
}

async function sweepAll(): Promise<void> {
  const sweeper = aSweeper();
  while (await sweeper.turn());
}

/** An order that took these pieces and was shipped so many days ago. */
async function shipped(customer: string, variantId: string, quantity: number, daysAgo: number) {
  const orderId = v7();
  await stock.holdFor(customer, orderId, [variantId, quantity]);
  await stock.store.commit(orderId, NOW);
  await stock.store.consume({ shipmentId: v7(), orderId, items: [{ variantId, quantity }] }, NOW);
  await age(orderId, daysAgo);
  return orderId;
}

const age = (orderId: string, days: number) =>
  stock.db.execute(
    sql`UPDATE holds SET changed_at = now() - ${days} * interval '1 day' WHERE order_id = ${orderId}`,
  );

const count = async (table: Sql): Promise<number> =>
  (await stock.db.one<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${table}`)).n;

describe('movements', () => {
  /** Each day of a year it came in four times and was sold three times, at the fixture's main location. */
  async function aYearOf(variantId: string): Promise<void> {
    await stock.db.execute(sql`
      INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason, reference, created_at)
      SELECT encode(overlay(uuid_send(gen_random_uuid()) PLACING
          substring(int8send(floor(extract(epoch FROM at) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 'hex')::uuid,
        ${variantId}, ${MAIN_LOCATION}, CASE WHEN n < 5 THEN 10 ELSE -11 END,
        CASE WHEN n < 5 THEN 'adjust' ELSE 'sale' END, day || '/' || n, at
      FROM generate_series(0, 364) AS day, generate_series(1, 7) AS n,
        LATERAL (SELECT now() - day * interval '1 day' AS at) t`);
    await stock.db.execute(
      sql`UPDATE stock SET on_hand = on_hand + 365 * 7 WHERE variant_id = ${variantId} AND location_id = ${MAIN_LOCATION}`,
    );
  }
  const moved = () =>
    stock.db.one(sql`SELECT (SELECT sum(quantity)::int FROM stock_movements) AS kept,
      (SELECT sum(quantity)::int FROM stock_movement_months) AS summed,
      (SELECT sum(movements)::int FROM stock_movement_months) AS movements`);

  it('of a year are those of the period, and the sums of the months before: the levels stay proven', async () => {
    await aYearOf(await stock.variant(null));
    expect((await mismatches(stock.db)).count).toBe(0);
    await sweepAll();
    expect(await count(sql`stock_movements`)).toBe(KEEP_DAYS * 7);
    expect(await moved()).toEqual({ kept: KEEP_DAYS * 7, summed: 265 * 7, movements: 265 * 7 });
    // Nine or ten months, in and out.
    expect(await count(sql`stock_movement_months`)).toBeLessThanOrEqual(10 * 2);
    expect((await mismatches(stock.db)).count).toBe(0);
  });

  it('are summed up a thousand at a time; an instance that dies in between leaves the levels proven', async () => {
    await aYearOf(await stock.variant(null));
    await aSweeper().turn();
    expect(await count(sql`stock_movements`)).toBe(365 * 7 - 1_000);
    expect((await mismatches(stock.db)).count).toBe(0);
    const killed = stock.db.tx(async (tx) => {
      await tx.execute(sql`DELETE FROM stock_movements WHERE created_at < now() - interval '300 days'`);
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    await sweepAll();
    expect(await moved()).toMatchObject({ movements: 265 * 7 });
    expect((await mismatches(stock.db)).count).toBe(0);
  });

  it('are summed up once by many instances at once, while others sell', async () => {
    const variantId = await stock.variant(null);
    await aYearOf(variantId);
    await stock.db.execute(sql`UPDATE stock SET tracked = true WHERE variant_id = ${variantId}`);
    const now = new Date();
    const sales = Array.from({ length: 20 }, () =>
      stock.store.hold({
        ...{ orderId: v7(), customer: '', items: [{ variantId, quantity: 1 }], sells: true, now },
        expiresAt: now,
      }),
    );
    await Promise.all([...sales, ...Array.from({ length: 8 }, sweepAll)]);
    await sweepAll();
    expect(await moved()).toMatchObject({ movements: 265 * 7 });
    expect((await mismatches(stock.db)).count).toBe(0);
  });

  it('can not be deleted without being summed up, nor while they are young', async () => {
    await aYearOf(await stock.variant(null));
    const forget = sql`DELETE FROM stock_movements WHERE created_at < now() - interval '200 days'`;
    expect(await stock.db.execute(forget)).toBe(165 * 7);
    expect((await mismatches(stock.db)).count).toBe(0);
    await expect(stock.db.execute(sql`DELETE FROM stock_movements`)).rejects.toThrow('append-only');
  });
});

describe('holds', () => {
  it('that ended long ago are deleted with their lines; younger ones and those that are owed stay', async () => {
    const id = await stock.variant(100);
    const [old, young] = [
      await shipped('ada', id, 1, KEEP_DAYS + 1),
      await shipped('ada', id, 1, KEEP_DAYS - 1),
    ];
    const [owed, held, refused] = [v7(), v7(), v7()];
    await stock.sell(owed, [id, 1]);
    await stock.hold(held, [id, 1]);
    await stock.hold(refused, [id, 1]);
    await stock.store.release(refused, 'declined', NOW);
    for (const order of [owed, held, refused]) await age(order, 1_000);
    await sweepAll();
    const states = await Promise.all([old, young, owed, held, refused].map((order) => stock.stateOf(order)));
    expect(states).toEqual([undefined, 'consumed', 'committed', 'held', undefined]);
    expect(await count(sql`hold_lines`)).toBe(3);
    expect(await count(sql`consumed_lines`)).toBe(1);
    expect(await stock.level(id)).toMatchObject({ onHand: 97, held: 1 });
  });

  it('count against the limit per customer after they are gone, less what was returned and without what was refused', async () => {
    const [limited, free] = [await stock.variant(100), await stock.variant(100)];
    await stock.limitPerCustomer(limited, 5);
    const first = await shipped('ada', limited, 2, KEEP_DAYS + 9);
    await stock.store.takeBack(
      { returnId: v7(), orderId: first, items: [{ variantId: limited, quantity: 1 }] },
      NOW,
    );
    await age(first, KEEP_DAYS + 9);
    await shipped('ada', free, 3, KEEP_DAYS + 9);
    const refused = v7();
    await stock.holdFor('ada', refused, [limited, 1]);
    await stock.store.release(refused, 'declined', NOW);
    await age(refused, KEEP_DAYS + 9);
    await sweepAll();
    await shipped('ada', limited, 1, KEEP_DAYS + 2);
    await sweepAll();
    expect(await count(sql`holds`)).toBe(0);
    // One row for the customer, and none for what has no limit.
    expect(
      await stock.db.query(sql`SELECT customer, variant_id, quantity::int FROM customer_purchases`),
    ).toEqual([{ customer: 'ada', variant_id: limited, quantity: 2 }]);
    expect(await stock.holdFor('ada', v7(), [limited, 4])).toMatchObject({
      kind: 'over',
      over: [{ variantId: limited, asked: 4, already: 2, limit: 5 }],
    });
    expect(await stock.holdFor('ada', v7(), [limited, 3])).toEqual({ kind: 'held' });
    expect(await stock.holdFor('eve', v7(), [limited, 5])).toEqual({ kind: 'held' });
  });

  it('that a limit counts are counted once, also with many instances and purchases at once', async () => {
    const id = await stock.variant(1_000);
    await stock.limitPerCustomer(id, 30);
    for (let i = 0; i < 20; i++) await shipped('ada', id, 1, KEEP_DAYS + 1);
    const outcomes = await Promise.all([
      ...Array.from({ length: 8 }, sweepAll),
      ...Array.from({ length: 20 }, () => stock.holdFor('ada', v7(), [id, 1])),
    ]);
    const held = outcomes.filter((outcome) => outcome?.kind === 'held');
    expect(held).toHaveLength(10);
  });

  it('are forgotten a thousand at a time', async () => {
    await stock.db.execute(sql`
      INSERT INTO holds (order_id, state, created_at, changed_at)
      SELECT gen_random_uuid(), 'released', now() - interval '1 year', now() - interval '1 year'
      FROM generate_series(1, 2500)`);
    await aSweeper().turn();
    expect(await count(sql`holds`)).toBe(1_500);
  });
});
