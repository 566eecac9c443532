import { sql } from '@tradepost/database';
import { inboxSweep, keySweep, outboxSweep, Sweeper } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { serviceDatabase, type TestDatabase } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { OrderDatabase } from './io/order-database.ts';
import { OrderRetention } from './io/order-retention.ts';

const DAY_MS = 86_400_000;

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

let own: TestDatabase<OrderDatabase>;
beforeAll(async () => {
  own = await serviceDatabase(OrderDatabase, new URL('../prisma/migrations', import.meta.url));
});
afterAll(() => own?.close());

/** Twenty purchases on each day of a year, and what they leave. */
async function aYear(): Promise<void> {
  const at = sql`FROM generate_series(0, 364) AS day, LATERAL (SELECT now() - day * interval '1 day' AS at) t,
    generate_series(1, 20) AS n`;
  await own.db.execute(sql`
    INSERT INTO sagas (id, name, status, state, next_run_at, deadline_at, created_at, updated_at)
    SELECT gen_random_uuid(), 'place-order', CASE n WHEN 1 THEN 'undone' ELSE 'done' END, '{}', at, at, at, at ${at}`);
  await own.db.execute(sql`
    INSERT INTO mails (id, kind, recipient, locale, facts, state, good_until, created_at)
    SELECT gen_random_uuid(), 'order-confirmed', 'a@b.example', 'en', '{}', 'sent', at, at ${at}`);
  await own.db.execute(sql`
    INSERT INTO payment_news (provider, event_id, type, received_at) SELECT 'spec', day || '/' || n, 'x', at ${at}`);
  await own.db.execute(sql`
    INSERT INTO reconciliation_findings (code, subject, detail, state, happened_at, last_seen_at)
    SELECT 'amount.differs', day || '/' || n, '', CASE n WHEN 1 THEN 'open' WHEN 2 THEN 'healed' ELSE 'gone' END, at, at ${at}`);
  await own.db.execute(sql`
    INSERT INTO idempotency_keys (scope, key, request_hash, response, created_at)
    SELECT 'spec', day || '/' || n, '', CASE n WHEN 1 THEN NULL ELSE ''::bytea END, at ${at}`);
  await own.db.execute(sql`
    INSERT INTO outbox (id, aggregate_type, aggregate_id, partition, type, schema_version, payload, created_at, published_at)
    SELECT gen_random_uuid(), 'order', '', 0, 'x', 1, '', at, at ${at} ORDER BY at`);
  await own.db.execute(sql`INSERT INTO inbox SELECT 'spec', gen_random_uuid(), at ${at}`);
}

const counts = () =>
  own.db
    .one(sql`SELECT (SELECT count(*)::int FROM sagas) AS sagas, (SELECT count(*)::int FROM mails) AS mails,
    (SELECT count(*)::int FROM payment_news) AS events, (SELECT count(*)::int FROM reconciliation_findings) AS findings,
    (SELECT count(*)::int FROM idempotency_keys) AS keys, (SELECT count(*)::int FROM outbox) AS outbox,
    (SELECT count(*)::int FROM inbox) AS inbox`);

test('after a year the tables are as large as what is kept, and nothing is gone that is still needed', async () => {
  await aYear();
  const sagaId = uuidv7();
  await own.db.execute(sql`
    INSERT INTO sagas (id, name, status, state, next_run_at, deadline_at, created_at, updated_at)
    VALUES (${sagaId}, 'place-order', 'stuck', '{}', now(), now(), now() - interval '1 year', now() - interval '1 year')`);
  await own.db.execute(
    sql`UPDATE outbox SET published_at = NULL WHERE position IN (SELECT min(position) FROM outbox)`,
  );
  const sweeper = new Sweeper({ db: own.db, log: new Logger({ service: 'spec', level: 'silent' }) });
  sweeper.add(inboxSweep, keySweep, outboxSweep);
  new OrderRetention(sweeper, { SAGA_KEEP_MS: 30 * DAY_MS, MAIL_KEEP_DAYS: 30 });
  while (await sweeper.turn());
  expect(await counts()).toEqual({
    // Thirty days, and the one that is stuck.
    sagas: 30 * 20 + 1,
    mails: 30 * 20,
    events: 60 * 20,
    // Ninety days, and those that are open: one a day.
    findings: 90 * 19 + 365,
    // Two days, and those without a response.
    keys: 2 * 19 + 365,
    // A day, and the one that waits.
    outbox: 20 + 1,
    inbox: 3 * 20,
  });
});

test('tables of which each row is changed at once and then kept are vacuumed often', async () => {
  const often = await own.db.query<{ relname: string }>(sql`SELECT relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND reloptions @> '{autovacuum_vacuum_scale_factor=0.02}' ORDER BY 1`);
  expect(often.map(({ relname }) => relname)).toEqual([
    'idempotency_keys',
    'mails',
    'orders',
    'outbox',
    'sagas',
  ]);
});
