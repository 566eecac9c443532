import {
  type handleUnaryCall,
  Metadata,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  status,
} from '@grpc/grpc-js';
import { GRPC_MESSAGE_BYTES } from '@tradepost/config';
import { GRPC, isServerFault, toWire, type WireError } from '@tradepost/errors';
import {
  exemplarOf,
  type Logger,
  type Metrics,
  PLATFORM_SERIES,
  rpcCode,
  runInContext,
  startSpan,
} from '@tradepost/observability';
import { Call } from './call.ts';
import {
  type RequestOf,
  type ResponseOf,
  type ServiceSpec,
  toGrpc,
  type UntypedMethod,
} from './definition.ts';
import { addHealth, type Health } from './health.ts';
import { messageLimits } from './message-limits.ts';
import { MIN_MESSAGE_BYTES, STREAM } from './stream/frames.ts';
import { type Outcome, type Serve, ServedStream } from './stream/served-stream.ts';
import { CallerCheck, serverCredentials } from './tls/mutual-tls.ts';
import type { TlsFiles } from './tls/tls-files.ts';

/** A function for every method of a service. */
export type ServiceImplementation<S extends ServiceSpec> = {
  [K in keyof S['methods']]: (request: RequestOf<S, K>, call: Call) => Promise<ResponseOf<S, K>>;
};

type AnyMethod = (request: unknown, call: Call) => Promise<unknown>;

/** With context, metrics and error mapping; never rejects. */
type Method = (
  request: unknown,
  call: Call,
) => Promise<{ readonly response?: unknown; readonly error?: WireError }>;

export interface RpcServerOptions {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Of a request and of a response, in bytes; the clients should have the same limit. */
  readonly maxMessageBytes?: number | undefined;
  /** With it only these services may call, by mutual TLS. */
  readonly tls?: { readonly files: TlsFiles; readonly callers: readonly string[] } | undefined;
}

/** Answers gRPC calls: context, deadline, cancellation, error mapping and metrics in one place. */
export class RpcServer {
  private readonly server: Server;
  private readonly log: Logger;
  private readonly seconds;
  private readonly credentials: ServerCredentials;
  private readonly callers: CallerCheck | undefined;
  private readonly maxMessageBytes: number;
  private readonly methods = new Map<string, UntypedMethod & { readonly method: Method }>();
  private health: Health | undefined;

  constructor({ log, metrics, maxMessageBytes = GRPC_MESSAGE_BYTES, tls }: RpcServerOptions) {
    this.credentials = tls ? serverCredentials(tls.files) : ServerCredentials.createInsecure();
    this.callers = tls && new CallerCheck(tls.files, tls.callers);
    // Not without channelz, as on the client: forceShutdown would leave the connections open (grpc-js 1.14.7).
    this.server = new Server({ 'grpc.keepalive_permit_without_calls': 1, ...messageLimits(maxMessageBytes) });
    this.log = log;
    this.maxMessageBytes = maxMessageBytes;
    this.seconds = metrics.histogram(PLATFORM_SERIES.rpc.serverDuration);
  }

  /** Call it before `listen`. */
  add<S extends ServiceSpec>(spec: S, implementation: ServiceImplementation<S>): void {
    const methods = implementation as unknown as Record<string, AnyMethod>;
    const unary: Record<string, handleUnaryCall<unknown, unknown>> = {};
    const definition = toGrpc(spec);
    for (const [key, grpc] of Object.entries(definition)) {
      const name = grpc.path.slice(1);
      const implemented = methods[key];
      if (!implemented) throw new Error(`${name} has no implementation.`);
      const method = this.wrap(name, implemented.bind(implementation));
      unary[key] = this.unary(name, method);
      this.methods.set(grpc.path, { ...grpc, method });
    }
    this.server.addService(definition, unary);
  }

