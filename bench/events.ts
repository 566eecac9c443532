// `npm run bench:events`: how many events per second go from outbox to stream, and from stream to effect. On a database
// and a Redis number of its own, on the servers of the shop that runs or of TEST_DATABASE_ADMIN_URL and REDIS_URL.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '@tradepost/database';
import { appendEvents, type EventHandler, OutboxRelay, StreamConsumer } from '@tradepost/messaging';
import { testDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { runningStack } from './shop.ts';

const COUNT = Number(process.argv[2] ?? 40_000);
const TYPE = 'bench.thing.v1.ThingMoved';
const log = { info: () => {}, warn: console.error, error: console.error };
const say = (line: string): void => console.log(line);

if (!process.env['TEST_DATABASE_ADMIN_URL']) {
  const { serverUrl, redisUrl } = runningStack();
  Object.assign(process.env, { TEST_DATABASE_ADMIN_URL: serverUrl, REDIS_URL: redisUrl });
}
const own = await testDatabase(new URL('../libs/platform/messaging/sql/messaging.sql', import.meta.url), {
  max: 20,
});
const broker = await testRedis();
try {
  await own.db.execute(sql`CREATE TABLE effects (event_id uuid PRIMARY KEY)`);
  for (const relays of [1, 2]) await measureRelays(own, broker, relays);
  await measureConsumer(own, broker);
  await measureIdle(own, broker);
} finally {
  await Promise.all([own.close(), broker.close()]);
}

/** Events of a thousand aggregates, written before the clock starts. */
async function write({ db }: TestDatabase): Promise<void> {
  const aggregates = Array.from({ length: 1_000 }, () => randomUUID());
  const payload = Buffer.alloc(300, 7);
  for (let written = 0; written < COUNT; written += 1_000) {
    const events = aggregates.map((aggregateId) => ({
      ...{ id: randomUUID(), aggregateType: 'thing', aggregateId, type: TYPE, schemaVersion: 1, payload },
    }));
    await appendEvents(db, events);
  }
}

async function measureRelays({ db }: TestDatabase, { redis }: TestRedis, count: number): Promise<void> {
  await db.execute(sql`TRUNCATE outbox`);
  await write(own);
  let published = 0;
  const onPublished = (n: number): void => void (published += n);
  const options = { service: 'bench', db, redis, log, onPublished };
  const { seconds, cpuS } = await timed(async () => {
    const relays = Array.from({ length: count }, () => new OutboxRelay(options));
    for (const relay of relays) relay.start();
    while (published < COUNT) await pause(20);
    await Promise.all(relays.map((relay) => relay.stop()));
  });
  say(`outbox → stream, ${count} relay(s): ${rate(seconds)} events/s, ${perEvent(cpuS)} ms of our CPU each`);
}

async function measureConsumer({ db }: TestDatabase, { redis }: TestRedis): Promise<void> {
  const effect: EventHandler = async ({ id }, tx) => {
    await tx.execute(sql`INSERT INTO effects VALUES (${id})`);
  };
  const handlers = { [TYPE]: effect };
  const count = await redis.xlen('events:bench');
  const { seconds, cpuS } = await timed(async () => {
    const consumer = new StreamConsumer({ service: 'reader', from: ['bench'], handlers, db, redis, log });
    consumer.start();
    const done = () => db.one<{ n: number }>(sql`SELECT count(*) AS n FROM effects`);
    while ((await done()).n < count) await pause(100);
    await consumer.stop();
  });
  say(
    `stream → effect, 1 consumer: ${Math.round(count / seconds)} events/s, ${((cpuS * 1_000) / count).toFixed(3)} ms each`,
  );
}

async function measureIdle({ db }: TestDatabase, { redis }: TestRedis): Promise<void> {
  const relay = new OutboxRelay({ service: 'bench', db, redis, log });
  const consumer = new StreamConsumer({ service: 'reader', from: ['bench'], handlers: {}, db, redis, log });
  relay.start();
  consumer.start();
  await pause(3_000);
  const { seconds, cpuS } = await timed(() => pause(10_000));
  say(`idle relay and consumer: ${((100 * cpuS) / seconds).toFixed(2)} % of a core`);
  await Promise.all([relay.stop(), consumer.stop()]);
}

async function timed(work: () => Promise<void>): Promise<{ seconds: number; cpuS: number }> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const used = process.cpuUsage(cpu);
  return { seconds: (performance.now() - began) / 1_000, cpuS: (used.user + used.system) / 1e6 };
}

function rate(seconds: number): number {
  return Math.round(COUNT / seconds);
}

function perEvent(cpuS: number): string {
  return ((cpuS * 1_000) / COUNT).toFixed(3);
}
