import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { registerDiscoveryResolver } from './grpc-resolver.ts';
import { channelOptions } from './service-config.ts';
import { echoClient, echoService, startEcho, type EchoServer } from './testing/echo.ts';
import { StubDiscovery } from './testing/stub-discovery.ts';

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

const patience = { timeout: 20_000, interval: 1 };
const discovery = new StubDiscovery('lost');
registerDiscoveryResolver(discovery);
let a: EchoServer;
let b: EchoServer;

beforeEach(async () => {
  [a, b] = [await startEcho('a'), await startEcho('b')];
  discovery.publish([a]);
});
afterEach(() => [a, b].forEach((server) => server.kill()));

/** A client whose call waits at `a`, with the headers of the answer already received. */
async function waitingAtA(options = {}, over = {}) {
  a.behave = 'holding after headers';
  const client = echoClient('lost:///echo', over);
  const answer = client.who(options);
  answer.catch(() => undefined);
  await waitUntil(() => a.calls() === 1, patience);
  discovery.publish([a, b]);
  await waitUntil(async () => {
    a.behave = 'well';
    return (await client.who()) === 'b';
  }, patience);
  discovery.publish([b]);
  return { client, answer };
}

test('a response lost after its headers is retried on another instance', async () => {
  const { client, answer } = await waitingAtA();
  a.kill();
  expect(await answer).toBe('b');
  client.close();
});

test('a method that is not idempotent is not retried', async () => {
  const { client, answer } = await waitingAtA({}, channelOptions({ services: [{ name: echoService }] }));
  a.kill();
  await expect(answer).rejects.toMatchObject({ code: status.CANCELLED });
  client.close();
});

test('it is retried once only', async () => {
  const { client, answer } = await waitingAtA();
  b.behave = 'holding after headers';
  const before = b.calls();
  a.kill();
  await waitUntil(() => b.calls() === before + 1, patience);
  b.kill();
  await expect(answer).rejects.toMatchObject({ code: expect.any(Number) });
  client.close();
});

test('a cancelled call is not retried', async () => {
  const leaving = new AbortController();
  const { client, answer } = await waitingAtA({ signal: leaving.signal });
  const before = b.calls();
  leaving.abort();
  await expect(answer).rejects.toMatchObject({ code: status.CANCELLED });
  await waitUntil(() => a.cancelled() === 1, patience);
  expect(b.calls()).toBe(before);
  client.close();
});

test('cancelling during the retry ends the retry', async () => {
  const leaving = new AbortController();
  const { client, answer } = await waitingAtA({ signal: leaving.signal });
  b.behave = 'holding';
  const before = b.calls();
  a.kill();
  await waitUntil(() => b.calls() === before + 1, patience);
  leaving.abort();
  await expect(answer).rejects.toMatchObject({ code: status.CANCELLED });
  await waitUntil(() => b.cancelled() === 1, patience);
  client.close();
});

test('the deadline covers both attempts', async () => {
  const { client, answer } = await waitingAtA({ timeoutMs: 400 });
  b.behave = 'holding';
  a.kill();
  await expect(answer).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
  client.close();
});
