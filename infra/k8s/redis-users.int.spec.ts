import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { freePort } from '@tradepost/testing/free-ports';
import { waitFor } from '@tradepost/testing/waiting';
import { Redis } from 'ioredis';
import { redisProgram, runRedis } from '../testing/redis-scripts.ts';

const passwords = { product: 'p1', order: 'o1', cart: 'c1', gateway: 'g1' };
type User = keyof typeof passwords;

jest.setTimeout(20_000);

// What services do with Redis, and what another one must not be able to do.
const MAY: [User, ...string[]][] = [
  ['product', 'xadd', 'events:product', '*', 'type', 'x'],
  ['product', 'set', 'events:product:epoch', '1'],
  ['product', 'publish', 'relays:product', ''],
  ['product', 'info', 'server'],
  ['order', 'xadd', 'events:order', '*', 'type', 'x'],
  ['order', 'subscribe', 'relays:order'],
  ['cart', 'xgroup', 'CREATE', 'events:order', 'cart', '0', 'MKSTREAM'],
  ['cart', 'xreadgroup', 'GROUP', 'cart', 'a', 'COUNT', '1', 'STREAMS', 'events:order', '>'],
  ['cart', 'xadd', 'events:cart:dead', '*', 'type', 'x'],
  ['cart', 'sadd', 'events:dead-groups', 'cart'],
  ['cart', 'client', 'UNBLOCK', '1'],
  ['gateway', 'eval', "return redis.call('SET', KEYS[1], '1')", '1', 'limit:read:1.2.3.4'],
  ['gateway', 'xread', 'STREAMS', 'events:order', '0'],
  ['gateway', 'smembers', 'events:dead-groups'],
  ['gateway', 'xadd', 'events:cart:again', '*', 'type', 'x'],
];
const MAY_NOT: [User, ...string[]][] = [
  ['product', 'xadd', 'events:order', '*', 'type', 'x'],
  ['product', 'get', 'limit:read:1.2.3.4'],
  ['order', 'xreadgroup', 'GROUP', 'order', 'a', 'STREAMS', 'events:product', '>'],
  ['order', 'publish', 'relays:product', ''],
  ['cart', 'del', 'events:product'],
  ['gateway', 'xadd', 'events:order', '*', 'type', 'x'],
  ['gateway', 'eval', "return redis.call('GET', KEYS[1])", '1', 'events:order:epoch'],
  ['product', 'keys', '*'],
  ['product', 'flushall'],
  ['order', 'config', 'GET', '*'],
  ['cart', 'acl', 'LIST'],
  ['gateway', 'monitor'],
];

(redisProgram(process.env) ? describe : describe.skip)('the users of Redis', () => {
  let redis: ChildProcess;
  let port = 0;

  beforeAll(async () => {
    port = await freePort();
    redis = startRedis(port, passwords);
    await waitFor(async () => expect(await once('probe', 'none', ['ping'])).toBe('PONG'), {
      timeout: 10_000,
    });
  });
  afterAll(() => ended(redis));

  it.each(MAY)('%s may %s %s', async (user, ...command) => {
    await expect(once(user, passwords[user], command)).resolves.toBeDefined();
  });

  it.each(MAY_NOT)('%s may not %s %s', async (user, ...command) => {
    await expect(once(user, passwords[user], command)).rejects.toThrow(/NOPERM|permissions/i);
  });

  it('refuses everyone without a password', async () => {
    await expect(once(undefined, undefined, ['ping'])).rejects.toThrow(/NOAUTH|Connection is closed/);
    await expect(once('probe', 'none', ['get', 'events:order'])).rejects.toThrow('NOPERM');
  });

  it('does not start with an empty password', async () => {
    const { code, stderr } = await ended(startRedis(port + 1, { ...passwords, cart: '' }), { kill: false });
    expect([code, stderr]).toEqual([1, 'the password of the Redis user cart is empty\n']);
  });

  async function once(username: string | undefined, password: string | undefined, command: string[]) {
    const client = new Redis({
      ...{ port, lazyConnect: true, enableReadyCheck: false, retryStrategy: null },
      ...(username && { username }),
      ...(password && { password }),
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const [name = '', ...args] = command;
      return (await client.call(name, ...args)) ?? 'nil';
    } finally {
      client.disconnect();
    }
  }
});

function startRedis(port: number, { product, order, cart, gateway }: typeof passwords): ChildProcess {
  return runRedis('start.sh', ['--port', String(port), '--bind', '127.0.0.1'], {
    ...process.env,
    ...{ PRODUCT_REDIS_PASSWORD: product, ORDER_REDIS_PASSWORD: order },
    ...{ CART_REDIS_PASSWORD: cart, GATEWAY_REDIS_PASSWORD: gateway },
  });
}

async function ended(child: ChildProcess, { kill } = { kill: true }) {
  let stderr = '';
  child.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (kill) child.kill('SIGTERM');
  return { code: await exit, stderr };
}
