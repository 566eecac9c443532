import { Injectable } from '@nestjs/common';
import { nothing, type Sql, sql, type Transaction } from '@tradepost/database';
import { dayOf, firstCountedDay } from '../domain/popularity.ts';
import { ProductDatabase } from './product-database.ts';

// One counter at a time; a replica that finds it taken has nothing to do.
const COUNTER_LOCK = 7_270_912;

/** Counts sales into popularity. The sales leave rows for it, which it deletes: nothing counts twice. */
@Injectable()
export class SalesCount {
  /** The day of the last count: on the next one, a day drops out of the window. */
  private countedOn = '';

  constructor(private readonly db: ProductDatabase) {}

  async count(now: Date): Promise<void> {
    const today = dayOf(now);
    const isNewDay = today !== this.countedOn;
    const isDue = isNewDay || (await this.db.maybeOne(sql`SELECT 1 AS found FROM sale_changes LIMIT 1`));
    if (!isDue) return;
    const isCounted = await this.db.tx(async (tx) => {
      if (!(await tryLock(tx))) return false;
      const firstDay = firstCountedDay(now);
      const sold = await countByDay(tx, firstDay);
      if (isNewDay) await tx.execute(sql`DELETE FROM product_sales WHERE sold_on < ${firstDay}::date`);
      // A day that drops out also changes the sums of products that were not sold today.
      await sumUp(tx, isNewDay ? nothing : sql`AND product_id = ANY (${sold}::uuid[])`);
      return true;
    });
    if (isCounted) this.countedOn = today;
  }
}

async function tryLock(tx: Transaction): Promise<boolean> {
  const { isLocked } = await tx.one<{ isLocked: boolean }>(
    sql`SELECT pg_try_advisory_xact_lock(${COUNTER_LOCK}::bigint) AS "isLocked"`,
  );
  return isLocked;
}

/** Adds the sales since the last count to their product and day. @returns the products whose counts changed */
async function countByDay(tx: Transaction, firstDay: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    WITH taken AS (DELETE FROM sale_changes RETURNING product_id, sold_on, orders)
    INSERT INTO product_sales (product_id, sold_on, orders)
    SELECT p.id, sold_on, sum(orders) FROM taken JOIN products p ON p.id = product_id
    WHERE sold_on >= ${firstDay}::date GROUP BY 1, 2 HAVING sum(orders) <> 0
    ON CONFLICT (product_id, sold_on) DO UPDATE SET orders = product_sales.orders + excluded.orders
    RETURNING product_id AS id`);
  return rows.map(({ id }) => id);
}

/** Writes the sums over all days, where they changed. */
async function sumUp(tx: Transaction, which: Sql): Promise<void> {
  await tx.execute(sql`
    WITH total AS (
      SELECT product_id, sum(orders)::int AS orders FROM product_sales WHERE true ${which}
      GROUP BY 1 HAVING sum(orders) > 0
    ), unsold AS (
      DELETE FROM product_popularity p
      WHERE NOT EXISTS (SELECT FROM total WHERE total.product_id = p.product_id) ${which}
    )
    INSERT INTO product_popularity AS p (product_id, orders) SELECT product_id, orders FROM total
    ON CONFLICT (product_id) DO UPDATE SET orders = excluded.orders WHERE p.orders <> excluded.orders`);
}
