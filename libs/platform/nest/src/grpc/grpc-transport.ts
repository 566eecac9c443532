import { type MessageHandler, Transport } from '@nestjs/microservices';
import type { Logger, Metrics } from '@tradepost/observability';
import {
  type Call,
  RpcServer,
  type RpcServerOptions,
  type ServiceImplementation,
  type ServiceSpec,
} from '@tradepost/rpc';
import { isObservable, lastValueFrom } from 'rxjs';
import { PlatformTransport, type TransportOptions } from '../transport/platform-transport.ts';
import { type GrpcExtras, patternOf } from './grpc-pattern.ts';

export interface GrpcTransportOptions extends TransportOptions {
  /** The name the service is registered under; its health check has the same. */
  readonly service: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long running calls may go on after `close()`. */
  readonly drainTimeoutMs: number;
  /** The largest request and response. */
  readonly maxMessageBytes?: number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tls?: RpcServerOptions['tls'];
  /** Needed only for handlers with a bare `@GrpcMethod()`, which does not name its definition. */
  readonly services?: readonly ServiceSpec[];
}

/**
 * gRPC for Nest: `app.connectMicroservice({ strategy: app.get(GrpcTransport) }, { inheritAppConfig: true })`. Guards,
 * pipes, interceptors and filters run as everywhere; context, deadline, cancellation, error mapping, metrics and
 * draining are those of `RpcServer`.
 */
export class GrpcTransport extends PlatformTransport {
  override readonly transportId = Transport.GRPC;
  private readonly server: RpcServer;
  /** Known once it listens. */
  port = 0;

  constructor(private readonly options: GrpcTransportOptions) {
    super(options);
    this.server = new RpcServer(options);
  }

  /** Health checks answer SERVING from now on. Calls are answered before, too. */
  serve(): void {
    this.server.setServing(true);
  }

  /** Health checks answer NOT_SERVING from now on; calls are still answered. */
  leave(): void {
    this.server.setServing(false);
  }

  override unwrap<T>(): T {
    return this.server as T;
  }

  protected override accept(
    pattern: unknown,
    handler: MessageHandler,
    isEvent: boolean,
    extras: object,
  ): void {
    if (isEvent) return;
    const name = JSON.stringify(pattern);
    if (this.messageHandlers.has(name)) throw new Error(`Two controllers answer ${name}.`);
    handler.extras = { ...extras };
    this.messageHandlers.set(name, handler);
  }

  protected override async start(): Promise<void> {
    const { host, port, service } = this.options;
    for (const definition of this.definitions()) this.server.add(definition, this.handlersOf(definition));
    this.port = await this.server.listen(host, port, service);
  }

  /** Refuses new calls, lets running ones end for a while, then cuts them off. */
  protected override stop(): Promise<void> {
    return this.server.drain(this.options.drainTimeoutMs);
  }

  private definitions(): Set<ServiceSpec> {
    const named = [...this.messageHandlers.values()].flatMap(
      ({ extras }) => (extras as Partial<GrpcExtras>).definition ?? [],
    );
    return new Set([...(this.options.services ?? []), ...named]);
  }

  private handlersOf(definition: ServiceSpec): ServiceImplementation<ServiceSpec> {
    const handlers = Object.keys(definition.methods).map((key) => {
      const pattern = patternOf(definition, key);
      const handler = this.messageHandlers.get(JSON.stringify(pattern));
      if (!handler) throw new Error(`No controller answers ${pattern.service}/${pattern.rpc}.`);
      return [key, (request: unknown, call: Call) => this.answer(handler, request, call)] as const;
    });
    return Object.fromEntries(handlers);
  }

  private answer(handler: MessageHandler, request: unknown, call: Call): Promise<unknown> {
    return this.processed(call, async () => {
      const result: unknown = await handler(request, call);
      return isObservable(result) ? lastValueFrom(result) : result;
    });
  }
}
