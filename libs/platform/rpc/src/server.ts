import {
  type handleUnaryCall,
  Metadata,
  type sendUnaryData,
  Server,
  ServerCredentials,
  status,
} from '@grpc/grpc-js';
import { GRPC_MESSAGE_BYTES } from '@tradepost/config';
import { GRPC, isServerFault, toWire } from '@tradepost/errors';
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
import { type RequestOf, type ResponseOf, type ServiceSpec, toGrpc } from './definition.ts';
import { addHealth, type Health } from './health.ts';
import { messageLimits } from './message-limits.ts';
import { CallerCheck, serverCredentials } from './tls/mutual-tls.ts';
import type { TlsFiles } from './tls/tls-files.ts';

/** A function for every method of a service. */
export type ServiceImplementation<S extends ServiceSpec> = {
  [K in keyof S['methods']]: (request: RequestOf<S, K>, call: Call) => Promise<ResponseOf<S, K>>;
};

type AnyMethod = (request: unknown, call: Call) => Promise<unknown>;

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
  private health: Health | undefined;

  constructor({ log, metrics, maxMessageBytes = GRPC_MESSAGE_BYTES, tls }: RpcServerOptions) {
    this.credentials = tls ? serverCredentials(tls.files) : ServerCredentials.createInsecure();
    this.callers = tls && new CallerCheck(tls.files, tls.callers);
    this.server = new Server({ 'grpc.keepalive_permit_without_calls': 1, ...messageLimits(maxMessageBytes) });
    this.log = log;
    this.seconds = metrics.histogram(PLATFORM_SERIES.rpc.serverDuration);
  }

  /** Call it before `listen`. */
  add<S extends ServiceSpec>(spec: S, implementation: ServiceImplementation<S>): void {
    const methods = implementation as unknown as Record<string, AnyMethod>;
    const wrapped: Record<string, handleUnaryCall<unknown, unknown>> = {};
    for (const [key, { name }] of Object.entries(spec.methods)) {
      const method = methods[key];
      if (!method) throw new Error(`${spec.fullName}/${name} has no implementation.`);
      wrapped[key] = this.wrap(`${spec.fullName}/${name}`, method.bind(implementation));
    }
    this.server.addService(toGrpc(spec), wrapped);
  }

  /** @returns the port; `port` 0 takes a free one */
  listen(host: string, port: number, service: string): Promise<number> {
    this.health = addHealth(this.server, service);
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

  private wrap(name: string, method: AnyMethod): handleUnaryCall<unknown, unknown> {
    const ok = this.seconds.labels({ rpc_method: name, rpc_response_status_code: 'OK' });
    const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': name };
    return (incoming, callback) => {
      const started = performance.now();
      const refusal = this.callers?.refusalOf(incoming);
      if (refusal !== undefined) return this.refuse(name, refusal, callback);
      const call = new Call(incoming);
      const span = startSpan(name, { kind: 'server', attributes, parent: call });
      // Async, so that a method that throws before its first await is answered like any other.
      runInContext(span?.context ?? call, async () => method(incoming.request, call)).then(
        (response) => {
          ok.observe((performance.now() - started) / 1000, exemplarOf(call));
          span?.set({ 'rpc.response.status_code': 'OK' });
          span?.end();
          callback(null, response);
        },
        (error: unknown) => {
          const { grpc: code, message, details } = toWire(error);
          this.seconds.observe(
            { rpc_method: name, rpc_response_status_code: rpcCode(code) },
            (performance.now() - started) / 1000,
            exemplarOf(call),
          );
          span?.set({ 'rpc.response.status_code': status[code] ?? code });
          span?.end(isServerFault(code) ? error : undefined);
          runInContext(call, () => this.logFailure(name, code, error));
          const metadata = new Metadata();
          if (details) metadata.set('grpc-status-details-bin', Buffer.from(details));
          callback({ code, details: message, metadata });
        },
      );
    };
  }

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
