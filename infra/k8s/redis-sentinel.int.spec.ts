import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { Redis } from 'ioredis';
import { redisProgram, runRedis } from '../testing/redis-scripts.ts';

// An election takes seconds, and the machine may be busy.
jest.setTimeout(120_000);
const patience = { timeout: 60_000, interval: 100 };

// Addresses of this machine's own, one for each pod, because the scripts know one port only.
const hosts = ['127.61.0.1', '127.61.0.2', '127.61.0.3'];
const env = {
  ...process.env,
  ...{ PRODUCT_REDIS_PASSWORD: 'p1', ORDER_REDIS_PASSWORD: 'o1', CART_REDIS_PASSWORD: 'c1' },
  ...{ GATEWAY_REDIS_PASSWORD: 'g1', REDIS_REPLICATION_PASSWORD: 'r1', REDIS_SENTINEL_PASSWORD: 's1' },
  ...{ REDIS_PEERS: hosts.join(' '), DOWN_AFTER_MS: '1000' },
};

(redisProgram(process.env) ? describe : describe.skip)('three Redis and their sentinels', () => {
  const pods = new Map<string, ChildProcess[]>();
  let order: Redis;

  beforeAll(async () => {
    for (const host of hosts) start(host);
    order = new Redis({
      sentinels: hosts.map((host) => ({ host, port: 26_379 })),
      ...{ name: 'tradepost', sentinelPassword: 's1', username: 'order', password: 'o1' },
      ...{ enableOfflineQueue: false, sentinelRetryStrategy: () => 200 },
    });
    order.on('error', () => {});
    // Only a master that has replicas takes writes.
    await waitFor(async () => order.xadd('events:order', '*', 'type', 'first'), patience);
    // They look for replicas and for each other every few seconds, and can promote only what they have seen.
    for (const host of hosts)
      await waitFor(async () => expect(await seenBy(host)).toEqual(['2', '2']), patience);
  });
  afterAll(() => {
    order.disconnect();
    for (const host of hosts) stop(host);
  });

  it('lose nothing with the master, which comes back empty at once and becomes a replica', async () => {
    const master = order.stream.remoteAddress ?? '';
    expect(hosts).toContain(master);
    await order.wait(2, 10_000);
    stop(master);
    start(master);
    await waitFor(async () => {
      await order.xadd('events:order', '*', 'type', 'second');
      expect(order.stream.remoteAddress).not.toBe(master);
    }, patience);
    const entries = await order.xrange('events:order', '-', '+');
    expect(entries[0]?.[1]).toEqual(['type', 'first']);
    expect(entries.at(-1)?.[1]).toEqual(['type', 'second']);
    // It follows the new master: both replicas acknowledge a write.
    await waitFor(async () => {
      await order.xadd('events:order', '*', 'type', 'third');
      expect(await order.wait(2, 1_000)).toBe(2);
    }, patience);
  });

  /** How many replicas and other sentinels. */
  async function seenBy(host: string): Promise<unknown[]> {
    const sentinel = new Redis({ host, port: 26_379, password: 's1', retryStrategy: () => null });
    sentinel.on('error', () => {});
    try {
      const facts = (await sentinel.call('SENTINEL', 'MASTER', 'tradepost')) as string[];
      return ['num-slaves', 'num-other-sentinels'].map((name) => facts[facts.indexOf(name) + 1]);
    } finally {
      sentinel.disconnect();
    }
  }

  function start(host: string): void {
    const args = ['--bind', host];
    const self = { ...env, SELF: host };
    pods.set(host, [runRedis('start.sh', args, self), runRedis('sentinel.sh', args, self)]);
  }

  function stop(host: string): void {
    for (const child of pods.get(host) ?? []) child.kill('SIGKILL');
  }
});
