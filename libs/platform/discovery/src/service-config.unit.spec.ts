import { Client, credentials, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { registerDiscoveryResolver } from './grpc-resolver.ts';
import { channelOptions, serviceConfig } from './service-config.ts';
import { echoClient, echoService, startEcho, type EchoServer } from './testing/echo.ts';
import { StubDiscovery } from './testing/stub-discovery.ts';

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

const discovery = new StubDiscovery('config');
registerDiscoveryResolver(discovery);
let a: EchoServer;
let b: EchoServer;

beforeEach(async () => {
  [a, b] = [await startEcho('a'), await startEcho('b')];
  discovery.publish([a, b]);
});
afterEach(() => [a, b].forEach((server) => server.kill()));

const echo = { name: echoService };
const once = (over: object = {}) => ({
  'grpc.service_config': serviceConfig({ services: [echo], ...over }),
});

test('is accepted by grpc-js as a whole', () => {
  const options = channelOptions({
    services: [{ ...echo, idempotentMethods: ['Who'] }, { name: 'tradepost.test.v1.Other' }],
    timeoutMs: 1_250,
  });
  new Client('config:///echo', credentials.createInsecure(), options).close();
});

test('ends a call at the configured timeout although the caller allows more', async () => {
  a.behave = b.behave = 'holding';
  const client = echoClient('config:///echo', once({ timeoutMs: 150 }));
  const startedAt = performance.now();
  await expect(client.who()).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(140);
  client.close();
});

test('retries only idempotent methods on another instance', async () => {
  a.behave = 'failing';
  const retrying = echoClient('config:///echo');
  await waitUntil(async () => (await retrying.who()) === 'b' && a.calls() > 0, { timeout: 20_000 });
  expect(await retrying.tally(10)).toEqual({ b: 10 });
  retrying.close();

  const plain = echoClient('config:///echo', once());
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => plain.who()));
  expect(results.some(({ status }) => status === 'rejected')).toBe(true);
  plain.close();
});

test('retries an idempotent method when a server is shut down by force', async () => {
  const client = echoClient('config:///echo');
  await waitUntil(async () => Object.keys(await client.tally(2)).length === 2, { timeout: 20_000 });
  a.behave = b.behave = 'holding';
  const waiting = [client.who(), client.who()];
  await waitUntil(() => a.calls() + b.calls() >= 4, { timeout: 20_000 });
  b.behave = 'well';
  b.release();
  a.kill();
  expect(await Promise.all(waiting)).toEqual(['b', 'b']);
  client.close();
});

test('stops retrying when everything fails', async () => {
  a.behave = b.behave = 'failing';
  const client = echoClient('config:///echo');
  for (let batch = 0; batch < 15; batch += 1) {
    await Promise.allSettled(Array.from({ length: 100 }, () => client.who()));
  }
  const calls = a.calls() + b.calls();
  expect(calls).toBeGreaterThan(1_500);
  expect(calls).toBeLessThanOrEqual(1_500 * 1.2);
  client.close();
});
