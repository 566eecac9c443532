import 'reflect-metadata';
import { sql } from '@tradepost/database';
import { Operations } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { retryStuck } from '@tradepost/saga';
import { testDatabase, testRedis, type TestDatabase } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import type { ComparedHold } from './domain/reconciliation.ts';
import { PaymentProviders } from './flows/payment-provider.ts';
import { Reconcile, type ReconcileTimes } from './flows/reconcile.ts';
import { ReconciliationDesk } from './io/reconciliation.desk.ts';
import { PostgresReconciliations } from './io/reconciliation.store.ts';
import { ReconciliationWorker } from './io/reconciliation.worker.ts';
import { FakeStock, neighbourDown } from './testing/fake-neighbours.ts';
import { BookedProvider, HOUR_AGO, PlantedHolds } from './testing/planted-books.ts';
import { runOrder } from './testing/running-order.ts';
import { wireNeighbours } from './testing/wire-neighbours.ts';

jest.setTimeout(20_000);

const everything = { state: '', code: '', pageSize: 100, pageToken: '' };

let own: TestDatabase;
let provider: BookedProvider;
let holds: PlantedHolds;
let stock: FakeStock;
let released: string[];
let retried: string[];

beforeAll(async () => {
  own = await testDatabase(new URL('../prisma/migrations', import.meta.url));
});
afterAll(() => own?.close());
beforeEach(async () => {
  [provider, holds, stock] = [new BookedProvider(), new PlantedHolds(), new FakeStock()];
  [released, retried] = [[], []];
  await own.db.execute(sql`TRUNCATE orders, payments, order_lines, order_timeline, sagas, outbox,
    reconciliation_runs, reconciliation_findings CASCADE`);
  await own.db.execute(sql`UPDATE reconciliation_turn SET holder = NULL, until = '-infinity'`);
});

/** One of any number of instances. */
function replica(times: Partial<ReconcileTimes> = {}): Reconcile {
  return new Reconcile(
    {
      store: new PostgresReconciliations(own.db, new Operations(own.db)),
      payments: new PaymentProviders([provider]),
      ...{ holds, log: { warn: () => {} } },
      stock: {
        release: (orderId) => {
          released.push(orderId);
          const at = holds.all.findIndex((hold) => hold.orderId === orderId);
          holds.all[at] = { ...(holds.all[at] as ComparedHold), state: 'released' };
          return stock.release(orderId);
        },
      },
      sagas: {
        retry: (id) => {
          retried.push(id);
          return retryStuck(own.db, id);
        },
      },
    },
    { everyMs: 0, leaseMs: 10_000, settleMs: 60_000, ...times },
  );
}

type Planted = { state?: string; paymentState?: string; captured?: number; hold?: string; booked?: boolean };

/** An order of 14.00 an hour ago, with its payment, its hold and its authorisation, as far as they fit. */
async function plant(change: Planted = {}): Promise<string> {
  const { state = 'confirmed', paymentState = 'captured', captured = 1_400, hold, booked = true } = change;
  const id = uuidv7({ msecs: HOUR_AGO.getTime() });
  await own.db.execute(sql`WITH o AS (
    INSERT INTO orders (id, email, state, payment_state, fulfilment_state, provider, currency, items_minor,
      discount_minor, shipping_minor, tax_minor, grand_minor, tax_included, shipping_address, version, created_at, updated_at)
    VALUES (${id}, 'ada@example.com', ${state}, ${paymentState}, 'unfulfilled', 'sandbox', 'GBP', 1000, 0, 400, 0, 1400,
      true, '{}', 1, ${HOUR_AGO}, ${HOUR_AGO}) RETURNING id)
    INSERT INTO payments (order_id, provider, amount_minor, currency, captured_minor, state, updated_at)
    SELECT id, 'sandbox', 1400, 'GBP', ${captured}, ${paymentState}, ${HOUR_AGO}::timestamptz FROM o`);
  if (booked) book(id, { captured });
  holds.all.push({
    ...{ orderId: id, state: hold ?? 'committed', expiresAt: HOUR_AGO, changedAt: HOUR_AGO },
  });
  return id;
}

