import { Metadata, Server, ServerCredentials, type handleUnaryCall } from '@grpc/grpc-js';
import { toWire } from '@tradepost/errors';
import { type Logger, type Metrics, runInContext } from '@tradepost/observability';
import { Call } from './call.ts';
import { type RequestOf, type ResponseOf, type ServiceSpec, toGrpc } from './definition.ts';
import { addHealth, type Health } from './health.ts';

/** A class that answers every method of a service: `class OrderGrpc implements Handlers<typeof OrderServiceDefinition>`. */
export type Handlers<S extends ServiceSpec> = {
  [K in keyof S['methods']]: (request: RequestOf<S, K>, call: Call) => Promise<ResponseOf<S, K>>;
};

type AnyHandlers = { [key: string]: (request: unknown, call: Call) => Promise<unknown> };

/** Answers gRPC calls: context, deadline, cancellation, error mapping and metrics in one place. */
export class RpcServer {
  private readonly server = new Server({ 'grpc.keepalive_permit_without_calls': 1 });
  private readonly log: Logger;
  private readonly seconds;
  private health: Health | undefined;

  constructor({ log, metrics }: { log: Logger; metrics: Metrics }) {
    this.log = log;
    this.seconds = metrics.seconds('rpc_server_seconds', 'Time to answer a call', ['method', 'code']);
  }

  /** Before `listen`. */
  add<S extends ServiceSpec>(spec: S, handlers: Handlers<S>): void {
    const implementation: Record<string, handleUnaryCall<unknown, unknown>> = {};
    const untyped = handlers as unknown as AnyHandlers;
    for (const [key, method] of Object.entries(spec.methods)) {
      const handler = untyped[key];
      if (!handler) throw new Error(`${spec.fullName} has no handler for ${key}`);
      implementation[key] = this.wrap(`${spec.fullName}/${method.name}`, handler.bind(handlers));
    }
    this.server.addService(toGrpc(spec), implementation);
  }

  /** @returns the port it listens on, also when asked for any (0). */
  listen(host: string, port: number, service: string): Promise<number> {
    this.health = addHealth(this.server, service);
    return new Promise((done, fail) =>
      this.server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
        error ? fail(error) : done(bound),
      ),
    );
  }

  setServing(isServing: boolean): void {
    this.health?.setServing(isServing);
  }

  /** Refuses new calls, lets running ones end for `timeoutMs`, then cuts them off. */
  async drain(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => this.server.forceShutdown(), timeoutMs);
    await new Promise<void>((done) => this.server.tryShutdown(() => done()));
    clearTimeout(timer);
  }

  private wrap(name: string, handler: AnyHandlers[string]): handleUnaryCall<unknown, unknown> {
    const ok = this.seconds.labels(name, '0');
    return (call, callback) => {
      const started = performance.now();
      const context = new Call(call);
      // Async, so that a handler that throws before its first await is answered like any other.
      runInContext(context, async () => handler(call.request, context)).then(
        (response) => {
          ok.observe((performance.now() - started) / 1000);
          callback(null, response);
        },
        (error: unknown) => {
          const wire = toWire(error);
          this.seconds.labels(name, String(wire.grpc)).observe((performance.now() - started) / 1000);
          if (wire.grpc === INTERNAL)
            runInContext(context, () => this.log.error({ err: error, rpc: name }, 'call failed'));
          const metadata = new Metadata();
          if (wire.details) metadata.set('grpc-status-details-bin', Buffer.from(wire.details));
          callback({ code: wire.grpc, details: wire.message, metadata });
        },
      );
    };
  }
}

const INTERNAL = 13;
