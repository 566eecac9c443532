import { Database, sql } from '@tradepost/database';
import { testDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { fromFields, type StreamEvent } from './event.ts';
import { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.ts';
import { appendEvents } from './outbox.ts';
import { aLog, anEvent } from './testing/an-event.ts';
import { sentCommands } from './testing/sent-commands.ts';

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

test('many events are one statement and one command, and the next read of the outbox marks them', async () => {
  const statements: string[] = [];
  const db = new Database({ url: own.url, onStatement: (text) => void statements.push(text) });
  const one = relay({ db, pollMs: 60_000, leaseMs: 60_000 });
  await waitFor(async () => expect(await broker.redis.exists('events:spec:epoch')).toBe(1));
  const commands = sentCommands();
  await waitFor(() => expect(statements.some((text) => text.includes('FROM outbox WHERE'))).toBe(true));
  statements.length = 0;
  await appendEvents(
    own.db,
    Array.from({ length: 100 }, () => anEvent()),
  );
  one.notify();
  await waitFor(() => expect(commands).toContain('eval'));
  expect(commands).toEqual(['eval']);
  jest.restoreAllMocks();
  expect(statements).toHaveLength(1);
  await waitFor(async () => expect(await streamed()).toHaveLength(100));
  expect((await waiting()).n).toBe(100);
  one.notify();
  await allOut();
  expect(statements).toHaveLength(2);
  expect(await streamed()).toHaveLength(100);
  await one.stop();
  await db.close();
});

test('events that come often are gathered, one after a pause goes out at once', async () => {
  const rounds: number[] = [];
  const one = relay({
    pollMs: 60_000,
    leaseMs: 60_000,
    gatherMs: 400,
    onPublished: (n) => void rounds.push(n),
  });
  await waitFor(async () => expect(await broker.redis.exists('events:spec:epoch')).toBe(1));
  for (let n = 1; n <= 5; n++) {
    await appendEvents(own.db, [anEvent()]);
    one.notify();
    if (n === 1) await waitFor(() => expect(rounds).toEqual([1]));
  }
  await waitFor(() => expect(rounds).toEqual([1, 4]));
});

test('a relay that stops marks what it has published', async () => {
  const one = relay({ pollMs: 60_000, leaseMs: 60_000 });
  await waitFor(async () => expect(await broker.redis.exists('events:spec:epoch')).toBe(1));
  await appendEvents(own.db, [anEvent()]);
  one.notify();
  await waitFor(async () => expect(await streamed()).toHaveLength(1));
  await one.stop();
  expect((await waiting()).n).toBe(0);
});

test('what was published to a Redis that is emptied before it is marked is published again', async () => {
  const statements: string[] = [];
  const db = new Database({ url: own.url, onStatement: (text) => void statements.push(text) });
  const one = relay({ db, pollMs: 60_000, leaseMs: 3_000 });
  await waitFor(() => expect(statements.some((text) => text.includes('FROM outbox WHERE'))).toBe(true));
  const event = anEvent();
  await appendEvents(own.db, [event]);
  one.notify();
  await waitFor(async () => expect(await streamed()).toHaveLength(1));
  expect((await waiting()).n).toBe(1);
  await broker.flush();
  await waitFor(async () => expect(ids(await streamed())).toEqual([event.id]), { timeout: 10_000 });
  await one.stop();
  await db.close();
});
