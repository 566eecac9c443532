import 'reflect-metadata';
import { sql } from '@tradepost/database';
import { Operations } from '@tradepost/messaging';
import { BackgroundTask } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import { serviceDatabase, testRedis, type TestDatabase } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { OrderDatabase } from './io/order-database.ts';
import { HealFinding } from './flows/heal-finding.ts';
import { PaymentProviders } from './flows/payment-providers.ts';
import type { ReconciliationSettings } from './flows/ports/settings.ts';
import { ReadSnapshot } from './flows/read-snapshot.ts';
import { Reconcile } from './flows/reconcile.ts';
import { PostgresComparedState } from './io/compared-state.store.ts';
import { PostgresFindings } from './io/findings.store.ts';
import { PostgresReconciliationTurns } from './io/reconciliation-turns.store.ts';
import { ReconciliationController } from './io/reconciliation.controller.ts';
import { ReconciliationWorker } from './io/reconciliation.worker.ts';
import { SystemClock } from './io/system.ts';
import { fakeServers } from './testing/fake-servers.ts';
import { serviceDown } from './testing/fake-services.ts';
import {
  HOUR_AGO,
  insertOldOrder,
  PlantedHolds,
  ProviderWithLedger,
  ReleasingStock,
  RetryingSagas,
  type FindingRow,
  type Planted,
} from './testing/planted-state.ts';
import { runOrder } from './testing/running-order.ts';

jest.setTimeout(20_000);

const everything = { state: '', code: '', pageSize: 100, pageToken: '' };

let own: TestDatabase<OrderDatabase>;
let provider: ProviderWithLedger;
let holds: PlantedHolds;
let released: string[];
let retried: string[];

beforeAll(async () => {
  own = await serviceDatabase(OrderDatabase, new URL('../prisma/migrations', import.meta.url));
});
afterAll(() => own?.close());
beforeEach(async () => {
  [provider, holds] = [new ProviderWithLedger(), new PlantedHolds()];
  [released, retried] = [[], []];
  await own.db.execute(sql`TRUNCATE orders, payments, order_lines, order_timeline, sagas, outbox,
    reconciliation_runs, reconciliation_findings CASCADE`);
  await own.db.execute(sql`UPDATE reconciliation_turn SET holder = NULL, until = '-infinity'`);
});

/** One of any number of instances. */
function replica(change: Partial<ReconciliationSettings> = {}): Reconcile {
  const settings = { everyMs: 0, leaseMs: 10_000, settleMs: 60_000, ...change };
  const log = { warn: () => {} };
  const payments = new PaymentProviders([provider]);
  const state = new PostgresComparedState(own.db, new Operations(own.db));
  const findings = new PostgresFindings(own.db);
  return new Reconcile(
    new PostgresReconciliationTurns(own.db),
    findings,
    new ReadSnapshot(state, payments, holds, new SystemClock(), log),
    new HealFinding(
      findings,
      payments,
      new ReleasingStock(holds, released),
      new RetryingSagas(own.db, retried),
      log,
    ),
    settings,
  );
}

/** An order of 14.00 an hour ago, with its payment, its hold and its authorisation. */
async function plant({ hold = 'committed', authorised = true, ...change }: Planted = {}): Promise<string> {
  const order = { state: 'confirmed', paymentState: 'captured', captured: 1_400, ...change };
  const id = await insertOldOrder(own.db, order);
  if (authorised) authorise(id, { captured: order.captured });
  holds.all.push({ orderId: id, state: hold, expiresAt: HOUR_AGO, changedAt: HOUR_AGO });
  return id;
}

function authorise(orderId: string, change: object = {}): string {
  const key = `${orderId}/authorize`;
  const made = { amountMinor: 1_400, state: 'authorized' as const, captured: 0, refunded: 0 };
  provider.ledger.set(key, { ...made, ...change });
  return key;
}

const plantSaga = (id: string, name: string, orderId: string, status = 'stuck') =>
  own.db.execute(sql`INSERT INTO sagas (id, name, status, state, next_run_at, deadline_at)
    VALUES (${id}, ${name}, ${status}, ${JSON.stringify({ orderId })}::jsonb, now() + interval '1 hour', now())`);

const findings = () =>
  own.db.query<FindingRow>(sql`
    SELECT code, subject, state, action, attempts FROM reconciliation_findings ORDER BY code, subject`);
const runs = () =>
  own.db.query<{ id: string; state: string; found: number; healed: number; skipped: string[] }>(
    sql`SELECT id, state, found, healed, skipped FROM reconciliation_runs ORDER BY id`,
  );