function book(orderId: string, change: object = {}): string {
  const key = `${orderId}/authorize`;
  const made = { amountMinor: 1_400, state: 'authorized' as const, captured: 0, refunded: 0 };
  provider.books.set(key, { ...made, ...change });
  return key;
}

const plantSaga = (id: string, name: string, orderId: string, status = 'stuck') =>
  own.db.execute(sql`INSERT INTO sagas (id, name, status, state, next_run_at, deadline_at)
    VALUES (${id}, ${name}, ${status}, ${JSON.stringify({ orderId })}::jsonb, now() + interval '1 hour', now())`);

type FindingRow = { code: string; subject: string; state: string; action: string; attempts: number };
const findings = () =>
  own.db.query<FindingRow>(sql`
    SELECT code, subject, state, action, attempts FROM reconciliation_findings ORDER BY code, subject`);
const runs = () =>
  own.db.query<{ id: string; state: string; found: number; healed: number; skipped: string[] }>(
    sql`SELECT id, state, found, healed, skipped FROM reconciliation_runs ORDER BY id`,
  );

test('a shop in which all fits together has no findings', async () => {
  await plant();
  expect(await replica().turn()).toBe(true);
  expect(await runs()).toMatchObject([{ state: 'done', found: 0, healed: 0, skipped: [] }]);
  expect(await findings()).toEqual([]);
});

/** Each plants a fault and says under which name it must be found. */
const faults: [code: string, end: 'open' | 'healed', plant: () => Promise<string>][] = [
  ['money.without_order', 'healed', () => Promise.resolve(book(uuidv7()))],
  ['money.without_order', 'open', () => Promise.resolve(book(uuidv7(), { captured: 1_400 }))],
  [
    'money.without_order',
    'healed',
    async () =>
      book(await plant({ state: 'rejected', paymentState: 'failed', captured: 0, hold: 'released' })),
  ],
  ['order.without_money', 'open', () => plant({ booked: false })],
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
      book(id, { captured: 1_300 });
      return id;
    },
  ],
  [
    'hold.without_order',
    'healed',
    () => plant({ state: 'expired', paymentState: 'voided', captured: 0, booked: false }),
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
    () => plant({ state: 'pending', paymentState: 'created', captured: 0, booked: false, hold: 'released' }),
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
  test.each(faults)('%s (%s) is found once and mended at most once', async (code, end, plantFault) => {
    const subject = await plantFault();
    const replicas = [replica(), replica()];
    const turns = await Promise.all(replicas.map((one) => one.turn()));
    expect(turns.filter(Boolean)).toHaveLength(1);
    const attempts = end === 'healed' ? 1 : 0;
    expect(await findings()).toMatchObject([{ code, subject, state: end, attempts }]);
    // Once more: what was healed stays so, what is open is the same finding.
    for (const one of replicas) await one.turn();
    expect(await findings()).toMatchObject([{ code, subject, state: end, attempts }]);
  });

  test('what is mended by hand is gone with the next run, and reads as what was done', async () => {
    const id = await plant({ hold: 'expired' });
    const voided = book(uuidv7());
    const one = replica();
    await one.turn();
    holds.all.splice(0, 1, { orderId: id, state: 'committed', expiresAt: null, changedAt: HOUR_AGO });
    await one.turn();
    expect(await findings()).toMatchObject([
      { code: 'hold.expired', state: 'gone' },
      { code: 'money.without_order', state: 'healed', action: 'the authorisation was voided' },
    ]);
    expect(provider.books.get(voided)?.state).toBe('voided');
  });
});

