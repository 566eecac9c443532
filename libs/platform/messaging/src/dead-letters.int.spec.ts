import { randomUUID } from 'node:crypto';
import { sql } from '@tradepost/database';
import { Metrics } from '@tradepost/observability';
import { testDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { DeadLetters } from './dead-letters.ts';
import { toFields } from './event.ts';
import type { EventHandler } from './apply-events.ts';
import { StreamConsumer } from './stream-consumer.ts';
import { aLog, anEvent } from './testing/an-event.ts';

const TYPE = 'spec.thing.v1.ThingMoved';

jest.setTimeout(20_000);

let own: TestDatabase;
let broker: TestRedis;
let letters: DeadLetters;
let isMended = false;
const started: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  own = await testDatabase(new URL('../sql/messaging.sql', import.meta.url));
  await own.db.execute(sql`CREATE TABLE effects (consumer text, event_id uuid)`);
  broker = await testRedis();
  letters = new DeadLetters(broker.redis);
});
afterAll(() => Promise.all([own.close(), broker.close()]));
beforeEach(async () => {
  isMended = false;
  await broker.flush();
  await own.db.execute(sql`TRUNCATE effects, inbox`);
});
afterEach(() => Promise.all(started.splice(0).map((worker) => worker.stop())));

/** A service whose handler fails until `isMended`. */
function service(name: string, isSound = false, metrics?: Metrics): void {
  const handler: EventHandler = async (event, tx) => {
    await tx.execute(sql`INSERT INTO effects VALUES (${name}, ${event.id})`);
    if (!isSound && !isMended) throw new Error('no such thing');
  };
  const consumer = new StreamConsumer({
    ...{ service: name, from: ['spec'], handlers: { [TYPE]: handler }, maxAttempts: 1 },
    ...{ db: own.db, redis: broker.redis, log: aLog(), retryMs: 20, claimAfterMs: 300, blockMs: 20 },
    ...(metrics && { metrics }),
  });
  started.push(consumer);
  consumer.start();
}

/** Events of one aggregate, which are handled in order; those of several are not. */
async function publish(count: number): Promise<string[]> {
  const aggregateId = randomUUID();
  const events = Array.from({ length: count }, () => anEvent({ aggregateId }));
  for (const { aggregateId: subject, payload: data, ...event } of events) {
    const envelope = { source: 'spec', subject, time: new Date(), traceId: undefined, data };
    await broker.redis.xadd('events:spec', '*', ...toFields({ ...event, ...envelope }));
  }
  return events.map(({ id }) => id);
}

const eventually = (check: () => Promise<void>) => waitFor(check, { timeout: 10_000, interval: 20 });
const untilDead = (count: number) =>
  eventually(async () => expect((await letters.list(100)).items).toHaveLength(count));
const effectsOf = async (consumer: string): Promise<string[]> => {
  const rows = await own.db.query<{ event_id: string }>(
    sql`SELECT event_id FROM effects WHERE consumer = ${consumer} ORDER BY event_id`,
  );
  return rows.map((row) => row.event_id);
};
const refusal = (code: string) => expect.objectContaining({ code }) as unknown as Error;

test('are listed by page with their reason, and can be read one by one', async () => {
  service('listener');
  service('other');
  const ids = await publish(3);
  await untilDead(6);
  const first = await letters.list(4);
  const second = await letters.list(4, first.next);
  expect([...first.items, ...second.items].map(({ group }) => group)).toEqual([
    ...['listener', 'listener', 'listener', 'other', 'other', 'other'],
  ]);
  expect(second.next).toBeUndefined();
  const [oldest, ...younger] = first.items;
  expect(younger.slice(0, 2).map(({ event }) => event?.id)).toEqual(ids.slice(1));
  expect(await letters.get(oldest?.id ?? '')).toMatchObject({
    ...{ group: 'listener', reason: 'no such thing', attempts: 1, stream: 'events:spec' },
    event: { id: ids[0], type: TYPE, schemaVersion: 1 },
  });
});

test('fill a page until their events are too large for it', async () => {
  await broker.redis.sadd('events:dead-groups', 'listener');
  const aggregateId = randomUUID();
  for (let at = 0; at < 60; at++) {
    const { payload: _, ...event } = anEvent({ aggregateId });
    const envelope = { source: 'spec', subject: aggregateId, time: new Date(), traceId: undefined };
    const data = Buffer.alloc(at < 5 ? 3_000_000 : 10);
    const fields = toFields({ ...event, ...envelope, data });
    await broker.redis.xadd('events:listener:dead', '*', ...fields, 'deadreason', 'odd');
  }
  const sizes: number[] = [];
  const seen = new Set<string>();
  for (let after: string | undefined; ;) {
    const { items, next } = await letters.list(50, after);
    sizes.push(items.length);
    for (const { id } of items) seen.add(id);
    if (next === undefined) break;
    after = next;
  }
  expect(sizes).toEqual([3, 50, 7]);
  expect(seen.size).toBe(60);
});

