import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { createDiscovery } from '@tradepost/discovery';
import { Logger, Metrics } from '@tradepost/observability';
import { type Call, type Codec, type RpcClient, RpcClients, RpcServer } from '../index.ts';
import { STREAM } from '../stream/frames.ts';

/** A small service and its clients, for specs of calls in streams. */
export interface Text {
  readonly text: string;
}

type Answer = (request: Text, call: Call) => Promise<Text>;

const json: Codec<Text, Text> = {
  encode: (message) => ({ finish: () => Buffer.from(JSON.stringify(message)) }),
  decode: (reader) => JSON.parse(reader.rest().toString('utf8')) as Text,
};
const method = (name: string, options = {}) => ({ name, requestType: json, responseType: json, options });
export const spec = {
  fullName: 'test.v1.StreamedService',
  methods: { once: method('Once'), again: method('Again', { idempotencyLevel: 'IDEMPOTENT' }) },
} as const;
export type Texts = RpcClient<typeof spec>;

export const found: Text = { text: 'a mug' };

const cleanUp: (() => Promise<unknown> | void)[] = [];
/** Before the servers and clients that were made. */
export const atEnd = (step: () => Promise<unknown> | void): unknown => cleanUp.push(step);
export async function closeAll(): Promise<void> {
  for (const step of cleanUp.splice(0).reverse()) await step();
}

const silent = new Logger({ service: 'test', level: 'silent' });

export async function aServer(
  answer: Answer,
  options: { readonly maxMessageBytes?: number; readonly log?: Logger } = {},
) {
  const server = new RpcServer({ log: silent, metrics: new Metrics('test'), ...options });
  server.add(spec, { once: answer, again: answer });
  const port = await server.listen('127.0.0.1', 0, 'texts');
  atEnd(() => server.drain(0));
  return { server, port };
}

type Streamed = (stream: ServerDuplexStream<Buffer, Buffer>) => void;

/** A server of grpc-js alone. It has no streams, as one of an older release, or those of `stream`. */
export async function anOldServer(answer: (request: Text) => Text, stream?: Streamed): Promise<number> {
  const server = new Server();
  const serialize = (text: Text): Buffer => Buffer.from(JSON.stringify(text));
  const deserialize = (bytes: Buffer): Text => JSON.parse(bytes.toString()) as Text;
  const once = {
    ...{ path: '/test.v1.StreamedService/Once', requestStream: false, responseStream: false },
    ...{ requestSerialize: serialize, responseSerialize: serialize },
    ...{ requestDeserialize: deserialize, responseDeserialize: deserialize },
  };
  server.addService(
    { once },
    {
      once: ({ request }: { request: Text }, done: (e: null, t: Text) => void) => done(null, answer(request)),
    },
  );
  if (stream) server.addService({ stream: STREAM }, { stream });
  atEnd(() => server.forceShutdown());
  return new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}

interface ClientOptions {
  readonly maxMessageBytes?: number;
  readonly streams?: boolean;
  readonly log?: Logger;
  /** Field of requests; see `ClientOptions.affinity` of clients. */
  readonly affinity?: string;
}

export function aClient(ports: readonly number[], { affinity, ...options }: ClientOptions = {}) {
  const discovery = createDiscovery({
    driver: 'static',
    staticList: `texts=${ports.map((port) => `127.0.0.1:${port}`).join()}`,
    scheme: `streams-${ports[0]}`,
  });
  const clients = new RpcClients({ discovery, metrics: new Metrics('caller'), caller: 'tester', ...options });
  atEnd(() => (clients.close(), discovery.close()));
  const texts: Texts = clients.get(spec, 'texts', {
    timeoutMs: 20_000,
    ...(affinity && { affinity }),
  });
  return { clients, texts };
}
