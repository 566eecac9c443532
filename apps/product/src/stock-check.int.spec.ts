import { sql } from '@tradepost/database';
import { Logger, Metrics } from '@tradepost/observability';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { MAIN_LOCATION } from './domain/stock.ts';
import { StockCheck } from './io/stock-check.worker.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';
import { aStockedVariant } from './testing/stock-rows.ts';

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
});
afterAll(() => running.close());

/** One instance of the service, as far as this is concerned. */
function anInstance() {
  const metrics = new Metrics('product');
  const log = new Logger({ service: 'product', level: 'silent' });
  const check = new StockCheck({ STOCK_CHECK_MS: 300_000 }, running.db, log, metrics);
  const wrong = async (): Promise<number> =>
    Number(/^stock_levels_wrong\{[^}]*\} (\d+)$/m.exec(await metrics.export())?.[1]);
  return { check, wrong };
}

const becomesDue = () =>
  running.db.execute(sql`UPDATE stock_check SET checked_at = now() - interval '275 s'`);

it('one instance compares for all, and each reports how many levels are wrong', async () => {
  await aStockedVariant(running.db, [{ locationId: MAIN_LOCATION, onHand: 1 }]);
  await running.db.execute(sql`INSERT INTO locations (id, code, name, priority)
    SELECT gen_random_uuid(), 'annexe-' || n, 'Annexe', n FROM generate_series(1, 100) AS n`);
  await running.db
    .execute(sql`INSERT INTO stock (variant_id, location_id, product_id, on_hand, tracked, on_sale)
    SELECT variant_id, l.id, product_id, 1, true, true FROM stock CROSS JOIN locations l WHERE code LIKE 'annexe-%'`);
  await running.db.execute(sql`INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason)
    SELECT gen_random_uuid(), variant_id, location_id, 1, 'import' FROM stock WHERE location_id <> ${MAIN_LOCATION}`);
  await running.db.execute(sql`UPDATE stock SET on_hand = 2`);
  const [a, b] = [anInstance(), anInstance()];
  await a.check.run();
  expect(await a.wrong()).toBe(101);

  await running.db.execute(sql`UPDATE stock SET on_hand = 1`);
  await b.check.run();
  // Its turn is not due: it reports what the other one found.
  expect(await b.wrong()).toBe(101);

  await becomesDue();
  await b.check.run();
  await a.check.run();
  expect([await a.wrong(), await b.wrong()]).toEqual([0, 0]);
});

it('a large stock is compared bit by bit, with all locations of a variant together', async () => {
  const becomeWrong = (by: number) =>
    running.db.execute(sql`UPDATE stock SET on_hand = on_hand + ${by} WHERE location_id = ${MAIN_LOCATION}`);
  for (let n = 0; n < 3; n++) await aStockedVariant(running.db, [{ locationId: MAIN_LOCATION, onHand: 1 }]);
  const { check, wrong } = anInstance();
  const pass = async (): Promise<number[]> => {
    const seen: number[] = [];
    do {
      await becomesDue();
      await check.run(1);
      seen.push(await wrong());
    } while (
      (await running.db.maybeOne(sql`SELECT 1 FROM stock_check WHERE checked_to IS NOT NULL`)) !== undefined
    );
    return seen;
  };
  expect((await pass()).at(-1)).toBe(0);
  await becomeWrong(1);
  // Reported as they are found: 1 in the first slice, at last all four.
  expect(await pass()).toEqual([1, 2, 3, 4, 4]);
  await becomeWrong(-1);
  // Until nothing wrong is found in a whole pass.
  expect(await pass()).toEqual([4, 4, 4, 4, 0]);
});