test('goods and captures are set right through their own ways', async () => {
  const dead = await plant({ state: 'cancelled', paymentState: 'refunded', captured: 0, booked: false });
  const unpaid = await plant({ paymentState: 'authorized', captured: 0 });
  await plantSaga(unpaid, 'place-order', unpaid);
  await replica().turn();
  expect([released, retried]).toEqual([[dead], [unpaid]]);
  const [saga] = await own.db.query(sql`SELECT status FROM sagas WHERE id = ${unpaid}`);
  expect(saga).toEqual({ status: 'running' });
});

test('what can not be mended is tried three times, then left to a person', async () => {
  const key = book(uuidv7());
  provider.lost.add('void');
  provider.void = () => Promise.resolve({ kind: 'unknown', detail: 'no answer' });
  const one = replica();
  for (let i = 0; i < 5; i++) await one.turn();
  expect(await findings()).toMatchObject([
    { subject: key, state: 'open', attempts: 3, action: 'tried to void: no answer' },
  ]);
});

test('books that can not be read are skipped, and their findings stand', async () => {
  await plant({ booked: false });
  const one = replica();
  await one.turn();
  provider.isAway = true;
  holds.during = () => neighbourDown();
  await one.turn();
  expect((await runs()).at(-1)).toMatchObject({ state: 'done', skipped: ['bookings', 'holds'] });
  expect(await findings()).toMatchObject([{ code: 'order.without_money', state: 'open' }]);
});

test('the turn moves when its holder dies in the middle, and the run is done again', async () => {
  const key = book(uuidv7());
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

test('a holder that only slept mends nothing any more', async () => {
  book(uuidv7());
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

test('a run is due once per period, or when somebody asks', async () => {
  const [one, other] = [replica({ everyMs: 60_000 }), replica({ everyMs: 60_000 })];
  expect([await one.turn(), await one.turn(), await other.turn()]).toEqual([true, false, false]);
  await own.db.execute(sql`INSERT INTO reconciliation_runs (id, state) VALUES (${uuidv7()}, 'waiting')`);
  await one.leave();
  expect([await other.turn(), await other.turn()]).toEqual([true, false]);
});

test('who finds nothing to do takes no turn, so that anybody can when there is', async () => {
  const one = replica({ everyMs: 60_000 });
  await one.turn();
  await one.leave();
  expect(await one.turn()).toBe(false);
  expect(await own.db.query(sql`SELECT holder FROM reconciliation_turn`)).toEqual([{ holder: null }]);
});

test('the service itself: asked for a run, does it with what neighbours can tell, and shows it', async () => {
  const redis = await testRedis();
  const neighbours = await wireNeighbours(new Logger({ service: 'spec', level: 'silent' }));
  const running = await runOrder({ databaseUrl: own.url, redisUrl: redis.url, neighbours });
  const desk = running.app.get(ReconciliationDesk);
  const worker = running.app.get(ReconciliationWorker);
  await plantSaga(uuidv7(), 'cancel-order', uuidv7());
  const ask = (idempotencyKey = '') => desk.requestRun({ idempotencyKey, actorId: 'somebody' });
  const [asked, again] = [await ask('one'), await ask()];
  expect(again.run?.id).toBe(asked.run?.id);
  worker.start();
  // It would look by itself after a while; whoever asks does not wait for that.
  await ask();
  const isDone = { id: asked.run?.id, state: 'done' };
  await waitFor(async () => expect(await runs()).toMatchObject([isDone]), 10_000);
  expect(await ask('one')).toEqual(asked);
  const shown = await desk.listFindings(everything);
  expect(shown.items).toMatchObject([{ code: 'saga.stuck', state: 'open' }]);
  expect(shown.counts).toContainEqual({ code: 'money.without_order', open: 0 });
  expect(shown.counts).toContainEqual({ code: 'saga.stuck', open: 1 });
  await expect(desk.listFindings({ ...everything, pageToken: 'x' })).rejects.toMatchObject({
    code: 'cursor.invalid',
  });
  await worker.stop();
  await running.close();
  await neighbours.close();
  await redis.close();
});
