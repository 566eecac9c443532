import { breakableLink, testRedis, type TestRedis } from '@tradepost/testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { toFields } from './event.ts';
import { StreamTail } from './stream-tail.ts';
import { aLog, anEvent } from './testing/an-event.ts';

jest.setTimeout(20_000);

let broker: TestRedis;
let heard: string[];
let tail: StreamTail;

beforeAll(async () => {
  broker = await testRedis();
});
afterAll(() => broker.close());
beforeEach(async () => {
  await broker.flush();
  heard = [];
});
afterEach(() => tail.stop());

function follow(redis: Redis, blockMs = 50): void {
  tail = new StreamTail({
    ...{ service: 'spec', redis, log: aLog(), blockMs },
    onEvent: (event) => void heard.push(event.id),
    onLive: () => void heard.push('live'),
    onAway: () => void heard.push('away'),
  });
  tail.start();
}

async function publish(): Promise<string> {
  const { aggregateId: subject, payload: data, ...event } = anEvent();
  const fields = toFields({ ...event, source: 'spec', subject, time: new Date(), traceId: undefined, data });
  await broker.redis.xadd('events:spec', '*', ...fields);
  return event.id;
}

const toHear = (...what: string[]) => waitFor(() => expect(heard).toEqual(what), 10_000);

test('hears what comes after it is live, not what was before', async () => {
  await publish();
  follow(broker.redis);
  await toHear('live');
  const [one, two] = [await publish(), await publish()];
  await toHear('live', one, two);
});

test('does not wait for news when it is to stop', async () => {
  follow(broker.redis, 60_000);
  await toHear('live');
  const heardOnce = await publish();
  await toHear('live', heardOnce);
  await tail.stop();
  expect(heard).toEqual(['live', heardOnce, 'away']);
});

test('hears the first event of a stream that did not exist', async () => {
  follow(broker.redis);
  await toHear('live');
  const first = await publish();
  await toHear('live', first);
});

test('hears on after Redis was emptied', async () => {
  await publish();
  follow(broker.redis);
  await toHear('live');
  await broker.flush();
  const next = await publish();
  await toHear('live', next);
});

test('reports when events may be missed, and restarts when Redis is back', async () => {
  const link = await breakableLink(broker.url);
  const redis = new Redis(link.url).on('error', () => {});
  follow(redis);
  await toHear('live');
  link.cut();
  await toHear('live', 'away');
  await publish();
  link.mend();
  await toHear('live', 'away', 'live');
  const next = await publish();
  await toHear('live', 'away', 'live', next);
  await tail.stop();
  redis.disconnect();
  await link.close();
});
