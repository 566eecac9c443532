import { randomUUID } from 'node:crypto';
import { Database, sql } from '@tradepost/database';
import {
  breakableLink,
  testDatabase,
  testRedis,
  type TestDatabase,
  type TestRedis,
} from '@tradepost/testing';
import { Metrics } from '@tradepost/observability';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { toFields } from './event.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { appendEvents } from './outbox.ts';
import type { EventHandler } from './apply-events.ts';
import { StreamConsumer, type StreamConsumerOptions } from './stream-consumer.ts';
import { aLog, anEvent } from './testing/an-event.ts';

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

function consumer(handler: EventHandler, over: Partial<StreamConsumerOptions> = {}): StreamConsumer {
  const made = new StreamConsumer({
    ...{ service: 'listener', from: ['spec'], handlers: { [TYPE]: handler } },
    ...{ db: own.db, redis: broker.redis, log: aLog(), retryMs: 20, claimAfterMs: 300, blockMs: 50 },
    ...over,
  });
  started.push(made);
  made.start();
  return made;
}

test('what is read and not acknowledged, and what waits to be read, is the lag of its group', async () => {
  const metrics = new Metrics('listener');
  let release = (): void => {};
  const held = new Promise<void>((done) => (release = done));
  const handler: EventHandler = async (event, tx) => {
    await held;
    await write(event, tx);
  };
  const value = async (name: string) => {
    const labels = 'stream="events:spec",consumer_group="listener",service_name="listener"';
    const line = (await metrics.export()).split('\n').find((one) => one.startsWith(`${name}{${labels}} `));
    return Number(line?.split(' ').at(-1));
  };
  consumer(handler, { metrics, batch: 1 });
  await publish(anEvent(), anEvent(), anEvent());
  await waitFor(async () => expect(await value('stream_lag_events')).toBe(3));
  await waitFor(async () => expect(await value('stream_oldest_pending_age_seconds')).toBeGreaterThan(0));
  release();
  await waitFor(async () => expect(await value('stream_lag_events')).toBe(0));
  expect(await value('stream_oldest_pending_age_seconds')).toBe(0);
  const consumed = /events_consumed_total\{stream="events:spec",outcome="done",service_name="listener"\} 3/;
  expect(await metrics.export()).toMatch(consumed);
  expect(await metrics.export()).toMatch(/event_delivery_seconds_count\{.*stream="events:spec"\} 3/);
});

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

test('the group reads what was published before it came to be', async () => {
  const ids = await publish(anEvent(), anEvent());
  consumer(write);
  await expectEffects(ids);
  await expectNothingPending();
});

test('an event delivered twice has its effect once', async () => {
  const event = anEvent();
  consumer(write);
  await publish(event, event);
  const last = anEvent();
  await publish(event, last);
  await expectEffects([event.id, last.id]);
  await expectNothingPending();
});

test('three members share the events and double none', async () => {
  [1, 2, 3].forEach(() => consumer(write, { batch: 5 }));
  const events = Array.from({ length: 200 }, () => anEvent());
  await publish(...events, ...events.slice(0, 50));
  await expectEffects(events.map((event) => event.id));
  await expectNothingPending();
});

test('types without a handler are acknowledged', async () => {
  consumer(write);
  await publish(anEvent({ type: 'spec.thing.v1.Other' }));
  const [known] = await publish(anEvent());
  await expectEffects([known as string]);
  await expectNothingPending();
});

test('an event that fails for a while has its effect in the end, once', async () => {
  let failures = 3;
  consumer(async (event, tx) => {
    await write(event, tx);
    if (failures-- > 0) throw new Error('not yet');
  });
  await expectEffects(await publish(anEvent()));
  expect(await broker.redis.exists(DEAD)).toBe(0);
});

test('an event that failed here is retried soon, however rarely those of others are checked', async () => {
  let failures = 2;
  const handler: EventHandler = async (event, tx) => {
    if (failures-- > 0) throw new Error('not yet');
    await write(event, tx);
  };
  consumer(handler, { claimAfterMs: 3_600_000, blockMs: 60_000 });
  await expectEffects(await publish(anEvent()));
});

test('does not wait for news when it is to stop', async () => {
  const one = consumer(write, { blockMs: 60_000 });
  await expectEffects(await publish(anEvent()));
  await expectNothingPending();
  await one.stop();
});

