import { sql } from '@tradepost/database';
import {
  type Context,
  currentContext,
  newSpanId,
  newTraceId,
  recordSpansWith,
  runInContext,
} from '@tradepost/observability';
import { recordSpans } from '@tradepost/observability/testing';
import { testDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { OutboxRelay } from './outbox-relay.ts';
import { appendEvents } from './outbox.ts';
import { StreamConsumer } from './stream-consumer.ts';
import { aLog, anEvent } from './testing/an-event.ts';

const TYPE = 'spec.thing.v1.ThingMoved';

jest.setTimeout(20_000);

let own: TestDatabase;
let broker: TestRedis;
let seen: (Context | undefined)[] = [];
const started: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  own = await testDatabase(new URL('../sql/messaging.sql', import.meta.url), { max: 20 });
  broker = await testRedis();
});
afterAll(() => Promise.all([own.close(), broker.close()]));
beforeEach(async () => {
  seen = [];
  await broker.flush();
  await own.db.execute(sql`TRUNCATE inbox, outbox`);
});
afterEach(async () => {
  recordSpansWith(undefined);
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
});

function start(): void {
  const shared = { db: own.db, redis: broker.redis, log: aLog() };
  const relay = new OutboxRelay({ service: 'spec', ...shared, pollMs: 20, gatherMs: 0 });
  const handlers = { [TYPE]: async () => void seen.push(currentContext()) };
  const consumer = new StreamConsumer({
    service: 'listener',
    from: ['spec'],
    handlers,
    ...shared,
    blockMs: 50,
  });
  started.push(relay, consumer);
  for (const worker of [relay, consumer]) worker.start();
}

const aTrace = (isSampled: boolean): Context => ({ traceId: newTraceId(), spanId: newSpanId(), isSampled });
const write = (context: Context) =>
  runInContext(context, () => own.db.tx((tx) => appendEvents(tx, [anEvent({ type: TYPE })])));
/** The context in which the event of this trace was handled. */
async function handledIn({ traceId }: Context): Promise<Context | undefined> {
  const find = () => seen.find((context) => context?.traceId === traceId);
  await waitFor(() => expect(find()).toBeDefined(), { timeout: 10_000, interval: 20 });
  return find();
}

test('an event of a recorded trace is published below the span that wrote it, and handled below its publication', async () => {
  const spans = recordSpans();
  const writer = aTrace(true);
  await write(writer);
  start();
  const context = await handledIn(writer);
  await waitFor(() => expect(spans.some(({ spanId }) => spanId === context?.spanId)).toBe(true));
  const [sent] = spans.filter(
    ({ name, traceId }) => name === 'send events:spec' && traceId === writer.traceId,
  );
  const [handled] = spans.filter(({ spanId }) => spanId === context?.spanId);
  expect(sent).toMatchObject({ traceId: writer.traceId, parentSpanId: writer.spanId, error: undefined });
  expect(handled).toMatchObject({
    ...{ traceId: writer.traceId, parentSpanId: sent?.spanId },
    attributes: { 'messaging.consumer.group.name': 'listener', 'cloudevents.event_type': TYPE },
  });
  expect(context).toMatchObject({ traceId: writer.traceId, spanId: handled?.spanId, isSampled: true });
  // Consumers of the release before know only the id.
  const [[, fields]] = (await broker.redis.xrange('events:spec', '-', '+')) as [[string, string[]]];
  expect(fields[fields.indexOf('traceid') + 1]).toBe(writer.traceId);
});

test('an event of a trace that is not recorded keeps its id, and has no span', async () => {
  const spans = recordSpans();
  const writer = aTrace(false);
  await write(writer);
  start();
  const context = await handledIn(writer);
  expect(context).toMatchObject({ traceId: writer.traceId, isSampled: false });
  expect(spans.filter(({ traceId }) => traceId === writer.traceId)).toEqual([]);
});

test('an event that the release before wrote, which stores no span, goes on as one that is not recorded', async () => {
  const spans = recordSpans();
  const writer = aTrace(true);
  await write(writer);
  await own.db.execute(sql`UPDATE outbox SET span_id = NULL`);
  start();
  const context = await handledIn(writer);
  expect(context).toMatchObject({ traceId: writer.traceId, isSampled: false });
  expect(spans.filter(({ name }) => name.endsWith('events:spec'))).toEqual([]);
});

test('a process that records nothing passes the trace on', async () => {
  const writer = aTrace(true);
  await write(writer);
  start();
  const context = await handledIn(writer);
  expect(context).toMatchObject({ traceId: writer.traceId, spanId: writer.spanId, isSampled: true });
});
