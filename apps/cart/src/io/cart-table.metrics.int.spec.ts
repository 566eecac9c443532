import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from '@tradepost/database';
import { rowsRead, testDatabase, type TestDatabase } from '@tradepost/testing';
import { openCarts } from './cart-table.metrics.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase(new URL('../../prisma/migrations', import.meta.url), { max: 1 });
  // Of 6 000, a third is open, and a sixth of all is open and a customer's.
  await own.db.execute(sql`
    INSERT INTO carts (id, user_id, state, version, lines, created_at, updated_at)
    SELECT gen_random_uuid(), CASE WHEN n % 6 = 0 THEN gen_random_uuid() END,
      CASE WHEN n % 3 = 0 THEN 'active' ELSE 'expired' END, 1, '[]', now(), now()
    FROM generate_series(1, 6000) AS n`);
  await own.db.execute(sql`VACUUM (ANALYZE) carts`);
});
afterAll(() => own?.close());

it('open carts are counted while they are few', async () => {
  expect(await openCarts(own.db, 2_001)).toEqual({ guest: 1_000, user: 1_000 });
});

it('many open carts are taken from the statistics, and few of them are read', async () => {
  const reads = await rowsRead(own.db, async () => {
    expect(await openCarts(own.db, 50)).toEqual({ guest: 1_000, user: 1_000 });
  });
  expect(reads['carts']?.rows).toBeLessThanOrEqual(200);
});
