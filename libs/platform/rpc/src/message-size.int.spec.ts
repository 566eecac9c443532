import { afterEach, describe, expect, it } from '@jest/globals';
import { createDiscovery } from '@tradepost/discovery';
import { MessageTooLarge, RetryableError } from '@tradepost/errors';
import { Logger, Metrics } from '@tradepost/observability';
import { type Codec, type RpcClient, RpcClients, RpcServer } from './index.ts';

interface Text {
  readonly text: string;
}

const json: Codec<Text, Text> = {
  encode: (message) => ({ finish: () => Buffer.from(JSON.stringify(message)) }),
  decode: (reader) => JSON.parse(reader.rest().toString('utf8')) as Text,
};
// Idempotent: what could be retried would be.
const options = { idempotencyLevel: 'IDEMPOTENT' };
const spec = {
  name: 'EchoService',
  fullName: 'test.v1.EchoService',
  methods: { echo: { name: 'Echo', requestType: json, responseType: json, options } },
} as const;
type Echo = RpcClient<typeof spec>;

const SMALL = 1_000;
const LARGE = 100_000;

let close: () => Promise<void>;
afterEach(() => close());

/** A server whose answers have the length that is asked for, and a client of it; each with limits of its own. */
async function anEcho(limits: { server?: number; client?: number }) {
  const logged: object[] = [];
  const log = new Logger({ service: 'test', level: 'silent' });
  log.error = (facts: object) => void logged.push(facts);
  const metrics = new Metrics('caller');
  const seen: Text[] = [];
  const server = new RpcServer({ log, metrics: new Metrics('echo'), maxMessageBytes: limits.server });
  server.add(spec, {
    async echo(request) {
      seen.push(request);
      if (request.text === 'busy') throw new RetryableError('busy', 'the queue is full');
      if (request.text === 'deeper') throw new MessageTooLarge('request', 'product: too large');
      return { text: 'x'.repeat(Number(request.text) || 1) };
    },
  });
  const port = await server.listen('127.0.0.1', 0, 'echo');
  const discovery = createDiscovery({
    ...{ driver: 'static', staticList: `echo=127.0.0.1:${port}`, scheme: `size-${port}` },
  });
  const clients = new RpcClients({
    ...{ discovery, metrics, log, caller: 'tester' },
    ...(limits.client && { maxMessageBytes: limits.client }),
  });
  close = async () => {
    clients.close();
    discovery.close();
    await server.drain(1_000);
  };
  const echo: Echo = clients.get(spec, 'echo');
  const counted = async () => (await metrics.export()).match(/^rpc_message_too_large_total\{.*/gm) ?? [];
  return { echo, seen, logged, counted };
}

const failure = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

describe('a message that is too large', () => {
  it.each([
    ['request', 'by the client', { client: SMALL, server: LARGE }, 'y'.repeat(2 * SMALL), 0],
    ['request', 'by the server', { client: LARGE, server: SMALL }, 'y'.repeat(2 * SMALL), 0],
    ['response', 'by the client', { client: SMALL, server: LARGE }, String(2 * SMALL), 1],
    ['response', 'by the server', { client: LARGE, server: SMALL }, String(2 * SMALL), 1],
  ] as const)(
    'is told apart from overload: a %s that is refused %s',
    async (part, _by, limits, text, calls) => {
      const { echo, seen, logged, counted } = await anEcho(limits);
      const error = await failure(echo.echo({ text }));
      expect(error).toBeInstanceOf(MessageTooLarge);
      expect(error).toMatchObject({ part });
      // Not retried, although the method is idempotent.
      expect(seen).toHaveLength(calls);
      const rpc = 'test.v1.EchoService/Echo';
      const requestBytes = JSON.stringify({ text }).length;
      expect(logged).toMatchObject([{ rpc, part, requestBytes, maxBytes: limits.client }]);
      const labels = `rpc_method="${rpc}",part="${part}",service_name="caller"`;
      expect(await counted()).toEqual([`rpc_message_too_large_total{${labels}} 1`]);
      // The connection serves the next call.
      await expect(echo.echo({ text: '3' })).resolves.toEqual({ text: 'xxx' });
    },
  );

  it('stays one on its way through a service, where it is no fault of the request any more', async () => {
    const { echo } = await anEcho({});
    const error = await failure(echo.echo({ text: 'deeper' }));
    expect(error).toBeInstanceOf(MessageTooLarge);
    expect(error).toMatchObject({ part: 'response' });
  });

  it('is not what overload is taken for', async () => {
    const { echo, logged, counted } = await anEcho({});
    const error = await failure(echo.echo({ text: 'busy' }));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ reason: 'busy' });
    expect([logged, await counted()]).toEqual([[], []]);
  });

  it('may have more than the 4 MB of gRPC where no limit is set', async () => {
    const { echo } = await anEcho({});
    const { text } = await echo.echo({ text: '9000000' });
    expect(text).toHaveLength(9_000_000);
    await expect(echo.echo({ text: 'z'.repeat(9_000_000) })).resolves.toEqual({ text: 'x' });
  });
});