test('a shop in which everything matches has no findings', async () => {
  await plant();
  expect(await replica().turn()).toBe(true);
  expect(await runs()).toMatchObject([{ state: 'done', found: 0, healed: 0, skipped: [] }]);
  expect(await findings()).toEqual([]);
});

/** Each plants a fault and returns the subject under which it must be found. */
const faults: [code: string, end: 'open' | 'healed', plant: () => Promise<string>][] = [
  ['money.without_order', 'healed', () => Promise.resolve(authorise(uuidv7()))],
  ['money.without_order', 'open', () => Promise.resolve(authorise(uuidv7(), { captured: 1_400 }))],
  [
    'money.without_order',
    'healed',
    async () =>
      authorise(await plant({ state: 'rejected', paymentState: 'failed', captured: 0, hold: 'released' })),
  ],
  ['order.without_money', 'open', () => plant({ authorised: false })],
  [
    'order.without_money',
    'healed',
    async () => {
      const id = await plant({ paymentState: 'authorized', captured: 0 });
      await plantSaga(id, 'place-order', id);
      return id;
    },
  ],
  [
    'amount.differs',
    'open',
    async () => {
      const id = await plant();
      authorise(id, { captured: 1_300 });
      return id;
    },
  ],
  [
    'hold.without_order',
    'healed',
    () => plant({ state: 'expired', paymentState: 'voided', captured: 0, authorised: false }),
  ],
  [
    'hold.without_order',
    'open',
    () => {
      const orderId = uuidv7({ msecs: HOUR_AGO.getTime() });
      holds.all.push({ orderId, state: 'committed', expiresAt: HOUR_AGO, changedAt: HOUR_AGO });
      return Promise.resolve(orderId);
    },
  ],
  ['hold.expired', 'open', () => plant({ hold: 'expired' })],
  ['hold.not_consumed', 'open', () => plant({ state: 'completed' })],
  [
    'order.pending_too_long',
    'open',
    () =>
      plant({ state: 'pending', paymentState: 'created', captured: 0, authorised: false, hold: 'released' }),
  ],
  [
    'saga.stuck',
    'open',
    async () => {
      const id = uuidv7();
      await plantSaga(id, 'cancel-order', await plant());
      return id;
    },
  ],
  [
    'outbox.old',
    'open',
    async () => {
      await own.db
        .execute(sql`INSERT INTO outbox (id, aggregate_type, aggregate_id, partition, type, schema_version,
        payload, created_at) VALUES (${uuidv7()}, 'order', 'x', 0, 'x', 1, '', now() - interval '2 minutes')`);
      return 'order';
    },
  ],
];

describe('with two replicas running', () => {
  test.each(faults)('%s (%s) is found once and healed at most once', async (code, end, plantFault) => {
    const subject = await plantFault();
    const replicas = [replica(), replica()];
    const turns = await Promise.all(replicas.map((one) => one.turn()));
    expect(turns.filter(Boolean)).toHaveLength(1);
    const attempts = end === 'healed' ? 1 : 0;
    expect(await findings()).toMatchObject([{ code, subject, state: end, attempts }]);
    // Repeated: what was healed stays healed, what is open is the same finding.
    for (const one of replicas) await one.turn();
    expect(await findings()).toMatchObject([{ code, subject, state: end, attempts }]);
  });

  test('what staff repaired is gone with the next run, and a healed finding says what was done', async () => {
    const id = await plant({ hold: 'expired' });
    const voided = authorise(uuidv7());
    const one = replica();
    await one.turn();
    holds.all.splice(0, 1, { orderId: id, state: 'committed', expiresAt: null, changedAt: HOUR_AGO });
    await one.turn();
    expect(await findings()).toMatchObject([
      { code: 'hold.expired', state: 'gone' },
      { code: 'money.without_order', state: 'healed', action: 'the authorisation was voided' },
    ]);
    expect(provider.ledger.get(voided)?.state).toBe('voided');
  });
});

test('stock is released and captures are retried in their ordinary ways', async () => {
  const dead = await plant({ state: 'cancelled', paymentState: 'refunded', captured: 0, authorised: false });
  const unpaid = await plant({ paymentState: 'authorized', captured: 0 });
  await plantSaga(unpaid, 'place-order', unpaid);
  await replica().turn();
  expect([released, retried]).toEqual([[dead], [unpaid]]);
  const [saga] = await own.db.query(sql`SELECT status FROM sagas WHERE id = ${unpaid}`);
  expect(saga).toEqual({ status: 'running' });
});

