import { Client, credentials } from '@grpc/grpc-js';
import { DomainError } from '@tradepost/decision';
import { createDiscovery, type Discovery } from '@tradepost/discovery';
import { RetryableError } from '@tradepost/errors';
import {
  currentContext,
  Logger,
  Metrics,
  newSpanId,
  newTraceId,
  runInContext,
} from '@tradepost/observability';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import {
  type Call,
  type Codec,
  type RpcClient,
  RpcClients,
  RpcServer,
  type ServiceImplementation,
} from './index.ts';

interface Question {
  key: string;
}
interface Answered {
  text: string;
}

/** Any codec will do here; services use the generated ones. */
function json<T>(): Codec<T, T> {
  return {
    encode: (message) => ({ finish: () => Buffer.from(JSON.stringify(message)) }),
    decode: (reader) => JSON.parse(reader.rest().toString('utf8')) as T,
  };
}

const spec = {
  name: 'PictureService',
  fullName: 'test.v1.PictureService',
  methods: {
    once: method('Once', undefined),
    again: method('Again', 'IDEMPOTENT'),
  },
} as const;

function method<const I extends 'IDEMPOTENT' | undefined>(name: string, idempotencyLevel: I) {
  const options: { idempotencyLevel?: string } = idempotencyLevel ? { idempotencyLevel } : {};
  return {
    name,
    requestType: json<Question>(),
    requestStream: false,
    responseType: json<Answered>(),
    responseStream: false,
    options,
  };
}

type Answer = (request: Question, call: Call) => Promise<Answered>;

// Before the first call.
const STACK_TRACE_LIMIT = Error.stackTraceLimit;

let answer: Answer;
let server: RpcServer;
let address: string;
let discovery: Discovery;
let clients: RpcClients;
let pictures: RpcClient<typeof spec>;

/** @returns the port */
function start(port: number): Promise<number> {
  const log = new Logger({ service: 'test', level: 'silent' });
  const implementation: ServiceImplementation<typeof spec> = {
    once: (r, c) => answer(r, c),
    again: (r, c) => answer(r, c),
  };
  server = new RpcServer({ log, metrics: new Metrics('test') });
  server.add(spec, implementation);
  return server.listen('127.0.0.1', port, 'pictures');
}

beforeEach(async () => {
  const port = await start(0);
  address = `127.0.0.1:${port}`;
  discovery = createDiscovery({
    driver: 'static',
    staticList: `pictures=127.0.0.1:${port}`,
    scheme: `rpc-${port}`,
  });
  clients = new RpcClients({ discovery, metrics: new Metrics('caller'), caller: 'tester' });
  pictures = clients.get(spec, 'pictures');
});

afterEach(async () => {
  clients.close();
  discovery.close();
  await server.drain(1_000);
});

const found: Answered = { text: 'a mug' };

