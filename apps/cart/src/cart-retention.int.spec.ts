import { sql } from '@tradepost/database';
import { Sweeper } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { unsavedCart } from './domain/unsaved-cart.ts';
import { CartRetention } from './io/cart-retention.ts';

const GUEST_CART_DAYS = 30;
const DAY_MS = 86_400_000;

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase(new URL('../prisma/migrations', import.meta.url));
});
afterAll(() => own.close());

/** On each day of a year ten carts began, and came to each of these states: `changedLater` days later. */
const aYear = (state: string, changedLater = 0) =>
  own.db.execute(sql`
    INSERT INTO carts (id, user_id, state, version, lines, frozen_for, snapshot, created_at, updated_at)
    SELECT encode(overlay(overlay(uuid_send(gen_random_uuid()) PLACING
          substring(int8send(floor(extract(epoch FROM at) * 1000)::bigint) FROM 3) FROM 1 FOR 6)
        PLACING '\\x70'::bytea FROM 7 FOR 1), 'hex')::uuid,
      CASE WHEN ${state} = 'active' THEN gen_random_uuid() END, ${state}, 1, '[]',
      CASE WHEN ${state} IN ('completing', 'ordered') THEN gen_random_uuid() END,
      CASE WHEN ${state} IN ('completing', 'ordered') THEN '{}'::jsonb END, at, at + ${changedLater} * interval '1 day'
    FROM generate_series(0, 364) AS day, generate_series(1, 10),
      LATERAL (SELECT now() - day * interval '1 day' AS at) t`);

it('after a year there are the ended carts of a month; open ones stay, and those that ended recently', async () => {
  for (const state of ['active', 'completing', 'ordered', 'merged']) await aYear(state);
  await aYear('expired', 60);
  const before = await own.db.query<{ id: string }>(sql`SELECT id FROM carts WHERE state = 'ordered'`);
  const sweeper = new Sweeper({ db: own.db, log: new Logger({ service: 'spec', level: 'silent' }) });
  new CartRetention(sweeper, { GUEST_CART_DAYS });
  while (await sweeper.turn());
  const left = await own.db.query(sql`SELECT state, count(*)::int AS carts FROM carts GROUP BY 1 ORDER BY 1`);
  expect(left).toEqual([
    { state: 'active', carts: 365 * 10 },
    { state: 'completing', carts: 365 * 10 },
    { state: 'expired', carts: (60 + 2) * 10 },
    { state: 'merged', carts: 31 * 10 },
    { state: 'ordered', carts: 31 * 10 },
  ]);

  // The id of a deleted one must not pass for an empty cart.
  const rows = await own.db.query<{ id: string }>(sql`SELECT id FROM carts`);
  const kept = new Set(rows.map(({ id }) => id));
  const gone = before.filter(({ id }) => !kept.has(id));
  expect(gone).toHaveLength((365 - 31) * 10);
  const anHourAgo = new Date(Date.now() - DAY_MS / 24);
  for (const { id } of gone)
    expect(unsavedCart(id, anHourAgo, GUEST_CART_DAYS)).toMatchObject({ state: 'expired' });
});
