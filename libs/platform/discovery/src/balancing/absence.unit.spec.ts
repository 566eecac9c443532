import { status, type ServiceError } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { registerDiscoveryResolver } from '../grpc-resolver.ts';
import { channelOptions } from '../service-config.ts';
import { advanceBalancerClock, stopBalancerClock } from '../testing/balancer-clock.ts';
import { echoClient, echoService, startEcho, type EchoClient, type EchoServer } from '../testing/echo.ts';
import { StubDiscovery } from '../testing/stub-discovery.ts';
import { Absence, type WaitLimits } from './absence.ts';

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

const patience = { timeout: 20_000, interval: 5 };
const cleanUp: (() => void)[] = [];
let discovery: StubDiscovery;
let schemes = 0;

beforeEach(() => {
  stopBalancerClock();
  discovery = new StubDiscovery(`absent-${(schemes += 1)}`);
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

/** A client of a service that had the instance. */
async function clientOf(instance: EchoServer, limits: Partial<WaitLimits> = {}): Promise<EchoClient> {
  discovery.publish([instance]);
  const client = echoClient(
    discovery.target('echo'),
    channelOptions({ services: [{ name: echoService }], limits }),
  );
  cleanUp.push(client.close);
  expect(await client.who()).toBe(instance.name);
  return client;
}

const outcomeOf = (call: Promise<string>): Promise<string> =>
  call.catch(({ code, details }: ServiceError) => `${status[code]}: ${details}`);

/** Calls until one fails, because nothing tells when a channel has noticed. */
async function failureOf(client: EchoClient): Promise<string> {
  let outcome = '';
  await waitUntil(async () => (outcome = await outcomeOf(client.who())).includes(':'), patience);
  return outcome;
}

describe('calls of a service that lost its last instance', () => {
  test('wait for the next one', async () => {
    const client = await clientOf(await serve('a'));
    discovery.publish([]);
    const waiting = [client.who(), client.who()];
    discovery.publish([await serve('b')]);
    expect(await Promise.all(waiting)).toEqual(['b', 'b']);
  });

  test('wait for the same one to be started again while it is still listed', async () => {
    const a = await serve('a');
    const client = await clientOf(a);
    a.kill();
    // A call that was sent when the connection broke fails: it may have been executed.
    await waitUntil(async () => {
      const waiting = client.who({ timeoutMs: 200 });
      return (await outcomeOf(waiting)).endsWith('Waiting for LB pick');
    }, patience);
    const waiting = client.who({ timeoutMs: 20_000 });
    await serve('b', a.port);
    expect(await waiting).toBe('b');
  });

  test('fail when the wait ends, and later ones at once', async () => {
    const client = await clientOf(await serve('a'), { waitMs: 100 });
    discovery.publish([], 'the registry lists no healthy instance');
    const waiting = outcomeOf(client.who({ timeoutMs: 20_000 }));
    advanceBalancerClock(100);
    const failure = 'UNAVAILABLE: no instance of "echo": the registry lists no healthy instance';
    expect(await waiting).toBe(failure);
    // The clock stands still: one that waited would wait for ever.
    expect(await outcomeOf(client.who({ timeoutMs: 20_000 }))).toBe(failure);
  });

  test('fail at once while an instance that was absent for long can not be reached', async () => {
    const a = await serve('a');
    const client = await clientOf(a, { waitMs: 100 });
    a.kill();
    await outcomeOf(client.who({ timeoutMs: 200 }));
    advanceBalancerClock(100);
    expect(await failureOf(client)).toMatch(/^UNAVAILABLE: no instance can be reached: .*ECONNREFUSED/);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcomeOf(client.who())));
    expect(outcomes.filter((one) => !one.startsWith('UNAVAILABLE'))).toEqual([]);
  });

  test('fail at once where as many wait already', async () => {
    const client = await clientOf(await serve('a'), { maxWaiting: 2 });
    discovery.publish([]);
    const waiting = [client.who(), client.who()];
    expect(await outcomeOf(client.who())).toBe(
      'UNAVAILABLE: no instance of "echo": none is registered; 2 calls wait already',
    );
    discovery.publish([await serve('b')]);
    expect(await Promise.all(waiting)).toEqual(['b', 'b']);
  });

  test('do not outlive their deadline', async () => {
    const client = await clientOf(await serve('a'));
    discovery.publish([]);
    expect(await outcomeOf(client.who({ timeoutMs: 50 }))).toMatch(
      /^DEADLINE_EXCEEDED: .*Waiting for LB pick$/,
    );
  });
});

describe('an absence', () => {
  const limits = { waitMs: 10_000, maxWaiting: 1 };

  test('is not waited for when the service was never there', () => {
    expect(new Absence().remainingMs(0, limits)).toBe(0);
  });

  test('is waited for from the moment of the loss', () => {
    const absence = new Absence();
    absence.ended(1_000);
    expect(absence.remainingMs(50_000, limits)).toBe(10_000);
    expect(absence.remainingMs(59_000, limits)).toBe(1_000);
    expect(absence.remainingMs(60_001, limits)).toBe(0);
  });

  test('takes from the wait of the next when the service came back only for a moment', () => {
    const absence = new Absence();
    absence.ended(0);
    absence.remainingMs(20_000, limits);
    absence.ended(23_000);
    expect(absence.remainingMs(32_000, limits)).toBe(7_000);
    absence.ended(60_000);
    expect(absence.remainingMs(65_000, limits)).toBe(0);
  });

  test('takes nothing from the next when the service had stayed for as long as a wait', () => {
    const absence = new Absence();
    absence.ended(0);
    absence.remainingMs(20_000, limits);
    absence.ended(23_000);
    expect(absence.remainingMs(33_000, limits)).toBe(10_000);
  });
});
