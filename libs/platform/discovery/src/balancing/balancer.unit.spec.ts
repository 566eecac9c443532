import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { registerDiscoveryResolver } from '../grpc-resolver.ts';
import { channelOptions } from '../service-config.ts';
import { echoClient, echoService, startEcho } from '../testing/echo.ts';
import type { EchoClient, EchoServer } from '../testing/echo.ts';
import { ToldDiscovery } from '../testing/told-discovery.ts';
import { BalancerConfig } from './balancer-config.ts';
import type { BalancingPolicy } from './policies.ts';

// A busy machine is slow, not wrong.
jest.setTimeout(30_000);

const patience = { timeout: 20_000, interval: 1 };
const cleanUp: (() => void)[] = [];
let discovery: ToldDiscovery;
let schemes = 0;
let a: EchoServer;
let b: EchoServer;
let c: EchoServer;

beforeEach(async () => {
  discovery = new ToldDiscovery(`balanced-${(schemes += 1)}`);
  registerDiscoveryResolver(discovery);
  [a, b, c] = [await startEcho('a'), await startEcho('b'), await startEcho('c')];
  cleanUp.push(a.kill, b.kill, c.kill);
  discovery.tell([a, b, c]);
});
afterEach(() => {
  for (const step of cleanUp.splice(0).reverse()) step();
});

/** A client that is connected to all three, and retries nothing. */
async function aClient(policy: BalancingPolicy): Promise<EchoClient> {
  const client = echoClient(
    discovery.target('echo'),
    channelOptions({ services: [{ name: echoService }], policy }),
  );
  cleanUp.push(client.close);
  await waitUntil(async () => Object.keys(await client.tally(10)).length === 3, patience);
  return client;
}

async function outcomes(client: EchoClient, calls: number): Promise<number[]> {
  const codes: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const code = await client.who().then(
      () => status.OK,
      (error: { code: status }) => error.code,
    );
    codes.push(code);
  }
  return codes;
}

describe('a balanced channel', () => {
  test('gives each instance the share of its weight', async () => {
    discovery.tell([a, b, c], '', { a: 1, b: 2, c: 5 });
    const client = await aClient('weighted');
    expect(await client.tally(80)).toEqual({ a: 10, b: 20, c: 50 });
  });

  test('follows a weight that changes, without new connections', async () => {
    const client = await aClient('weighted');
    discovery.tell([a, b, c], '', { b: 2 });
    const seen = await client.tally(80);
    expect(seen['b']).toBeGreaterThanOrEqual(39);
    expect(seen['b']).toBeLessThanOrEqual(41);
  });

  test('reaches everybody by lot', async () => {
    const client = await aClient('random');
    const seen = await client.tally(300);
    for (const name of 'abc') expect(seen[name]).toBeGreaterThan(50);
  });

  test('sends calls past an instance that is busy', async () => {
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

  test('takes an instance out that fails its calls, before half a hundred have failed', async () => {
    const client = await aClient('round_robin');
    a.behave = 'failing';
    const codes = await outcomes(client, 1_000);
    expect(codes.filter((code) => code !== status.OK).length).toBeLessThan(50);
    expect(codes.slice(-300).every((code) => code === status.OK)).toBe(true);
  });

  test('never counts a justified no against an instance', async () => {
    const client = await aClient('round_robin');
    a.behave = 'refusing';
    const codes = await outcomes(client, 300);
    expect(codes.filter((code) => code === status.NOT_FOUND)).toHaveLength(100);
  });

  test('remembers who is unwell when others come and go', async () => {
    const client = await aClient('round_robin');
    a.behave = 'failing';
    let calls = -1;
    // Unless it is ejected it has its turn at least once in twenty calls.
    while (calls !== a.calls()) {
      calls = a.calls();
      await outcomes(client, 30);
    }
    discovery.tell([a, b]);
    expect(await client.tally(20)).toEqual({ b: 20 });
    discovery.tell([a, b, c]);
    await waitUntil(async () => (await client.tally(2))['c'] === 1, patience);
    expect(a.calls()).toBe(calls);
  });

  test('connects to a newcomer at once although its address was given up for long before', async () => {
    const patient = { 'grpc.initial_reconnect_backoff_ms': 60_000, 'grpc.max_reconnect_backoff_ms': 60_000 };
    discovery.tell([a, b]);
    const client = echoClient(discovery.target('echo'), patient);
    cleanUp.push(client.close);
    await waitUntil(async () => Object.keys(await client.tally(4)).length === 2, patience);
    a.kill();
    await waitUntil(async () => (await client.tally(4))['b'] === 4, patience);
    discovery.tell([b]);
    const again = await startEcho('a', a.port);
    cleanUp.push(again.kill);
    discovery.tell([again, b]);
    await waitUntil(async () => (await client.who()) === 'a', { timeout: 3_000, interval: 1 });
  });

  test('says why no instance can be reached', async () => {
    for (const server of [a, b, c]) server.kill();
    const client = echoClient(discovery.target('echo'));
    cleanUp.push(client.close);
    await expect(client.who()).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringMatching(/^no instance can be reached: .*ECONNREFUSED/),
    });
  });
});

test('a policy nobody knows is refused', () => {
  expect(() => BalancerConfig.createFromJson({ policy: 'best' })).toThrow('unknown balancing policy "best"');
  expect(BalancerConfig.createFromJson().toJsonObject()).toEqual({ tradepost: { policy: 'round_robin' } });
});
