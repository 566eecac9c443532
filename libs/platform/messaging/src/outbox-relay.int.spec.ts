import { randomUUID } from 'node:crypto';
import { Database, sql } from '@tradepost/database';
import { Metrics, runInContext } from '@tradepost/observability';
import {
  breakableLink,
  testDatabase,
  testRedis,
  type TestDatabase,
  type TestRedis,
} from '@tradepost/testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { fromFields, type StreamEvent } from './event.ts';
import { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.ts';
import { appendEvents, insertEvents } from './outbox.ts';
import { aLog, anEvent } from './testing/an-event.ts';

jest.setTimeout(20_000);

let own: TestDatabase;
let broker: TestRedis;
const started: OutboxRelay[] = [];

beforeAll(async () => {
  own = await testDatabase(new URL('../sql/messaging.sql', import.meta.url), { max: 20 });
  broker = await testRedis();
});
afterAll(() => Promise.all([own.close(), broker.close()]));
beforeEach(async () => {
  await broker.flush();
  await own.db.execute(sql`TRUNCATE outbox`);
  await own.db.execute(
    sql`UPDATE outbox_leases SET holder = NULL, until = '-infinity', epoch = NULL, run_id = NULL`,
  );
});
afterEach(() => Promise.all(started.splice(0).map((relay) => relay.stop())));

function relay(over: Partial<OutboxRelayOptions> = {}): OutboxRelay {
  const made = new OutboxRelay({
    ...{ service: 'spec', db: own.db, redis: broker.redis, log: aLog() },
    ...{ pollMs: 20, gatherMs: 5, leaseMs: 600 },
    ...over,
  });
  started.push(made);
  made.start();
  return made;
}

async function streamed(): Promise<StreamEvent[]> {
  const entries = await broker.redis.xrangeBuffer('events:spec', '-', '+');
  return entries.map(([, fields]) => fromFields(fields));
}

const ids = (events: readonly { id: string }[]): string[] => events.map((event) => event.id);
const waiting = () =>
  own.db.one<{ n: number }>(sql`SELECT count(*) AS n FROM outbox WHERE published_at IS NULL`);
const allOut = () =>
  waitFor(async () => expect((await waiting()).n).toBe(0), { timeout: 10_000, interval: 20 });

test('an event comes out as it was written, with the trace it belongs to', async () => {
  relay();
  const event = anEvent({ schemaVersion: 3 });
  const traceId = randomUUID().replaceAll('-', '');
  await runInContext({ traceId, spanId: '0' }, () => own.db.tx((tx) => appendEvents(tx, [event])));
  await allOut();
  expect(await streamed()).toEqual([
    {
      ...{
        id: event.id,
        type: event.type,
        source: 'spec',
        subject: event.aggregateId,
        aggregateType: 'thing',
      },
      ...{ time: expect.any(Date) as unknown as Date, schemaVersion: 3, traceId, data: event.payload },
    },
  ]);
});

test('as part of a statement, only events of changed rows are written', async () => {
  const [changed, unchanged] = [anEvent(), anEvent()];
  await own.db.execute(sql`WITH changed AS (SELECT ${changed.aggregateId}::text AS id)
    ${insertEvents([unchanged, changed], sql`JOIN changed ON changed.id = event.aggregate_id`)}`);
  expect(await own.db.query(sql`SELECT id FROM outbox`)).toEqual([{ id: changed.id }]);
});

test('nothing is published of a transaction that was rolled back', async () => {
  relay();
  const lost = own.db.tx(async (tx) => {
    await appendEvents(tx, [anEvent()]);
    throw new Error('no');
  });
  await expect(lost).rejects.toThrow('no');
  const kept = anEvent();
  await appendEvents(own.db, [kept]);
  await allOut();
  expect(ids(await streamed())).toEqual([kept.id]);
});

test('a woken relay does not wait for its poll', async () => {
  const slow = relay({ pollMs: 60_000 });
  await waitFor(async () => expect(await broker.redis.exists('events:spec:epoch')).toBe(1));
  await appendEvents(own.db, [anEvent()]);
  slow.notify();
  await waitFor(async () => expect(await streamed()).toHaveLength(1));
});

test('a lease is kept by one statement for as long as nothing is to move', async () => {
  const statements: string[] = [];
  const db = new Database({ url: own.url, onStatement: (text) => void statements.push(text) });
  const kept = relay({ db, pollMs: 10_000, leaseMs: 600 });
  const renewals = () => statements.filter((text) => text.includes('outbox_leases'));
  // The first takes the partitions: one look, and the transaction.
  await waitFor(() => expect(renewals().length).toBeGreaterThan(10), 10_000);
  expect(renewals().filter((text) => text.includes('ORDER BY partition FOR UPDATE'))).toHaveLength(1);
  const { n } = await own.db.one<{ n: number }>(
    sql`SELECT count(*) AS n FROM outbox_leases WHERE until > now()`,
  );
  expect(n).toBe(8);
  await kept.stop();
  await db.close();
});

test('three relays share the work and keep the order of each aggregate', async () => {
  const counts = [0, 0, 0];
  // A lease that is lost because the machine is busy would be a second publication.
  const options = { batch: 7, leaseMs: 2_000 };
  [0, 1, 2].forEach((i) => relay({ ...options, onPublished: (n) => (counts[i] = (counts[i] ?? 0) + n) }));
  // Each has its share before there is work.
  await waitFor(async () => {
    const holders = await own.db.query(sql`SELECT DISTINCT holder FROM outbox_leases WHERE until > now()`);
    expect(holders).toHaveLength(3);
  }, 10_000);
  const written = new Map<string, string[]>(Array.from({ length: 40 }, () => [randomUUID(), []]));
  await Promise.all(
    [...written].map(async ([aggregateId, mine]) => {
      for (let nth = 0; nth < 15; nth++) {
        const events = [anEvent({ aggregateId }), anEvent({ aggregateId })];
        await own.db.tx((tx) => appendEvents(tx, events));
        mine.push(...ids(events));
      }
    }),
  );
  await allOut();
  const out = await streamed();
  for (const [aggregateId, mine] of written) {
    expect(ids(out.filter((event) => event.subject === aggregateId))).toEqual(mine);
  }
  expect(out).toHaveLength(40 * 30);
  expect(counts.every((count) => count > 0)).toBe(true);
});

test('the oldest age and the number published can be watched, also while the database is away', async () => {
  const link = await breakableLink(own.url);
  const db = new Database({ url: link.url });
  const metrics = new Metrics('spec');
  const watched = relay({ db, metrics });
  await appendEvents(own.db, [anEvent(), anEvent()]);
  await allOut();
  await waitFor(async () =>
    expect(await metrics.export()).toContain('outbox_published_total{service_name="spec"} 2'),
  );
  await watched.stop();
  await appendEvents(own.db, [anEvent()]);
  const age = /outbox_oldest_age_seconds{service_name="spec"} 0\.\d+/;
  expect(await metrics.export()).toMatch(age);
  link.cut();
  expect(await metrics.export()).toMatch(age);
  await db.close();
  await link.close();
});

test('the partitions of a relay that died move when its lease is over', async () => {
  const dead = randomUUID();
  await own.db.execute(
    sql`INSERT INTO outbox_relays (id, until) VALUES (${dead}, now() + interval '400 ms')`,
  );
  await own.db.execute(sql`UPDATE outbox_leases SET holder = ${dead}, until = now() + interval '400 ms'`);
  const events = Array.from({ length: 20 }, () => anEvent());
  await appendEvents(own.db, events);
  relay();
  await allOut();
  expect(ids(await streamed())).toEqual(ids(events));
  const early = await own.db.query(sql`SELECT 1 FROM outbox, outbox_relays r
    WHERE r.id = ${dead} AND published_at < r.until`);
  expect(early).toEqual([]);
});

test('a stopped relay hands its partitions over at once', async () => {
  const first = relay({ leaseMs: 60_000 });
  await appendEvents(own.db, [anEvent()]);
  await allOut();
  await first.stop();
  relay();
  await appendEvents(own.db, [anEvent()]);
  await allOut();
});

test('an emptied Redis gets the last day again, in order, and nothing invented', async () => {
  relay();
  const aggregateId = randomUUID();
  const before = Array.from({ length: 30 }, () => anEvent({ aggregateId }));
  await appendEvents(own.db, before);
  await allOut();
  await own.db.execute(
    sql`UPDATE outbox SET published_at = now() - interval '25 hours' WHERE id = ${before[0]?.id}`,
  );
  await broker.flush();
  const after = Array.from({ length: 5 }, () => anEvent({ aggregateId }));
  await appendEvents(own.db, after);
  await waitFor(async () => expect(ids(await streamed())).toEqual(ids([...before.slice(1), ...after])), {
    timeout: 10_000,
  });
  await allOut();
});

test('events wait while Redis is away, with one line in the log, and go out when it is back', async () => {
  const link = await breakableLink(broker.url);
  const redis = new Redis(link.url).on('error', () => {});
  const log = aLog();
  const one = relay({ redis, log });
  await appendEvents(own.db, [anEvent()]);
  await allOut();
  link.cut();
  const events = [anEvent(), anEvent()];
  await appendEvents(own.db, events);
  await waitFor(() => expect(log.lines).toEqual(['outbox relay of spec fails and keeps trying']), 10_000);
  link.mend();
  await allOut();
  expect(ids(await streamed())).toEqual(expect.arrayContaining(ids(events)));
  await waitFor(() => expect(log.lines).toContain('outbox relay of spec works again'));
  expect(log.lines).toHaveLength(2);
  await one.stop();
  redis.disconnect();
  await link.close();
});