test('poison goes to the dead letters with its reason, and others of its aggregate go on', async () => {
  const poison = anEvent();
  const others = [anEvent({ aggregateId: poison.aggregateId }), anEvent()];
  const log = aLog();
  const handler: EventHandler = async (event, tx) => {
    if (event.id === poison.id) throw new Error('no such thing');
    await write(event, tx);
  };
  consumer(handler, { maxAttempts: 3, log });
  await publish(poison, ...others);
  await expectEffects(others.map((event) => event.id));
  await eventually(async () => expect(await broker.redis.xlen(DEAD)).toBe(1));
  const [[, flat] = ['', []]] = await broker.redis.xrange(DEAD, '-', '+');
  const fields = Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]]] : [])));
  expect(fields).toMatchObject({
    ...{
      id: poison.id,
      type: TYPE,
      deadreason: 'no such thing',
      deadattempts: '3',
      deadstream: 'events:spec',
    },
  });
  await expectNothingPending();
  expect(log.lines).toHaveLength(2);
});

test('an entry that is no event is dead-lettered', async () => {
  consumer(write);
  await broker.redis.xadd('events:spec', '*', 'hello', 'world');
  const [id] = await publish(anEvent());
  await expectEffects([id as string]);
  expect(await broker.redis.xlen(DEAD)).toBe(1);
});

test('events of a member that died are taken over', async () => {
  await broker.redis.xgroup('CREATE', 'events:spec', 'listener', '0', 'MKSTREAM');
  const ids = await publish(anEvent(), anEvent());
  await broker.redis.xreadgroup('GROUP', 'listener', 'dead-member', 'STREAMS', 'events:spec', '>');
  consumer(write);
  await expectEffects(ids);
  await expectNothingPending();
});

test('an event whose member died between its effect and its answer is not done again', async () => {
  await broker.redis.xgroup('CREATE', 'events:spec', 'listener', '0', 'MKSTREAM');
  const [id] = await publish(anEvent());
  await broker.redis.xreadgroup('GROUP', 'listener', 'dead-member', 'STREAMS', 'events:spec', '>');
  await own.db.execute(sql`INSERT INTO inbox (consumer, event_id) VALUES ('listener', ${id})`);
  consumer(write);
  await expectNothingPending();
  expect(await effects()).toEqual([]);
});

test('a stopped member leaves no trace in the group', async () => {
  const one = consumer(write);
  await expectEffects(await publish(anEvent()));
  await one.stop();
  expect(await broker.redis.xinfo('CONSUMERS', 'events:spec', 'listener')).toEqual([]);
});

test('no event is given up because the database is away', async () => {
  const link = await breakableLink(own.url);
  const db = new Database({ url: link.url });
  const log = aLog();
  const one = consumer(write, { db, log, maxAttempts: 2 });
  await expectEffects(await publish(anEvent()));
  link.cut();
  await own.db.execute(sql`TRUNCATE effects`);
  const ids = await publish(anEvent(), anEvent(), anEvent());
  await waitFor(() => expect(log.lines).toEqual(['consumer of spec fails and keeps trying']), 10_000);
  link.mend();
  await expectEffects(ids);
  expect(await broker.redis.exists(DEAD)).toBe(0);
  await one.stop();
  await db.close();
  await link.close();
});

test('from outbox to effect: Redis emptied in the middle loses nothing and doubles nothing', async () => {
  const relay = new OutboxRelay({
    ...{
      service: 'spec',
      db: own.db,
      redis: broker.redis,
      log: aLog(),
      pollMs: 10,
      gatherMs: 5,
      leaseMs: 300,
    },
  });
  started.push(relay);
  relay.start();
  consumer(write);
  consumer(write);
  const all: string[] = [];
  for (let i = 0; i < 30; i++) {
    const events = Array.from({ length: 10 }, () => anEvent());
    await appendEvents(own.db, events);
    all.push(...events.map((event) => event.id));
    if (i % 10 === 5) await broker.flush();
  }
  await expectEffects(all);
});

test('goes on when Redis was away', async () => {
  const link = await breakableLink(broker.url);
  const redis = new Redis(link.url).on('error', () => {});
  const log = aLog();
  const one = consumer(write, { redis, log });
  await expectEffects(await publish(anEvent({ id: randomUUID() })));
  link.cut();
  await waitFor(() => expect(log.lines).toHaveLength(1), 10_000);
  link.mend();
  await own.db.execute(sql`TRUNCATE effects`);
  await expectEffects(await publish(anEvent()));
  await waitFor(() => expect(log.lines).toHaveLength(2));
  await one.stop();
  redis.disconnect();
  await link.close();
});
