import { Injectable } from '@nestjs/common';
import { Worker } from '@tradepost/bootstrap';
import { Database, nothing, type Sql, sql, type Transaction } from '@tradepost/database';
import { Loop } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { dayOf, firstCountedDay } from '../domain/popularity.ts';
import { Clock } from '../flows/ports.ts';

const EVERY_MS = 10_000;

// One counter at a time; the others come back later.
const COUNTERS_TURN = 7_270_912;

/** Counts what was sold into what is popular. It is told by rows of the sales themselves, so nothing counts twice. */
@Injectable()
export class SalesCount extends Worker {
  private readonly loop: Loop;
  /** The day it counted for last: on the next one, another day falls out of the window. */
  private countedOn = '';

  constructor(
    private readonly db: Database,
    clock: Clock,
    log: Logger,
  ) {
    super();
    this.loop = new Loop({
      ...{ name: 'sales count', log },
      round: async () => {
        await this.count(clock.now());
        return EVERY_MS;
      },
    });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  async count(now: Date): Promise<void> {
    const today = dayOf(now);
    const isNewDay = today !== this.countedOn;
    const isNews = isNewDay || (await this.db.maybeOne(sql`SELECT 1 AS found FROM sale_changes LIMIT 1`));
    if (!isNews) return;
    const isCounted = await this.db.tx(async (tx) => {
      if (!(await isOurTurn(tx))) return false;
      const first = firstCountedDay(now);
      const sold = await take(tx, first);
      if (isNewDay) await tx.execute(sql`DELETE FROM product_sales WHERE sold_on < ${first}::date`);
      // A day that ends changes the sums of products that nobody buys any more, too.
      await sumUp(tx, isNewDay ? nothing : sql`AND product_id = ANY (${sold}::uuid[])`);
      return true;
    });
    if (isCounted) this.countedOn = today;
  }
}

async function isOurTurn(tx: Transaction): Promise<boolean> {
  const turn = await tx.one<{ isOurs: boolean }>(
    sql`SELECT pg_try_advisory_xact_lock(${COUNTERS_TURN}::bigint) AS "isOurs"`,
  );
  return turn.isOurs;
}

/** Counts the sales since the last time by product and day. @returns the products that have others now */
async function take(tx: Transaction, firstDay: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    WITH taken AS (DELETE FROM sale_changes RETURNING product_id, sold_on, orders)
    INSERT INTO product_sales (product_id, sold_on, orders)
    SELECT p.id, sold_on, sum(orders) FROM taken JOIN products p ON p.id = product_id
    WHERE sold_on >= ${firstDay}::date GROUP BY 1, 2 HAVING sum(orders) <> 0
    ON CONFLICT (product_id, sold_on) DO UPDATE SET orders = product_sales.orders + excluded.orders
    RETURNING product_id AS id`);
  return rows.map(({ id }) => id);
}

/** Writes the sums of some products, as far as they changed. */
async function sumUp(tx: Transaction, which: Sql): Promise<void> {
  await tx.execute(sql`
    WITH total AS (
      SELECT product_id, sum(orders)::int AS orders FROM product_sales WHERE true ${which}
      GROUP BY 1 HAVING sum(orders) > 0
    ), gone AS (
      DELETE FROM product_popularity p
      WHERE NOT EXISTS (SELECT FROM total WHERE total.product_id = p.product_id) ${which}
    )
    INSERT INTO product_popularity AS p (product_id, orders) SELECT product_id, orders FROM total
    ON CONFLICT (product_id) DO UPDATE SET orders = excluded.orders WHERE p.orders <> excluded.orders`);
}