  /** @returns the port; `port` 0 takes a free one */
  listen(host: string, port: number, service: string): Promise<number> {
    this.health = addHealth(this.server, service);
    if (this.maxMessageBytes >= MIN_MESSAGE_BYTES)
      this.server.addService(
        { stream: STREAM },
        { stream: (stream: ServerDuplexStream<Buffer, Buffer>) => this.stream(stream) },
      );
    return new Promise((resolve, reject) =>
      this.server.bindAsync(`${host}:${port}`, this.credentials, (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
  }

  /** The state for health checks; calls are answered in any case. */
  setServing(isServing: boolean): void {
    this.health?.setServing(isServing);
  }

  /** Refuses new calls, lets running ones end for `timeoutMs`, then cuts them off. */
  async drain(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => this.server.forceShutdown(), timeoutMs);
    await new Promise<void>((resolve) => this.server.tryShutdown(() => resolve()));
    clearTimeout(timer);
  }

  private wrap(name: string, method: AnyMethod): Method {
    const ok = this.seconds.labels({ rpc_method: name, rpc_response_status_code: 'OK' });
    const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': name };
    return async (request, call) => {
      const started = performance.now();
      const span = startSpan(name, { kind: 'server', attributes, parent: call });
      try {
        // Async, so that a method that throws before its first await is answered like any other.
        const response = await runInContext(span?.context ?? call, async () => method(request, call));
        ok.observe((performance.now() - started) / 1000, exemplarOf(call));
        span?.set({ 'rpc.response.status_code': 'OK' });
        span?.end();
        return { response };
      } catch (error) {
        const wire = toWire(error);
        this.seconds.observe(
          { rpc_method: name, rpc_response_status_code: rpcCode(wire.grpc) },
          (performance.now() - started) / 1000,
          exemplarOf(call),
        );
        span?.set({ 'rpc.response.status_code': status[wire.grpc] ?? wire.grpc });
        span?.end(isServerFault(wire.grpc) ? error : undefined);
        runInContext(call, () => this.logFailure(name, wire.grpc, error));
        return { error: wire };
      }
    };
  }

  /** A call of its own. */
  private unary(name: string, method: Method): handleUnaryCall<unknown, unknown> {
    return (incoming, callback) => {
      const refusal = this.callers?.refusalOf(incoming);
      if (refusal !== undefined) return this.refuse(name, refusal, callback);
      void method(incoming.request, Call.of(incoming)).then(({ response, error }) => {
        if (!error) return callback(null, response);
        const metadata = new Metadata();
        if (error.details) metadata.set('grpc-status-details-bin', Buffer.from(error.details));
        callback({ code: error.grpc, details: error.message, metadata });
      });
    };
  }

  /** Many calls in one stream. */
  private stream(stream: ServerDuplexStream<Buffer, Buffer>): void {
    const details = this.callers?.refusalOf(stream);
    if (details !== undefined) {
      stream.emit('error', { code: status.PERMISSION_DENIED, details });
      return;
    }
    new ServedStream(stream, this.serve, (err, caller) =>
      this.log.error({ err, caller }, 'a stream of calls was ended'),
    );
  }

  private readonly serve: Serve = async (path, bytes, call) => {
    const known = this.methods.get(path);
    if (!known) return failed(status.UNIMPLEMENTED, `The server does not implement the method ${path}`);
    let request: unknown;
    try {
      request = known.requestDeserialize(bytes);
    } catch {
      return failed(status.INTERNAL, 'Error deserializing request');
    }
    const { response, error } = await known.method(request, call);
    if (error) return { error };
    try {
      const answer = known.responseSerialize(response);
      if (answer.length <= this.maxMessageBytes) return { response: answer };
      const sizes = `${answer.length} vs. ${this.maxMessageBytes}`;
      return failed(status.RESOURCE_EXHAUSTED, `Sent message larger than max (${sizes})`);
    } catch {
      return failed(status.INTERNAL, 'Error serializing response');
    }
  };

  private refuse(name: string, details: string, callback: sendUnaryData<unknown>): void {
    const code = status.PERMISSION_DENIED;
    this.seconds.observe({ rpc_method: name, rpc_response_status_code: rpcCode(code) }, 0);
    this.log.warn({ rpc: name, details }, 'a call was refused');
    callback({ code, details });
  }

  /** A domain error is an answer: it is logged where the request began. */
  private logFailure(rpc: string, code: number, err: unknown): void {
    if (code === GRPC.INTERNAL) this.log.error({ err, rpc }, 'call failed');
    else if (isServerFault(code)) this.log.warn({ err, rpc, status: status[code] }, 'call failed');
  }
}

const failed = (grpc: number, message: string): Outcome => ({ error: { grpc, message } });
