import {
  type ChannelCredentials,
  Client,
  type ClientUnaryCall,
  connectivityState,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { GRPC_MESSAGE_BYTES } from '@tradepost/config';
import { AFFINITY, channelOptions, type Discovery, RetryBudget } from '@tradepost/discovery';
import { fromWire, MessageTooLarge, RetryableError, type WireError } from '@tradepost/errors';
import {
  type Context,
  currentContext,
  type Logger,
  type Metrics,
  PLATFORM_SERIES,
  rpcCode,
  runInContext,
  type Span,
  startSpan,
  toTraceparent,
} from '@tradepost/observability';
import {
  isIdempotent,
  type MethodSpec,
  type RequestOf,
  type ResponseOf,
  type ServiceSpec,
  toGrpc,
  type UntypedMethod,
} from './definition.ts';
import { affinityOf } from './affinity.ts';
import { messageLimits } from './message-limits.ts';
import { CallStreams } from './stream/call-streams.ts';
import { LONG_BYTES, MIN_MESSAGE_BYTES } from './stream/frames.ts';
import { clientCredentials } from './tls/mutual-tls.ts';
import type { TlsFiles } from './tls/tls-files.ts';

export interface CallOptions {
  /** A shorter deadline of the caller applies instead. */
  readonly timeoutMs?: number;
  /** Replaces the signal of the current context; `null` lets the call go on when its caller cancels. */
  readonly signal?: AbortSignal | null;
}

/** A service as an object: `const { offers } = await product.quoteVariants({ items })`. */
export type RpcClient<S extends ServiceSpec> = {
  readonly [K in keyof S['methods']]: (
    request: RequestOf<S, K>,
    options?: CallOptions,
  ) => Promise<ResponseOf<S, K>>;
};

export interface ClientOptions {
  /** For calls without a timeout of their own (default 5 000). */
  readonly timeoutMs?: number;
  /**
   * Name of a request's field, such as `cartId`: calls with the same value reach one instance, which may cache what it has
   * written. Only while the instances stay the same, so nothing may depend on it but cost.
   */
  readonly affinity?: string;
}

export interface RpcClientsOptions {
  readonly discovery: Discovery;
  readonly metrics: Metrics;
  /** The name of the calling service. */
  readonly caller: string;
  readonly log?: Logger;
  /** Of a request and of a response, in bytes; the servers should have the same limit. */
  readonly maxMessageBytes?: number;
  /** False: each call is a gRPC call of its own (default true). */
  readonly streams?: boolean;
  /** With it every call is by mutual TLS. */
  readonly tls?: TlsFiles | undefined;
}

type Ended = (error: WireError | undefined, response?: unknown) => void;

interface Outgoing {
  readonly request: unknown;
  readonly deadline: number;
  readonly context: Context | undefined;
  readonly affinity: number | undefined;
}

type MethodOptions = ClientOptions & { readonly timeoutMs: number; readonly isRepeatable: boolean };

/** Creates clients of services. Discovery, deadlines, retries, trace and caller are added here and nowhere else. */
export class RpcClients {
  private readonly discovery: Discovery;
  private readonly caller: string;
  private readonly log: Logger | undefined;
  private readonly maxMessageBytes: number;
  private readonly tls: TlsFiles | undefined;
  private readonly hasStreams: boolean;
  private readonly seconds;
  private readonly tooLarge;
  private readonly streams = new Map<string, CallStreams>();
  private isClosed = false;
  private readonly open: { readonly service: string; readonly client: Client }[] = [];

  constructor(options: RpcClientsOptions) {
    const { discovery, metrics, caller, log, maxMessageBytes = GRPC_MESSAGE_BYTES, tls } = options;
    this.tls = tls;
    this.discovery = discovery;
    this.caller = caller;
    this.log = log;
    this.maxMessageBytes = maxMessageBytes;
    this.hasStreams = (options.streams ?? true) && maxMessageBytes >= MIN_MESSAGE_BYTES;
    this.tooLarge = metrics.counter(PLATFORM_SERIES.rpc.messageTooLarge);
    this.seconds = metrics.histogram(PLATFORM_SERIES.rpc.clientDuration);
  }

  /** A client of `service`, by the name it is registered under. Only idempotent methods are retried. */
  get<S extends ServiceSpec>(
    spec: S,
    service: string,
    { timeoutMs = 5_000, affinity }: ClientOptions = {},
  ): RpcClient<S> {
    const idempotentMethods = Object.values(spec.methods)
      .filter(isIdempotent)
      .map((method) => method.name);
    const isFirst = !this.streams.has(service);
    const streams = this.streamsOf(service);
    const options = {
      ...channelOptions({
        services: [{ name: spec.fullName, idempotentMethods }],
        timeoutMs: MAX_TIMEOUT_MS,
        ...(isFirst && this.hasStreams && { ready: streams.ready }),
      }),
      ...messageLimits(this.maxMessageBytes),
    };
    const client = new Client(this.discovery.target(service), this.credentialsFor(service), options);
    if (isFirst && this.hasStreams) streams.openOn(client);
    this.open.push({ service, client });
    const methods = Object.entries(toGrpc(spec)).map(([key, method]) => {
      const isRepeatable = isIdempotent(spec.methods[key] as MethodSpec);
      return [key, this.method(client, service, method, { timeoutMs, affinity, isRepeatable })];
    });
    return Object.fromEntries(methods) as RpcClient<S>;
  }

  /** Resolves every service now, so that the first call does not wait for it. */
  warmUp(): void {
    for (const service of this.services()) this.isConnected(service);
  }

  /** The names of the services that are called. */
  services(): string[] {
    return [...new Set(this.open.map(({ service }) => service))];
  }

  /** Whether every client of it has a connection. Those that have none begin to connect. */
  isConnected(service: string): boolean {
    const states = this.open
      .filter((one) => one.service === service)
      .map(({ client }) => client.getChannel().getConnectivityState(true));
    return states.every((state) => state === connectivityState.READY);
  }

  close(): void {
    this.isClosed = true;
    for (const streams of this.streams.values()) streams.close();
    for (const { client } of this.open) client.close();
  }

  private credentialsFor(service: string): ChannelCredentials {
    return this.tls ? clientCredentials(this.tls, service) : credentials.createInsecure();
  }

  /** One for all clients of a service. */
  private streamsOf(service: string): CallStreams {
    const known = this.streams.get(service) ?? new CallStreams(this.caller, this.maxMessageBytes);
    this.streams.set(service, known);
    return known;
  }

  private method(
    client: Client,
    service: string,
    method: UntypedMethod,
    { timeoutMs, affinity, isRepeatable }: MethodOptions,
  ) {
    const name = method.path.slice(1);
    const ok = this.seconds.labels({ rpc_method: name, rpc_response_status_code: 'OK' });
    const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': name };
    const streams = this.streamsOf(service);
    const budget = isRepeatable ? new RetryBudget() : undefined;
    return (request: unknown, options: CallOptions = {}): Promise<unknown> => {
      const context = currentContext();
      const signal = options.signal === null ? undefined : (options.signal ?? context?.signal);
      if (signal?.aborted)
        return Promise.reject(
          new RetryableError('cancelled', `${service} was not called: the caller cancelled`),
        );
      const deadline = Math.min(context?.deadline ?? Infinity, Date.now() + (options.timeoutMs ?? timeoutMs));
      const span = startSpan(name, { kind: 'client', attributes });
      const started = performance.now();
      return new Promise((resolve, reject) => {
        let cancelCall = (): void => {};
        let isCancelled = false;
        const cancel = (): void => {
          isCancelled = true;
          cancelCall();
        };
        const ended: Ended = (error, response) => {
          signal?.removeEventListener('abort', cancel);
          const seconds = (performance.now() - started) / 1000;
          if (span) endSpan(span, error);
          if (!error) {
            ok.observe(seconds);
            return resolve(response);
          }
          this.seconds.observe({ rpc_method: name, rpc_response_status_code: rpcCode(error.grpc) }, seconds);
          // An answer in a stream arrives in the context in which the stream was opened.
          const fail = (): void => reject(this.toError(error, service, method, request));
          return context ? runInContext(context, fail) : fail();
        };
        const call = {
          ...{ request, deadline, context: span?.context ?? context },
          affinity: affinityOf(request, affinity),
        };
        const alone = (made: Outgoing): void => void (cancelCall = this.alone(client, method, made, ended));
        const inStream: Ended = (error, response) => {
          if (!error) budget?.giveBack();
          // gRPC's own retries go on from here, by turns: its own instance has just failed it.
          else if (!isCancelled && !this.isClosed && isLoss(error.grpc) && budget?.take())
            return alone({ ...call, affinity: undefined });
          ended(error, response);
        };
        signal?.addEventListener('abort', cancel, { once: true });
        const cancelStreamed = this.streamed(streams, method, call, inStream);
        if (cancelStreamed) cancelCall = cancelStreamed;
        else alone(call);
      });
    };
  }

  /** @returns how to cancel it; undefined: it can't be sent in a stream */
  private streamed(streams: CallStreams, method: UntypedMethod, call: Outgoing, ended: Ended) {
    if (!streams.areOpen()) return undefined;
    let request: Buffer;
    try {
      request = method.requestSerialize(call.request);
    } catch {
      return undefined; // As a call of its own it fails with the reason.
    }
    if (request.length > LONG_BYTES) return undefined;
    // Last: what is chosen counts as called.
    const stream = streams.choose(call.affinity);
    if (!stream) return undefined;
    const { deadline, context } = call;
    const traceparent = context ? toTraceparent(context) : '';
    return stream.call({
      ...{ path: method.path, request, deadline, traceparent },
      ended: (error, bytes) => {
        if (error) return ended(error);
        let response: unknown;
        try {
          response = method.responseDeserialize(bytes);
        } catch (thrown) {
          const message = `Response message parsing error: ${String(thrown)}`;
          return ended({ grpc: status.INTERNAL, message });
        }
        ended(undefined, response);
      },
    });
  }

  /** @returns how to cancel it */
  private alone(client: Client, method: UntypedMethod, call: Outgoing, ended: Ended): () => void {
    const { path, requestSerialize, responseDeserialize } = method;
    const { request, deadline, context } = call;
    const metadata = this.metadata(context);
    if (call.affinity !== undefined) metadata.set(AFFINITY, String(call.affinity));
    try {
      const made: ClientUnaryCall = withoutStack(() =>
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          metadata,
          { deadline },
          (error, response) => ended(error ? wireOf(error) : undefined, response),
        ),
      );
      return () => made.cancel();
    } catch (thrown) {
      // The channel is closed, for example. A lost call is repeated within a listener: thrown there, it would end the process.
      ended({ grpc: this.isClosed ? status.CANCELLED : status.INTERNAL, message: String(thrown) });
      return () => {};
    }
  }

  private toError(error: WireError, service: string, method: UntypedMethod, request: unknown): Error {
    // Encoded once more, for these few calls, instead of noting the size of each request.
    const requestBytes = (): number => method.requestSerialize(request).length;
    const failure = fromWire(error, service, requestBytes);
    if (failure instanceof MessageTooLarge) {
      const { part } = failure;
      const rpc = method.path.slice(1);
      this.tooLarge.inc({ rpc_method: rpc, part });
      const facts = { err: failure, rpc, part, requestBytes: requestBytes(), maxBytes: this.maxMessageBytes };
      this.log?.error(facts, 'a message is too large');
    }
    return failure;
  }

  private metadata(context: Context | undefined): Metadata {
    const metadata = new Metadata();
    metadata.set('x-caller', this.caller);
    if (context) metadata.set('traceparent', toTraceparent(context));
    return metadata;
  }
}