describe('a call to another service', () => {
  it('carries request and response unchanged, with trace and caller', async () => {
    answer = async (request, call) => ({
      text: `${request.key} ${call.caller} ${currentContext()?.traceId}`,
    });
    const traceId = newTraceId();
    const response = await runInContext({ traceId, spanId: newSpanId() }, () =>
      pictures.once({ key: 'mug' }),
    );
    expect(response).toEqual({ text: `mug tester ${traceId}` });
  });

  it('passes domain errors on', async () => {
    answer = async () =>
      Promise.reject(new DomainError('missing', 'picture.not_found', 'There is none.', { key: 'mug' }));
    const error = await pictures.again({ key: 'mug' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ kind: 'missing', code: 'picture.not_found', facts: { key: 'mug' } });
  });

  it('leaves the stack traces of other errors alone', async () => {
    answer = async () => found;
    const running = pictures.once({ key: 'a' });
    expect(Error.stackTraceLimit).toBe(STACK_TRACE_LIMIT);
    await expect(running).resolves.toEqual(found);
  });

  it('is retried only if its method is idempotent', async () => {
    let asked = 0;
    answer = async () =>
      ++asked === 1 ? Promise.reject(new RetryableError('unavailable', 'starting')) : found;
    await expect(pictures.once({ key: 'a' })).rejects.toMatchObject({ reason: 'unavailable' });
    asked = 0;
    await expect(pictures.again({ key: 'a' })).resolves.toEqual(found);
    expect(asked).toBe(2);
  });

  it('ends at the deadline of the caller', async () => {
    answer = (_request, call) =>
      new Promise((done) => call.signal.addEventListener('abort', () => done(found)));
    const impatient = { traceId: newTraceId(), spanId: newSpanId(), deadline: Date.now() + 100 };
    await expect(runInContext(impatient, () => pictures.again({ key: 'a' }))).rejects.toMatchObject({
      reason: 'timeout',
    });
  });

  it('waits for a service that is restarted, and was not sent before', async () => {
    answer = async () => found;
    await pictures.once({ key: 'a' });
    await server.drain(1_000);
    // Once no instance is left, what ends is the wait: the caller learns that the service is away, not that it is slow.
    await waitFor(() =>
      expect(pictures.once({ key: 'a' }, { timeoutMs: 100 })).rejects.toMatchObject({
        reason: 'unavailable',
        message: 'pictures: no instance was reached before the deadline',
      }),
    );
    const asked: string[] = [];
    answer = async ({ key }) => {
      asked.push(key);
      return found;
    };
    const waiting = pictures.once({ key: 'b' });
    await start(Number(address.split(':')[1]));
    await expect(waiting).resolves.toEqual(found);
    expect(asked).toEqual(['b']);
  });

  it('is cancelled at the called service when the caller cancels', async () => {
    const stopped = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    answer = (_request, call) => {
      started.resolve();
      return new Promise((done) =>
        call.signal.addEventListener('abort', () => {
          stopped.resolve();
          done(found);
        }),
      );
    };
    const controller = new AbortController();
    const asked = pictures.once({ key: 'a' }, { signal: controller.signal });
    await started.promise;
    controller.abort();
    await expect(asked).rejects.toMatchObject({ reason: 'cancelled' });
    await stopped.promise;
  });

  it('can resolve its service before the first call', async () => {
    let watched = '';
    const looking = {
      scheme: discovery.scheme,
      target: (name: string) => `${discovery.scheme}:///${name}`,
      close: () => {},
      watch: () => () => {},
      followed: () => [],
    };
    const early = new RpcClients({
      discovery: looking,
      metrics: new Metrics('early'),
      caller: 'early',
    });
    early.get(spec, 'pictures');
    const watch = discovery.watch.bind(discovery);
    discovery.watch = (name, onChange) => {
      watched = name;
      return watch(name, onChange);
    };
    early.warmUp();
    await waitFor(async () => expect(watched).toBe('pictures'));
    early.close();
  });

  it('passes domain errors on that are thrown synchronously', async () => {
    answer = () => {
      throw new DomainError('conflict', 'stock.insufficient', 'None left.');
    };
    await expect(pictures.again({ key: 'a' })).rejects.toMatchObject({ code: 'stock.insufficient' });
  });

  it('withholds the message of other errors', async () => {
    answer = async () => Promise.reject(new TypeError('secret detail'));
    await expect(pictures.again({ key: 'a' })).rejects.toThrow(/^pictures failed: status 13 internal error$/);
  });
});

describe('the standard health check', () => {
  // What Consul sends: an empty message asks for the whole server.
  const ask = (service: string): Promise<number> =>
    new Promise((done, fail) => {
      const client = new Client(address, credentials.createInsecure());
      const serialize = (name: string) =>
        Buffer.from(name === '' ? [] : [10, name.length, ...Buffer.from(name)]);
      client.makeUnaryRequest(
        '/grpc.health.v1.Health/Check',
        serialize,
        (bytes) => bytes[1] ?? 0,
        service,
        (error, status) => {
          client.close();
          if (error) fail(error);
          else done(status ?? 0);
        },
      );
    });

  it('answers whether the server wants calls', async () => {
    expect([await ask(''), await ask('pictures')]).toEqual([2, 2]);
    server.setServing(true);
    expect([await ask(''), await ask('pictures')]).toEqual([1, 1]);
  });

  it('does not know other services', () => expect(ask('orders')).rejects.toMatchObject({ code: 5 }));
});
