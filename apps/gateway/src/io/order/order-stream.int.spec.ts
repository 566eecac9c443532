import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { HttpAdapterHost } from '@nestjs/core';
import { Logger, Metrics } from '@tradepost/observability';
import { testRedis, type TestRedis } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { OrderStream } from './order-stream.ts';
import { OrderUpdates } from './order-updates.ts';

let broker: TestRedis;
let stream: OrderStream;
beforeAll(async () => {
  broker = await testRedis();
});
afterAll(() => broker.close());
afterEach(() => stream.onApplicationShutdown());

const publish = (orderId: string) =>
  broker.redis.xadd(
    'events:order',
    '*',
    ...Object.entries({
      ...{
        id: orderId,
        specversion: '1.0',
        type: 'shop.order.v1.OrderPaid',
        source: 'order',
        subject: orderId,
      },
      ...{
        aggregatetype: 'order',
        time: new Date().toISOString(),
        dataschema: 'shop.order.v1.OrderPaid/1',
        data: '',
      },
    }).flat(),
  );

test('events are read from the first follower on, who misses none', async () => {
  const duplicate = jest.spyOn(broker.redis, 'duplicate');
  const updates = new OrderUpdates(new Metrics('spec'), {} as HttpAdapterHost);
  stream = new OrderStream(updates, broker.redis, new Logger({ service: 'spec', level: 'silent' }));
  stream.onApplicationBootstrap();
  await publish('a');
  expect(duplicate).not.toHaveBeenCalled();
  const heard: string[] = [];
  const one = updates.of('a').subscribe(() => heard.push('a'));
  const other = updates.of('b').subscribe(() => heard.push('b'));
  // When it goes live each may have missed something.
  await waitFor(() => expect([...heard].sort()).toEqual(['a', 'b']));
  await publish('a');
  await waitFor(() => expect(heard.slice(2)).toEqual(['a']));
  expect(duplicate).toHaveBeenCalledTimes(1);
  one.unsubscribe();
  other.unsubscribe();
});