test('what can not be healed is tried three times, then left to staff', async () => {
  const key = authorise(uuidv7());
  provider.lost.add('void');
  provider.void = () => Promise.resolve({ kind: 'unknown', detail: 'no answer' });
  const one = replica();
  for (let i = 0; i < 5; i++) await one.turn();
  expect(await findings()).toMatchObject([
    { subject: key, state: 'open', attempts: 3, action: 'tried to void: no answer' },
  ]);
});

test('what can not be read is skipped, and its findings stay open', async () => {
  await plant({ authorised: false });
  const one = replica();
  await one.turn();
  provider.isAway = true;
  holds.during = () => serviceDown();
  await one.turn();
  expect((await runs()).at(-1)).toMatchObject({ state: 'done', skipped: ['bookings', 'holds'] });
  expect(await findings()).toMatchObject([{ code: 'order.without_money', state: 'open' }]);
});

test('the turn moves when its holder dies in the middle, and the run is done again', async () => {
  const key = authorise(uuidv7());
  let isDead = (): void => {};
  const died = new Promise<void>((done) => (isDead = done));
  holds.during = () => {
    holds.during = () => Promise.resolve();
    isDead();
    return new Promise(() => {});
  };
  void replica({ leaseMs: 400 }).turn();
  await died;
  const heir = replica({ leaseMs: 400 });
  expect(await heir.turn()).toBe(false);
  await waitFor(async () => expect(await heir.turn()).toBe(true), { timeout: 5_000, interval: 50 });
  expect(await runs()).toMatchObject([{ state: 'done', healed: 1 }]);
  expect(await findings()).toMatchObject([{ subject: key, state: 'healed', attempts: 1 }]);
});

test('a holder that only slept heals nothing any more', async () => {
  authorise(uuidv7());
  let wake = (): void => {};
  const asleep = Promise.withResolvers<void>();
  holds.during = () => {
    holds.during = () => Promise.resolve();
    asleep.resolve();
    return new Promise((done) => (wake = done));
  };
  const sleeper = replica({ leaseMs: 200 }).turn();
  await asleep.promise;
  const heir = replica({ leaseMs: 10_000 });
  await waitFor(async () => expect(await heir.turn()).toBe(true), { timeout: 5_000, interval: 50 });
  wake();
  expect(await sleeper).toBe(true);
  expect(await findings()).toMatchObject([{ state: 'healed', attempts: 1 }]);
});

test('a run is due once per period, or when it is requested', async () => {
  const [one, other] = [replica({ everyMs: 60_000 }), replica({ everyMs: 60_000 })];
  expect([await one.turn(), await one.turn(), await other.turn()]).toEqual([true, false, false]);
  await own.db.execute(sql`INSERT INTO reconciliation_runs (id, state) VALUES (${uuidv7()}, 'waiting')`);
  await one.leave();
  expect([await other.turn(), await other.turn()]).toEqual([true, false]);
});

test('an instance without work takes no turn, so that any instance can when there is some', async () => {
  const one = replica({ everyMs: 60_000 });
  await one.turn();
  await one.leave();
  expect(await one.turn()).toBe(false);
  expect(await own.db.query(sql`SELECT holder FROM reconciliation_turn`)).toEqual([{ holder: null }]);
});

test('the service does a requested run with what it can read, and shows the result', async () => {
  const redis = await testRedis();
  const services = await fakeServers(new Logger({ service: 'spec', level: 'silent' }));
  const running = await runOrder({ databaseUrl: own.url, redisUrl: redis.url, services });
  const controller = running.app.get(ReconciliationController);
  const worker = running.app.get(ReconciliationWorker);
  await plantSaga(uuidv7(), 'cancel-order', uuidv7());
  const request = (idempotencyKey = '') => controller.requestRun({ idempotencyKey, actorId: 'staff' });
  const [first, again] = [await request('one'), await request()];
  expect(again.run?.id).toBe(first.run?.id);
  BackgroundTask.prototype.onApplicationBootstrap.call(worker);
  // It would look by itself after a while; a request does not wait for that.
  await request();
  const isDone = { id: first.run?.id, state: 'done' };
  await waitFor(async () => expect(await runs()).toMatchObject([isDone]), 10_000);
  expect(await request('one')).toEqual(first);
  const shown = await controller.listFindings(everything);
  expect(shown.items).toMatchObject([{ code: 'saga.stuck', state: 'open' }]);
  expect(shown.counts).toContainEqual({ code: 'money.without_order', open: 0 });
  expect(shown.counts).toContainEqual({ code: 'saga.stuck', open: 1 });
  await expect(controller.listFindings({ ...everything, pageToken: 'x' })).rejects.toMatchObject({
    code: 'cursor.invalid',
  });
  await ReconciliationWorker.prototype.onApplicationShutdown.call(worker);
  await running.close();
  await services.close();
  await redis.close();
});
