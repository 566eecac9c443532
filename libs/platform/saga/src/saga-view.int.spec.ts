import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from '@tradepost/database';
import { rowsRead, testDatabase, type TestDatabase } from '@tradepost/testing';
import type { SagaStatus } from './saga-store.ts';
import { viewSagas } from './saga-view.ts';

const PAGE = 20;

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase(new URL('../sql/saga.sql', import.meta.url), { max: 1 });
  // Of 20 000, three run, two are stuck, forty were undone long ago, and none is being undone.
  await own.db.execute(sql`
    INSERT INTO sagas (id, name, status, state, next_run_at, deadline_at)
    SELECT ('0190' || lpad(to_hex(n), 4, '0') || '-0000-7000-8000-000000000000')::uuid, 'spec',
      CASE WHEN n <= 40 THEN 'undone' WHEN n > 19997 THEN 'running' WHEN n % 9000 = 0 THEN 'stuck' ELSE 'done' END,
      '{}', now(), now()
    FROM generate_series(1, 20000) AS n`);
  await own.db.execute(sql`ANALYZE sagas`);
  // What Postgres may do with any statement after some calls: one plan for all values.
  await own.db.execute(sql`SET plan_cache_mode = force_generic_plan`);
});
afterAll(() => own?.close());

it.each<[SagaStatus | undefined, number]>([
  [undefined, PAGE],
  ['done', PAGE],
  ['running', 3],
  ['undoing', 0],
  ['undone', PAGE],
  ['stuck', 2],
])('reads about a page to list sagas that are %s', async (status, count) => {
  const reads = await rowsRead(own.db, async () => {
    expect(await viewSagas(own.db, 'orderId', { status, limit: PAGE })).toHaveLength(count);
  });
  expect(reads['sagas']?.wholeScans ?? 0).toBe(0);
  expect(reads['sagas']?.rows ?? 0).toBeLessThanOrEqual(2 * PAGE);
});
