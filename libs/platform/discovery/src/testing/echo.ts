import * as grpc from '@grpc/grpc-js';
import { channelOptions } from '../service-config.ts';

/** A gRPC server that returns its name, with the health service that Consul checks. */
export interface EchoServer {
  readonly name: string;
  readonly port: number;
  /** Calls taken so far. */
  readonly calls: () => number;
  /** Calls cancelled by their callers. */
  readonly cancelled: () => number;
  /** Makes the following calls fail, or wait for `release`. */
  behave: 'well' | 'failing' | 'refusing' | 'holding' | 'holding after headers';
  readonly release: () => void;
  /** Resets connections too, as a killed process would. */
  readonly kill: () => void;
}

export const echoService = 'tradepost.test.v1.EchoService';
const text = {
  serialize: (value: string) => Buffer.from(value),
  deserialize: (bytes: Buffer) => String(bytes),
};
const bytes = { serialize: (value: Buffer) => value, deserialize: (value: Buffer) => [value] };
const who = unary(`/${echoService}/Who`, text);
const check = unary('/grpc.health.v1.Health/Check', bytes);
/** `HealthCheckResponse { status: SERVING }` on the wire. */
const serving = Buffer.from([0x08, 0x01]);

export async function startEcho(name: string, port = 0): Promise<EchoServer> {
  const server = new grpc.Server();
  const held: (() => void)[] = [];
  let calls = 0;
  let cancelled = 0;
  let boundPort = 0;
  const echo: EchoServer = {
    name,
    get port() {
      return boundPort;
    },
    calls: () => calls,
    cancelled: () => cancelled,
    behave: 'well',
    release: () => held.splice(0).forEach((answer) => answer()),
    kill: () => server.forceShutdown(),
  };
  server.addService(
    { Check: check },
    { Check: (_call: unknown, answer: grpc.sendUnaryData<Buffer>) => answer(null, serving) },
  );
  server.addService(
    { Who: who },
    {
      Who: (call: grpc.ServerUnaryCall<string, string>, answer: grpc.sendUnaryData<string>) => {
        calls += 1;
        if (echo.behave === 'failing')
          return answer({ code: grpc.status.UNAVAILABLE, details: 'configured to fail' });
        if (echo.behave === 'refusing')
          return answer({ code: grpc.status.NOT_FOUND, details: 'configured to refuse' });
        if (echo.behave === 'well') return answer(null, name);
        if (echo.behave === 'holding after headers') call.sendMetadata(new grpc.Metadata());
        held.push(() => answer(null, name));
        call.on('cancelled', () => (cancelled += 1));
      },
    },
  );
  boundPort = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return echo;
}

export interface EchoClient {
  /** The name of the server that responded. */
  who(options?: { waitForReady?: boolean; timeoutMs?: number; signal?: AbortSignal }): Promise<string>;
  /** Calls sequentially and counts the responses per server. */
  tally(calls: number): Promise<Record<string, number>>;
  close(): void;
}

export function echoClient(target: string, over: grpc.ClientOptions = {}): EchoClient {
  const options = {
    ...channelOptions({ services: [{ name: echoService, idempotentMethods: ['Who'] }] }),
    ...over,
  };
  const client = new grpc.Client(target, grpc.credentials.createInsecure(), options);
  const calls: EchoClient = {
    who: ({ waitForReady = false, timeoutMs = 5_000, signal } = {}) =>
      new Promise((resolve, reject) => {
        const metadata = new grpc.Metadata({ waitForReady });
        const deadline = Date.now() + timeoutMs;
        const done: grpc.requestCallback<string> = (error, name) =>
          error ? reject(error) : resolve(name ?? '');
        const call = client.makeUnaryRequest(
          who.path,
          text.serialize,
          text.deserialize,
          '?',
          metadata,
          { deadline },
          done,
        );
        signal?.addEventListener('abort', () => call.cancel(), { once: true });
      }),
    async tally(count) {
      const answers: Record<string, number> = {};
      for (let call = 0; call < count; call += 1) {
        const name = await calls.who();
        answers[name] = (answers[name] ?? 0) + 1;
      }
      return answers;
    },
    close: () => client.close(),
  };
  return calls;
}

function unary<I, O>(
  path: string,
  codec: { serialize: (value: I) => Buffer; deserialize: (bytes: Buffer) => O },
) {
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: codec.serialize,
    requestDeserialize: codec.deserialize,
    responseSerialize: codec.serialize,
    responseDeserialize: codec.deserialize,
  } as const;
}