function endSpan(span: Span, error: WireError | undefined): void {
  const code = error ? (status[error.grpc] ?? 'UNKNOWN') : 'OK';
  span.set({ 'rpc.response.status_code': code });
  span.end(error ? code : undefined);
}

/** What grpc-js 1.14 says of a call that was not sent. There is no other way to know; `rpc.int.spec` holds it to that. */
const NEVER_SENT = /(?:Waiting for LB pick|waiting for name resolution)$/;

function wireOf({ code, details: text, metadata }: ServiceError): WireError {
  // It waited for an instance until its deadline: the service is not slow, it is not there.
  if (code === status.DEADLINE_EXCEEDED && NEVER_SENT.test(text))
    return { grpc: status.UNAVAILABLE, message: 'no instance was reached before the deadline' };
  const details = metadata?.get('grpc-status-details-bin')[0];
  const wire = { grpc: code, message: text || status[code] || 'failed' };
  return Buffer.isBuffer(details) ? { ...wire, details } : wire;
}

/** The connection was lost, or the server shut down. */
const isLoss = (code: number): boolean => LOSSES.has(code);
const LOSSES = new Set<number>([status.UNAVAILABLE, status.CANCELLED]);

// The channel's own limit only applies to calls without a deadline; every call of ours has one.
const MAX_TIMEOUT_MS = 120_000;

/**
 * grpc-js records the caller's stack for every call, in case it fails. Below a controller of Nest that takes longer than
 * anything else in the call, and `toError` drops it.
 */
function withoutStack<T>(begin: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return begin();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
