import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { registerDiscoveryResolver } from '../grpc-resolver.ts';
import { channelOptions } from '../service-config.ts';
import { advanceBalancerClock, stopBalancerClock } from '../testing/balancer-clock.ts';
import { echoClient, echoService, startEcho, type EchoClient, type EchoServer } from '../testing/echo.ts';
import { StubDiscovery } from '../testing/stub-discovery.ts';
import { balancerStates } from './balancer-stats.ts';
import { BalancerConfig } from './balancer-config.ts';
import type { BalancingPolicy } from './policies.ts';

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

const patience = { timeout: 20_000, interval: 1 };
const cleanUp: (() => void)[] = [];
let discovery: StubDiscovery;
let schemes = 0;
let a: EchoServer;
let b: EchoServer;
let c: EchoServer;

beforeEach(async () => {
  stopBalancerClock();
  discovery = new StubDiscovery(`balanced-${(schemes += 1)}`);
  registerDiscoveryResolver(discovery);
  [a, b, c] = [await startEcho('a'), await startEcho('b'), await startEcho('c')];
  cleanUp.push(a.kill, b.kill, c.kill);
  discovery.publish([a, b, c]);
});
afterEach(() => {
  jest.useRealTimers();
  for (const step of cleanUp.splice(0).reverse()) step();
});

/** A client without retries that is connected to all three. */
async function aClient(policy: BalancingPolicy): Promise<EchoClient> {
  const client = echoClient(
    discovery.target('echo'),
    channelOptions({ services: [{ name: echoService }], policy }),
  );
  cleanUp.push(client.close);
  await waitUntil(async () => Object.keys(await client.tally(10)).length === 3, patience);
  return client;
}

/** Makes calls one after the other, 1 ms of the balancer's time apart. */
async function outcomes(client: EchoClient, calls: number): Promise<number[]> {
  const codes: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const code = await client.who().then(
      () => status.OK,
      (error: { code: status }) => error.code,
    );
    codes.push(code);
    advanceBalancerClock(1);
  }
  return codes;
}

describe('a balanced channel', () => {
  test('gives each instance the share of its weight', async () => {
    discovery.publish([a, b, c], '', { a: 1, b: 2, c: 5 });
    const client = await aClient('weighted');
    expect(await client.tally(80)).toEqual({ a: 10, b: 20, c: 50 });
  });

  test('follows a weight that changes, without new connections', async () => {
    const client = await aClient('weighted');
    discovery.publish([a, b, c], '', { b: 2 });
    const seen = await client.tally(80);
    expect(seen['b']).toBeGreaterThanOrEqual(39);
    expect(seen['b']).toBeLessThanOrEqual(41);
  });

  test('reaches every instance at random', async () => {
    const client = await aClient('random');
    const seen = await client.tally(300);
    for (const name of 'abc') expect(seen[name]).toBeGreaterThan(50);
  });

  test('is gone from the states when it is closed', async () => {
    const client = await aClient('random');
    expect(balancerStates()).toMatchObject([{ service: 'echo', healthy: 3, ejected: 0 }]);
    client.close();
    expect(balancerStates().filter(({ healthy }) => healthy > 0)).toEqual([]);
  });

  test('avoids a busy instance', async () => {
    const client = await aClient('least_request');
    a.behave = 'holding';
    const before = a.calls();
    const waiting: Promise<string>[] = [];
    let answered = 0;
    await waitUntil(() => {
      waiting.push(client.who().finally(() => (answered += 1)));
      return a.calls() > before;
    }, patience);
    await waitUntil(() => answered + a.calls() - before === waiting.length, patience);
    const busy = a.calls();
    await client.tally(100);
    expect(a.calls()).toBe(busy);
    a.behave = 'well';
    a.release();
    await Promise.all(waiting);
  });

  test('ejects a failing instance before fifty calls have failed', async () => {
    const client = await aClient('round_robin');
    a.behave = 'failing';
    const codes = await outcomes(client, 1_000);
    expect(codes.filter((code) => code !== status.OK).length).toBeLessThan(50);
    expect(codes.slice(-300).every((code) => code === status.OK)).toBe(true);
    expect(balancerStates()).toMatchObject([{ service: 'echo', healthy: 2, ejected: 1 }]);
    expect(balancerStates()[0]?.ejections).toBeGreaterThan(0);
  });

  test('does not count domain errors against an instance', async () => {
    const client = await aClient('round_robin');
    a.behave = 'refusing';
    const codes = await outcomes(client, 300);
    expect(codes.filter((code) => code === status.NOT_FOUND)).toHaveLength(100);
  });

  test('remembers an unhealthy instance while others come and go', async () => {
    const client = await aClient('round_robin');
    a.behave = 'failing';
    let calls = -1;
    // Unless ejected, it gets at least one in twenty calls.
    while (calls !== a.calls()) {
      calls = a.calls();
      await outcomes(client, 30);
    }
    discovery.publish([a, b]);
    expect(await client.tally(20)).toEqual({ b: 20 });
    discovery.publish([a, b, c]);
    await waitUntil(async () => (await client.tally(2))['c'] === 1, patience);
    expect(a.calls()).toBe(calls);
  });

  test('connects to a new instance at once although its address is in a long backoff', async () => {
    const patient = { 'grpc.initial_reconnect_backoff_ms': 60_000, 'grpc.max_reconnect_backoff_ms': 60_000 };
    discovery.publish([a, b]);
    const client = echoClient(discovery.target('echo'), patient);
    cleanUp.push(client.close);
    await waitUntil(async () => Object.keys(await client.tally(4)).length === 2, patience);
    a.kill();
    await waitUntil(async () => (await client.tally(4))['b'] === 4, patience);
    discovery.publish([b]);
    const again = await startEcho('a', a.port);
    cleanUp.push(again.kill);
    discovery.publish([again, b]);
    await waitUntil(async () => (await client.who()) === 'a', patience);
  });

  test('reports why no instance can be reached', async () => {
    for (const server of [a, b, c]) server.kill();
    const client = echoClient(discovery.target('echo'));
    cleanUp.push(client.close);
    await expect(client.who()).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringMatching(/^no instance can be reached: .*ECONNREFUSED/),
    });
  });
});

test('an unknown policy is refused', () => {
  expect(() => BalancerConfig.createFromJson({ policy: 'best' })).toThrow('unknown balancing policy "best"');
  expect(BalancerConfig.createFromJson().toJsonObject()).toMatchObject({
    tradepost: { policy: 'round_robin' },
  });
});
