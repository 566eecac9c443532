import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  type INestApplication,
  Injectable,
  type NestInterceptor,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { sql } from '@tradepost/database';
import { testDatabase, type TestDatabase, testRedis, type TestRedis } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { v7 } from 'uuid';
import { hybrid } from '../testing/hybrid.ts';
import { OnEvent, OnEvents } from './on-event.ts';
import { type EventContext, type EventsContext, STREAMS, StreamsTransport } from './streams-transport.ts';

jest.setTimeout(20_000);

const TYPE = 'shop.spec.v1.ThingMoved';

let own: TestDatabase;
let broker: TestRedis;
const apps: INestApplication[] = [];

beforeAll(async () => {
  own = await testDatabase(new URL('../../../messaging/sql/messaging.sql', import.meta.url), { max: 20 });
  await own.db.execute(sql`CREATE TABLE effects (event_id uuid, data text)`);
  broker = await testRedis();
});
afterAll(async () => {
  await Promise.all([own.close(), broker.close()]);
});
beforeEach(async () => {
  await broker.flush();
  await own.db.execute(sql`TRUNCATE effects, inbox, outbox`);
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

async function listen(controller: Type, hybridOptions = { inheritAppConfig: true }): Promise<void> {
  const strategy = new StreamsTransport({
    ...{ service: 'listener', db: own.db, redis: broker.redis },
    ...{ log: { info: () => {}, warn: () => {}, error: () => {} } },
    ...{ retryMs: 20, claimAfterMs: 300, blockMs: 50, maxAttempts: 3 },
  });
  const app = await hybrid({
    controllers: [controller],
    providers: [{ provide: StreamsTransport, useValue: strategy }],
  });
  apps.push(app);
  app.connectMicroservice({ strategy }, hybridOptions);
  await app.init();
  await app.startAllMicroservices();
}

/** Writes events to the stream of service `spec`, as its relay would. */
async function publish(...ids: string[]): Promise<void> {
  for (const id of ids) {
    const fields = {
      ...{ id, specversion: '1.0', type: TYPE, source: 'spec', subject: id, aggregatetype: 'thing' },
      ...{ time: new Date().toISOString(), dataschema: `${TYPE}/1`, data: 'moved' },
    };
    await broker.redis.xadd('events:spec', '*', ...Object.entries(fields).flat());
  }
}

const effects = async () =>
  (await own.db.query<{ event_id: string; data: string }>(sql`SELECT * FROM effects ORDER BY event_id`)).map(
    ({ event_id: id, data }) => `${id} ${data}`,
  );
const eventually = (check: () => Promise<void>) => waitFor(check, { timeout: 10_000, interval: 20 });

const asText = { decode: (bytes: Uint8Array) => Buffer.from(bytes).toString() };

@Injectable()
class Passing implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler) {
    return next.handle();
  }
}

test('a handler has its effect once, in the transaction it is given, although events are delivered twice', async () => {
  @UseInterceptors(Passing)
  @Controller()
  class Things {
    @OnEvent(TYPE, asText)
    async moved(data: string, { event, tx }: EventContext): Promise<void> {
      await tx.execute(sql`INSERT INTO effects VALUES (${event.id}, ${data})`);
    }
  }
  await listen(Things);
  const ids = Array.from({ length: 20 }, () => v7()).sort();
  await publish(...ids, ...ids.slice(0, 7));
  await eventually(async () => expect(await effects()).toEqual(ids.map((id) => `${id} moved`)));
  await eventually(async () => expect((await broker.redis.xpending('events:spec', 'listener'))[0]).toBe(0));
  expect(await effects()).toHaveLength(20);
});

test('a handler of several events gets those that were read together, decoded, in one transaction', async () => {
  const sizes: number[] = [];
  @Controller()
  class Things {
    @OnEvents(TYPE, asText)
    async moved(data: readonly string[], { events, tx }: EventsContext): Promise<void> {
      sizes.push(data.length);
      await tx.execute(sql`INSERT INTO effects SELECT * FROM unnest(
        ${events.map(({ id }) => id)}::uuid[], ${data}::text[]) AS moved (id, data)`);
    }
  }
  const ids = Array.from({ length: 20 }, () => v7()).sort();
  await publish(...ids);
  await listen(Things);
  await eventually(async () => expect(await effects()).toEqual(ids.map((id) => `${id} moved`)));
  expect(sizes).toEqual([20]);
});

test('a failed handler leaves no effect and is called again', async () => {
  let failures = 2;
  @Controller()
  class Things {
    @EventPattern<string>(TYPE, STREAMS)
    async moved(@Payload() _event: unknown, @Ctx() { event, tx }: EventContext): Promise<void> {
      await tx.execute(sql`INSERT INTO effects VALUES (${event.id}, 'late')`);
      if (failures-- > 0) throw new Error('not yet');
    }
  }
  await listen(Things);
  const id = v7();
  await publish(id);
  await eventually(async () => expect(await effects()).toEqual([`${id} late`]));
  expect(await broker.redis.exists('events:listener:dead')).toBe(0);
});

test('an event that always fails becomes a dead letter with the message of the handler', async () => {
  @Controller()
  class Things {
    @EventPattern<string>(TYPE, STREAMS)
    async moved(): Promise<void> {
      throw new Error('no such thing');
    }
  }
  await listen(Things);
  await publish(v7());
  await eventually(async () => expect(await broker.redis.xlen('events:listener:dead')).toBe(1));
  const [[, flat] = ['', []]] = await broker.redis.xrange('events:listener:dead', '-', '+');
  expect(flat[flat.indexOf('deadreason') + 1]).toBe('no such thing');
});

test('two handlers of one event are refused', async () => {
  @Controller()
  class Things {
    @EventPattern<string>(TYPE, STREAMS)
    async one(): Promise<void> {}
    @EventPattern<string>(TYPE, STREAMS)
    async other(): Promise<void> {}
  }
  await expect(listen(Things)).rejects.toThrow(`Two handlers of ${TYPE}.`);
});

test('without inheritAppConfig it does not listen', async () => {
  @Controller()
  class Things {
    @OnEvent(TYPE, asText)
    async moved(): Promise<void> {}
  }
  await expect(listen(Things, { inheritAppConfig: false })).rejects.toThrow('Global filters do not reach');
});
