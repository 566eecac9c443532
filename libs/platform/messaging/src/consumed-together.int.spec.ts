import { Database, sql } from '@tradepost/database';
import { testDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { toFields } from './event.ts';
import type { BatchHandler, EventHandler } from './apply-events.ts';
import { StreamConsumer, type StreamConsumerOptions } from './stream-consumer.ts';
import { aLog, anEvent } from './testing/an-event.ts';
import { sentCommands } from './testing/sent-commands.ts';

const TYPE = 'spec.thing.v1.ThingMoved';
const DEAD = 'events:listener:dead';

jest.setTimeout(20_000);

let own: TestDatabase;
let broker: TestRedis;
const started: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  own = await testDatabase(new URL('../sql/messaging.sql', import.meta.url), { max: 20 });
  await own.db.execute(sql`CREATE TABLE effects (event_id uuid, data text)`);
  broker = await testRedis();
});
afterAll(() => Promise.all([own.close(), broker.close()]));
beforeEach(async () => {
  await broker.flush();
  await own.db.execute(sql`TRUNCATE effects, inbox, outbox`);
});
afterEach(() => Promise.all(started.splice(0).map((worker) => worker.stop())));

/** The effect that must happen once: a row that a second run would double. */
const write: EventHandler = async (event, tx) => {
  await tx.execute(sql`INSERT INTO effects VALUES (${event.id}, ${Buffer.from(event.data).toString('hex')})`);
};

function consumer(
  handler: EventHandler | BatchHandler,
  over: Partial<StreamConsumerOptions> = {},
): StreamConsumer {
  const made = new StreamConsumer({
    ...{ service: 'listener', from: ['spec'], handlers: { [TYPE]: handler } },
    ...{ db: own.db, redis: broker.redis, log: aLog(), retryMs: 20, claimAfterMs: 300, blockMs: 50 },
    ...over,
  });
  started.push(made);
  made.start();
  return made;
}

async function publish(...events: ReturnType<typeof anEvent>[]): Promise<string[]> {
  for (const { aggregateId: subject, payload: data, ...event } of events) {
    const fields = toFields({
      ...event,
      source: 'spec',
      subject,
      time: new Date(),
      traceId: undefined,
      data,
    });
    await broker.redis.xadd('events:spec', '*', ...fields);
  }
  return events.map((event) => event.id);
}

async function effects(): Promise<string[]> {
  const rows = await own.db.query<{ event_id: string }>(sql`SELECT event_id FROM effects`);
  return rows.map((row) => row.event_id).sort();
}

const eventually = (check: () => Promise<void>) => waitFor(check, { timeout: 10_000, interval: 20 });
const expectEffects = (ids: string[]) =>
  eventually(async () => expect(await effects()).toEqual([...ids].sort()));
const expectNothingPending = () =>
  eventually(async () => {
    const [count] = await broker.redis.xpending('events:spec', 'listener');
    expect(count).toBe(0);
  });

/** One statement for all of them. */
const writeAll: BatchHandler = {
  together: async (events, tx) => {
    await tx.execute(
      sql`INSERT INTO effects SELECT id, '' FROM unnest(${events.map(({ id }) => id)}::uuid[]) AS e (id)`,
    );
  },
};

test('events that are read together take one statement more than their handler, and two commands', async () => {
  const statements: string[] = [];
  const db = new Database({ url: own.url, onStatement: (text) => void statements.push(text) });
  const ids = await publish(...Array.from({ length: 50 }, () => anEvent()));
  const commands = sentCommands();
  const one = consumer(writeAll, { db, blockMs: 60_000, claimAfterMs: 3_600_000 });
  await expectEffects(ids);
  await waitFor(() => expect(commands.filter((name) => name === 'xreadgroup')).toHaveLength(2));
  jest.restoreAllMocks();
  expect(statements).toHaveLength(2);
  // The second read, which waits, takes the acknowledgement of the first along.
  expect(commands.filter((name) => name === 'xack')).toHaveLength(1);
  await expectNothingPending();
  await one.stop();
  await db.close();
});

test('one event of several that fails does not keep the others from their effect, nor doubles it', async () => {
  const events = Array.from({ length: 9 }, () => anEvent());
  const poison = events[4] as (typeof events)[number];
  const handler: BatchHandler = {
    together: async (batch, tx) => {
      await writeAll.together(batch, tx);
      if (batch.some(({ id }) => id === poison.id)) throw new Error('no such thing');
    },
  };
  const ids = await publish(...events);
  // At once: nothing waits for a second attempt.
  consumer(handler, { maxAttempts: 1, retryMs: 60_000 });
  await expectEffects(ids.filter((id) => id !== poison.id));
  await eventually(async () => expect(await broker.redis.xlen(DEAD)).toBe(1));
  await expectNothingPending();
});

test('events of several types take effect in the order they were published', async () => {
  const order: string[] = [];
  const [ONE, OTHER] = ['spec.thing.v1.One', 'spec.thing.v1.Other'];
  const events = [ONE, ONE, OTHER, ONE, OTHER, OTHER].map((type) => anEvent({ type }));
  await publish(...events);
  const handlers = {
    [ONE]: {
      together: async (batch) => void order.push(batch.map(({ id }) => id).join()),
    } satisfies BatchHandler,
    [OTHER]: (async ({ id }) => void order.push(id)) satisfies EventHandler,
  };
  consumer(write, { handlers });
  const [a, b, c, d, e, f] = events.map(({ id }) => id);
  await eventually(async () => expect(order).toEqual([`${a},${b}`, c, d, e, f]));
});

test('an event that is twice among those read together has its effect once', async () => {
  const [event, other] = [anEvent(), anEvent()];
  await publish(event, other, event);
  consumer(write);
  await expectEffects([event.id, other.id]);
  await expectNothingPending();
});
