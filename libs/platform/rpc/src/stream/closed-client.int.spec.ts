import { Client } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { createDiscovery, type Discovery } from '@tradepost/discovery';
import { RetryableError } from '@tradepost/errors';
import { Logger, Metrics } from '@tradepost/observability';
import { waitFor } from '@tradepost/testing/waiting';
import { type Codec, type RpcClient, RpcClients, RpcServer } from '../index.ts';

interface Text {
  readonly text: string;
}

const json: Codec<Text, Text> = {
  encode: (message) => ({ finish: () => Buffer.from(JSON.stringify(message)) }),
  decode: (reader) => JSON.parse(reader.rest().toString('utf8')) as Text,
};
// Idempotent: what could be repeated would be.
const options = { idempotencyLevel: 'IDEMPOTENT' };
const spec = {
  fullName: 'test.v1.LateService',
  methods: { ask: { name: 'Ask', requestType: json, responseType: json, options } },
} as const;

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);
// Made through this, a call is one of its own.
const alone = jest.spyOn(Client.prototype, 'makeUnaryRequest');

let server: RpcServer;
let discovery: Discovery;
let clients: RpcClients;
let texts: RpcClient<typeof spec>;
let answer: () => Promise<Text>;

beforeEach(async () => {
  answer = async () => ({ text: '' });
  server = new RpcServer({
    log: new Logger({ service: 'test', level: 'silent' }),
    metrics: new Metrics('test'),
  });
  server.add(spec, { ask: () => answer() });
  const port = await server.listen('127.0.0.1', 0, 'texts');
  discovery = createDiscovery({
    ...{ driver: 'static', staticList: `texts=127.0.0.1:${port}`, scheme: `closed-${port}` },
  });
  clients = new RpcClients({ discovery, metrics: new Metrics('caller'), caller: 'tester' });
  texts = clients.get(spec, 'texts', { timeoutMs: 20_000 });
  await waitFor(async () => {
    alone.mockClear();
    await texts.ask({ text: '' });
    expect(alone).not.toHaveBeenCalled();
  });
});
afterEach(async () => {
  clients.close();
  discovery.close();
  await server.drain(0);
});

/** A call that runs when its client is closed. */
async function closedDuring(work: Promise<Text>): Promise<{ asked: Promise<unknown> }> {
  const started = Promise.withResolvers<void>();
  answer = () => {
    started.resolve();
    return work;
  };
  const asked = texts.ask({ text: '' }).catch((error: unknown) => error);
  await started.promise;
  clients.close();
  return { asked };
}

it('a closed client still gets the answers to its calls', async () => {
  const waiting = Promise.withResolvers<Text>();
  const { asked } = await closedDuring(waiting.promise);
  waiting.resolve({ text: 'late' });
  expect(await asked).toEqual({ text: 'late' });
});

it('a closed client does not repeat what is lost then', async () => {
  const { asked } = await closedDuring(new Promise(() => undefined));
  await server.drain(0);
  expect(await asked).toBeInstanceOf(RetryableError);
  expect(alone).not.toHaveBeenCalled();
});

it('a call that is made later fails as one that was cancelled', async () => {
  clients.close();
  await expect(texts.ask({ text: '' })).rejects.toMatchObject({ reason: 'cancelled' });
});
