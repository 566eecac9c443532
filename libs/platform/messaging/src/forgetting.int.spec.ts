import { sql } from '@tradepost/database';
import { Logger } from '@tradepost/observability';
import { testDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { inbox } from './inbox.ts';
import { inboxSweep, outboxSweep } from './messaging-sweeps.ts';
import { outboxLoad } from './outbox-rows.ts';
import { appendEvents } from './outbox.ts';
import { StreamWriter } from './stream-writer.ts';
import { Sweeper } from './sweeper.ts';
import { anEvent } from './testing/an-event.ts';

let own: TestDatabase;
let broker: TestRedis;

beforeAll(async () => {
  own = await testDatabase(new URL('../sql/messaging.sql', import.meta.url));
  broker = await testRedis();
});
afterAll(() => Promise.all([own.close(), broker.close()]));
beforeEach(async () => {
  await broker.flush();
  await own.db.execute(sql`TRUNCATE outbox`);
});

describe('a stream is trimmed', () => {
  const STREAM = 'events:spec';
  const HOUR_MS = 3_600_000;
  // Redis forgets whole nodes of a hundred entries.
  const fill = async (count: number, ageMs = 2 * HOUR_MS): Promise<string[]> => {
    const began = Date.now() - ageMs;
    const writes = broker.redis.pipeline();
    const ids = Array.from({ length: count }, (_, i) => `${began + i}-0`);
    for (const id of ids) writes.xadd(STREAM, id, 'n', '1');
    await writes.exec();
    return ids;
  };
  const group = (name: string) => broker.redis.xgroup('CREATE', STREAM, name, '0', 'MKSTREAM');
  const take = (name: string, count: number) =>
    broker.redis.xreadgroup('GROUP', name, 'member', 'COUNT', count, 'STREAMS', STREAM, '>');
  const oldest = async () => (await broker.redis.xrange(STREAM, '-', '+', 'COUNT', 1))[0]?.[0] ?? '';
  const isKept = async (id: string) => (await broker.redis.xrange(STREAM, id, id)).length === 1;
  const trim = () => new StreamWriter(broker.redis, 'spec').trim(HOUR_MS);

  test('of what is old and read by everybody', async () => {
    await group('quick');
    const ids = await fill(1_000);
    await take('quick', 1_000);
    await broker.redis.xack(STREAM, 'quick', ...ids);
    await trim();
    expect(await broker.redis.xlen(STREAM)).toBeLessThanOrEqual(100);
  });

  test('never below what the slowest group has not read', async () => {
    await group('quick');
    await group('slow');
    const ids = await fill(1_000);
    await take('quick', 1_000);
    await broker.redis.xack(STREAM, 'quick', ...ids);
    await take('slow', 450);
    await broker.redis.xack(STREAM, 'slow', ...ids.slice(0, 450));
    await trim();
    expect((await oldest()) > String(ids[0])).toBe(true);
    for (const id of ids.slice(450)) expect(await isKept(id)).toBe(true);
  });

  test('never below what a group has read and not answered for', async () => {
    await group('slow');
    const ids = await fill(1_000);
    await take('slow', 1_000);
    const answered = ids.filter((_, i) => i !== 320);
    await broker.redis.xack(STREAM, 'slow', ...answered);
    await trim();
    expect(await isKept(String(ids[320]))).toBe(true);
    expect(await isKept(String(ids[0]))).toBe(false);
  });

  test('and loses members of its groups that were killed, unless they have events to be taken over', async () => {
    await group('quick');
    await fill(3);
    const join = (member: string) => broker.redis.xgroup('CREATECONSUMER', STREAM, 'quick', member);
    await join('killed');
    await broker.redis.xreadgroup('GROUP', 'quick', 'with-events', 'COUNT', 1, 'STREAMS', STREAM, '>');
    // Both have been away for longer than this.
    await new StreamWriter(broker.redis, 'spec').trim(-1);
    await join('alive');
    await trim();
    const members = (await broker.redis.xinfo('CONSUMERS', STREAM, 'quick')) as unknown[][];
    expect(members.map((flat) => flat[flat.indexOf('name') + 1])).toEqual(['alive', 'with-events']);
  });

  test('but never loses an event that a member gets just then: Redis 7.0 counts waiting as being away', async () => {
    await group('quick');
    await broker.redis.xgroup('CREATECONSUMER', STREAM, 'quick', 'waiting');
    let delivered = 0;
    const xinfo = broker.redis.xinfo.bind(broker.redis);
    const asked = jest.spyOn(broker.redis, 'xinfo').mockImplementation(async (...args: unknown[]) => {
      const answer: unknown = await Reflect.apply(xinfo, undefined, args);
      if (String(args[0]) === 'CONSUMERS') {
        await fill(1);
        await broker.redis.xreadgroup('GROUP', 'quick', 'waiting', 'STREAMS', STREAM, '>');
        delivered++;
      }
      return answer;
    });
    await new StreamWriter(broker.redis, 'spec').trim(-1);
    asked.mockRestore();
    expect((await broker.redis.xpending(STREAM, 'quick'))[0]).toBe(delivered);
  });

  test('never of what is young', async () => {
    await fill(500, HOUR_MS / 2);
    await trim();
    expect(await broker.redis.xlen(STREAM)).toBe(500);
  });
});

test('published rows are forgotten when they are old, waiting ones never', async () => {
  const [old, young, waiting] = [anEvent(), anEvent(), anEvent()];
  await appendEvents(own.db, [old, young, waiting]);
  await own.db.execute(sql`UPDATE outbox SET created_at = now() - interval '9 days',
    published_at = CASE id WHEN ${old.id}::uuid THEN now() - interval '2 days' WHEN ${young.id}::uuid THEN now() END`);
  const sweeper = new Sweeper({ db: own.db, log: new Logger({ service: 'spec', level: 'silent' }) });
  sweeper.add(outboxSweep);
  await sweeper.turn();
  expect(await own.db.query(sql`SELECT id FROM outbox ORDER BY position`)).toEqual([
    { id: young.id },
    { id: waiting.id },
  ]);
  const load = await outboxLoad(own.db);
  expect(load.waiting).toBe(1);
  expect(load.oldestAgeSeconds).toBeGreaterThan(8 * 86_400);
});

test('an event that is published again and again takes effect once, however long that goes on', async () => {
  const ids = [anEvent().id, anEvent().id];
  const deliver = () => own.db.tx((tx) => inbox.record(tx, 'spec', ids));
  const sweeper = new Sweeper({ db: own.db, log: new Logger({ service: 'spec', level: 'silent' }) });
  sweeper.add(inboxSweep);
  expect(await deliver()).toEqual(new Set(ids));
  // Redis is emptied every twenty hours, so each time they were published within the last day.
  for (let hours = 20; hours <= 100; hours += 20) {
    await own.db.execute(sql`UPDATE inbox SET received_at = received_at - interval '20 hours'`);
    await sweeper.turn();
    expect(await deliver()).toEqual(new Set());
  }
});
