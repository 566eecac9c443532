import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Database, sql, type Sql } from '@tradepost/database';
import { testDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { partitionOf } from './event.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { appendEvents } from './outbox.ts';
import { aLog, anEvent } from './testing/an-event.ts';
import { sentCommands } from './testing/sent-commands.ts';

jest.setTimeout(20_000);

let own: TestDatabase;
let broker: TestRedis;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  own = await testDatabase(new URL('../sql/messaging.sql', import.meta.url), { max: 20 });
  broker = await testRedis();
});
afterAll(() => Promise.all([own.close(), broker.close()]));
beforeEach(async () => {
  await broker.flush();
  await own.db.execute(sql`TRUNCATE outbox, outbox_relays`);
  await own.db.execute(
    sql`UPDATE outbox_leases SET holder = NULL, until = '-infinity', epoch = NULL, run_id = NULL`,
  );
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const end of ends.splice(0).reverse()) await end();
});

/** It only publishes what it is told of. */
function aRelay() {
  const statements: string[] = [];
  const db = new Database({ url: own.url, onStatement: (text) => void statements.push(text) });
  const relay = new OutboxRelay({
    ...{ service: 'spec', db, redis: broker.redis, log: aLog() },
    ...{ pollMs: 60_000, gatherMs: 5, leaseMs: 60_000 },
  });
  relay.start();
  ends.push(async () => {
    await relay.stop();
    await db.close();
  });
  return { relay, reads: () => statements.filter((text) => text.includes('FROM outbox WHERE')).length };
}

const live = (table: Sql) =>
  own.db.one<{ n: number }>(sql`SELECT count(*) AS n FROM ${table} WHERE until > now()`);
const waitForLive = (table: Sql, n: number) => waitFor(async () => expect(await live(table)).toEqual({ n }));

/** Two relays, and the partitions of the first. */
async function twoRelays() {
  // The first shares with one that is gone before the second comes, which so finds half of the partitions free.
  await own.db.execute(sql`INSERT INTO outbox_relays VALUES (${randomUUID()}, now() + interval '500 ms')`);
  const first = aRelay();
  await waitForLive(sql`outbox_leases`, 4);
  await waitForLive(sql`outbox_relays`, 1);
  const rows = await own.db.query<{ partition: number }>(
    sql`SELECT partition FROM outbox_leases WHERE until > now()`,
  );
  const second = aRelay();
  await waitForLive(sql`outbox_leases`, 8);
  await waitFor(async () =>
    expect(await broker.redis.pubsub('NUMSUB', 'relays:spec')).toEqual(['relays:spec', 2]),
  );
  // Each has looked once, when it began.
  await waitFor(() => expect([first.reads(), second.reads()]).toEqual([1, 1]));
  return { first, second, ofFirst: rows.map(({ partition }) => partition) };
}

const anEventOf = (isWanted: (partition: number) => boolean) => {
  for (;;) {
    const event = anEvent({ aggregateId: randomUUID() });
    if (isWanted(partitionOf(event.aggregateId))) return event;
  }
};

const published = () => broker.redis.xlen('events:spec');

describe('with several relays', () => {
  it('what was written beside one is read only by the relay that holds its partition', async () => {
    const { first, second, ofFirst } = await twoRelays();
    const event = anEventOf((partition) => !ofFirst.includes(partition));
    await appendEvents(own.db, [event]);
    first.relay.notify([event.aggregateId]);
    await waitFor(async () => expect(await published()).toBe(1));
    expect([first.reads(), second.reads()]).toEqual([1, 2]);
  });

  it('no other is woken for a partition of its own', async () => {
    const { first, second, ofFirst } = await twoRelays();
    const event = anEventOf((partition) => ofFirst.includes(partition));
    await appendEvents(own.db, [event]);
    const commands = sentCommands();
    first.relay.notify([event.aggregateId]);
    await waitFor(async () => expect(await published()).toBe(1));
    expect(commands).not.toContain('publish');
    expect([first.reads(), second.reads()]).toEqual([2, 1]);
  });

  it('all look when it is not known what was written, and for a signal of the release before', async () => {
    const { first, second } = await twoRelays();
    await appendEvents(
      own.db,
      Array.from({ length: 40 }, () => anEvent()),
    );
    first.relay.notify();
    await waitFor(async () => expect(await published()).toBe(40));
    expect([first.reads(), second.reads()]).toEqual([2, 2]);
    await appendEvents(
      own.db,
      Array.from({ length: 40 }, () => anEvent()),
    );
    await broker.redis.publish('relays:spec', '');
    await waitFor(async () => expect(await published()).toBe(80));
  });
});
