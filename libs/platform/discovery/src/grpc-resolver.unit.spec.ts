import { status, type ClientOptions } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { registerDiscoveryResolver } from './grpc-resolver.ts';
import { StaticDiscovery } from './static-discovery.ts';
import { stopBalancerClock } from './testing/balancer-clock.ts';
import { echoClient, startEcho, type EchoClient, type EchoServer } from './testing/echo.ts';
import { StubDiscovery } from './testing/stub-discovery.ts';

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

const patience = { timeout: 20_000, interval: 5 };
const cleanUp: (() => void)[] = [];
let discovery: StubDiscovery;
let schemes = 0;

beforeEach(() => {
  stopBalancerClock();
  discovery = new StubDiscovery(`resolver-${(schemes += 1)}`);
  registerDiscoveryResolver(discovery);
});
afterEach(() => {
  jest.useRealTimers();
  for (const step of cleanUp.splice(0).reverse()) step();
});

async function serve(name: string, port?: number): Promise<EchoServer> {
  const server = await startEcho(name, port);
  cleanUp.push(server.kill);
  return server;
}

function call(target = discovery.target('echo'), over: ClientOptions = {}): EchoClient {
  const client = echoClient(target, over);
  cleanUp.push(client.close);
  return client;
}

describe('a channel to a service', () => {
  test('spreads its calls evenly over all instances', async () => {
    discovery.publish([await serve('a'), await serve('b'), await serve('c')]);
    const client = call();
    await waitUntil(async () => Object.keys(await client.tally(3)).length === 3, patience);
    expect(await client.tally(60)).toEqual({ a: 20, b: 20, c: 20 });
  });

  test('uses a new instance at once, without a connection having to drop', async () => {
    const [a, b, c] = [await serve('a'), await serve('b'), await serve('c')];
    discovery.publish([a, b]);
    const clients = [call(), call()];
    for (const client of clients) await client.tally(4);
    discovery.publish([a, b, c]);
    for (const client of clients) {
      await waitUntil(async () => (await client.who()) === 'c', patience);
      expect(await client.tally(30)).toEqual({ a: 10, b: 10, c: 10 });
    }
  });

  test('stops using an instance that left, and lets its calls in progress finish', async () => {
    const [a, b] = [await serve('a'), await serve('b')];
    a.behave = 'holding';
    discovery.publish([a]);
    const client = call();
    const underWay = client.who();
    await waitUntil(() => a.calls() === 1, patience);
    discovery.publish([b]);
    await waitUntil(async () => (await client.who({ waitForReady: true })) === 'b', patience);
    expect(await client.tally(20)).toEqual({ b: 20 });
    a.release();
    expect(await underWay).toBe('a');
    expect(a.calls()).toBe(1);
  });

  test.each(['was taken off the list', 'stayed on the list'])(
    'uses an instance again that returns on its old port and %s meanwhile',
    async (how) => {
      const [a, b] = [await serve('a'), await serve('b')];
      discovery.publish([a, b]);
      const client = call();
      await waitUntil(async () => Object.keys(await client.tally(2)).length === 2, patience);
      a.kill();
      await waitUntil(async () => (await client.tally(4))['b'] === 4, patience);
      if (how === 'was taken off the list') discovery.publish([b]);
      expect(await client.tally(20)).toEqual({ b: 20 });
      const again = await serve('a', a.port);
      discovery.publish([again, b]);
      await waitUntil(async () => (await client.tally(2))['a'] === 1, patience);
    },
  );
});

describe('a channel to a service without instances', () => {
  test('fails calls fast with the reason', async () => {
    discovery.publish([], 'the registry does not respond: connect ECONNREFUSED');
    const startedAt = Date.now();
    await expect(call().who()).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: 'no instance of "echo": the registry does not respond: connect ECONNREFUSED',
    });
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });

  test('lets calls with waitForReady wait', async () => {
    discovery.publish([]);
    const client = call();
    await expect(client.who()).rejects.toMatchObject({ code: status.UNAVAILABLE });
    const waiting = client.who({ waitForReady: true });
    discovery.publish([await serve('a')]);
    expect(await waiting).toBe('a');
    expect(await client.who()).toBe('a');
  });

  test('waits up to the deadline while nothing is known yet', async () => {
    const client = call();
    await expect(client.who({ timeoutMs: 50 })).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
    const waiting = client.who();
    discovery.publish([await serve('a')]);
    expect(await waiting).toBe('a');
  });
});

describe('a channel', () => {
  test('stops watching when idle and resumes when used', async () => {
    discovery.publish([await serve('a')]);
    const client = call(undefined, { 'grpc.client_idle_timeout_ms': 1_000 });
    expect(await client.who()).toBe('a');
    expect(discovery.listeners.size).toBe(1);
    await waitUntil(() => discovery.listeners.size === 0, patience);
    expect(await client.who()).toBe('a');
    expect(discovery.listeners.size).toBe(1);
  });

  test('stops watching when closed', async () => {
    discovery.publish([await serve('a')]);
    const client = call();
    await client.who();
    client.close();
    await waitUntil(() => discovery.listeners.size === 0, patience);
  });

  test.each(['', 'two words', 'a/b'])('refuses the service name %j', (name) => {
    expect(() => call(`${discovery.scheme}:///${name}`)).toThrow();
  });

  test('works on a static list, too', async () => {
    const [a, b] = [await serve('a'), await serve('b')];
    const list = new StaticDiscovery(`echo=127.0.0.1:${a.port},127.0.0.1:${b.port}`);
    registerDiscoveryResolver(list);
    expect(list.target('echo')).toBe('static:///echo');
    const client = call(list.target('echo'));
    await waitUntil(async () => Object.keys(await client.tally(2)).length === 2, patience);
    expect(await client.tally(20)).toEqual({ a: 10, b: 10 });
    await expect(call(list.target('cart')).who()).rejects.toMatchObject({
      details: 'no instance of "cart": the static list does not contain it',
    });
  });
});