test('a redriven one goes to its own group, takes effect and is deleted', async () => {
  service('listener');
  service('sound', true);
  const [id] = await publish(1);
  await untilDead(1);
  await eventually(async () => expect(await effectsOf('sound')).toEqual([id]));
  isMended = true;
  const [letter] = (await letters.list(1)).items;
  await letters.redrive(letter?.id ?? '');
  await eventually(async () => expect(await effectsOf('listener')).toEqual([id]));
  expect(await effectsOf('sound')).toEqual([id]);
  expect((await letters.list(1)).items).toEqual([]);
  await eventually(async () => expect(await broker.redis.xlen('events:listener:again')).toBe(0));
});

test('redriven by two operators at once it is sent once', async () => {
  const [letter] = (await bury(1)).items;
  const tries = await Promise.allSettled([1, 2, 3].map(() => letters.redrive(letter?.id ?? '')));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await broker.redis.xlen('events:listener:again')).toBe(1);
});

test.each(['x', '', 'listener:', 'listener:1', '\0'])(
  'a cursor that is none of the list is refused as such: %j',
  async (cursor) => expect(letters.list(5, cursor)).rejects.toEqual(refusal('cursor.invalid')),
);

test('with one idempotency key it is sent once, and all callers succeed', async () => {
  const [letter, other] = (await bury(2)).items.map(({ id }) => id);
  const under = { actor: 'somebody', key: 'once' };
  await Promise.all(Array.from({ length: 50 }, () => letters.redrive(letter ?? '', under)));
  expect(await broker.redis.xlen('events:listener:again')).toBe(1);
  await expect(letters.redrive(other ?? '', under)).rejects.toEqual(refusal('idempotency.mismatch'));
  await expect(letters.discard(letter ?? '', 'why not', under)).rejects.toEqual(
    refusal('idempotency.mismatch'),
  );
  await expect(letters.redrive(letter ?? '', { ...under, actor: 'else' })).rejects.toEqual(
    refusal('dead_letter.not_found'),
  );
  const discarding = { actor: 'somebody', key: 'another' };
  for (let i = 0; i < 2; i++) await letters.discard(other ?? '', 'it is of no use', discarding);
  await expect(letters.discard(other ?? '', 'it is', discarding)).rejects.toEqual(
    refusal('idempotency.mismatch'),
  );
  expect(await broker.redis.xlen('events:listener:discarded')).toBe(1);
});

test('the inbox prevents a second effect if the event took effect after all', async () => {
  const { items } = await bury(1);
  const eventId = items[0]?.event?.id;
  await own.db.execute(sql`INSERT INTO inbox (consumer, event_id) VALUES ('listener', ${eventId})`);
  isMended = true;
  await letters.redriveAll();
  service('listener');
  const [last] = await publish(1);
  await eventually(async () => expect(await effectsOf('listener')).toEqual([last]));
});

test('all can be redriven; what fails again comes back', async () => {
  service('listener');
  await publish(5);
  await untilDead(5);
  expect(await letters.redriveAll()).toBe(5);
  await untilDead(5);
  expect(await broker.redis.xlen('events:listener:again')).toBe(0);
  isMended = true;
  expect(await letters.redriveAll()).toBe(5);
  await eventually(async () => expect(await effectsOf('listener')).toHaveLength(5));
});

test('a discarded one is stored separately with the reason', async () => {
  const [letter] = (await bury(1)).items;
  await expect(letters.discard(letter?.id ?? '', ' ')).rejects.toEqual(refusal('request.invalid'));
  await letters.discard(letter?.id ?? '', 'the customer has closed the account');
  expect((await letters.list(1)).items).toEqual([]);
  const [[, fields] = ['', [] as string[]]] = await broker.redis.xrange(
    'events:listener:discarded',
    '-',
    '+',
  );
  expect(fields).toEqual(expect.arrayContaining(['the customer has closed the account', 'no such thing']));
});

test('an unknown, deleted or malformed one is refused', async () => {
  for (const id of ['listener:1-1', 'nonsense', '', 'a:b:c'])
    await expect(letters.redrive(id)).rejects.toEqual(refusal('dead_letter.not_found'));
  await broker.redis.sadd('events:dead-groups', 'listener');
  const entry = await broker.redis.xadd('events:listener:dead', '*', 'hello', 'world', 'deadreason', 'odd');
  await expect(letters.redrive(`listener:${entry}`)).rejects.toEqual(refusal('dead_letter.no_event'));
  expect(await letters.get(`listener:${entry}`)).toMatchObject({ reason: 'odd', event: undefined });
});

test('are counted, with the age of the oldest', async () => {
  const metrics = new Metrics('listener');
  service('listener', false, metrics);
  await broker.redis.xadd('events:listener:dead', `${Date.now() - 60_000}-0`, 'deadreason', 'old');
  await publish(1);
  await eventually(async () => {
    const text = await metrics.export();
    expect(text).toContain('dead_letters{stream="events:listener:dead",service_name="listener"} 2');
    expect(text).toMatch(
      /dead_letters_oldest_age_seconds{stream="events:listener:dead",service_name="listener"} 6\d/,
    );
  });
});

/** Dead letters of a service that is not there any more. */
async function bury(count: number) {
  service('listener');
  await publish(count);
  await untilDead(count);
  await started.pop()?.stop();
  return letters.list(count);
}
