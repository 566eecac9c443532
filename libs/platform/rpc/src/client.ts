import {
  Client,
  type ClientUnaryCall,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { channelOptions, type Discovery } from '@tradepost/discovery';
import { fromWire, RetryableError } from '@tradepost/errors';
import { type Context, currentContext, type Metrics, toTraceparent } from '@tradepost/observability';
import {
  isIdempotent,
  type RequestOf,
  type ResponseOf,
  type ServiceSpec,
  toGrpc,
  type UntypedMethod,
} from './definition.ts';

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
}

/** Creates clients of services. Discovery, deadlines, retries, trace and caller are added here and nowhere else. */
export class RpcClients {
  private readonly discovery: Discovery;
  private readonly caller: string;
  private readonly seconds;
  private readonly open: Client[] = [];

  constructor({ discovery, metrics, caller }: { discovery: Discovery; metrics: Metrics; caller: string }) {
    this.discovery = discovery;
    this.caller = caller;
    this.seconds = metrics.seconds('rpc_client_seconds', 'Time until a called service answered', [
      'method',
      'code',
    ]);
  }

  /** A client of `service`, by the name it is registered under. Only idempotent methods are retried. */
  get<S extends ServiceSpec>(
    spec: S,
    service: string,
    { timeoutMs = 5_000 }: ClientOptions = {},
  ): RpcClient<S> {
    const idempotentMethods = Object.values(spec.methods)
      .filter(isIdempotent)
      .map((method) => method.name);
    const options = channelOptions({
      services: [{ name: spec.fullName, idempotentMethods }],
      timeoutMs: MAX_TIMEOUT_MS,
    });
    const client = new Client(this.discovery.target(service), credentials.createInsecure(), options);
    this.open.push(client);
    const methods = Object.entries(toGrpc(spec)).map(([key, method]) => [
      key,
      this.method(client, service, method, timeoutMs),
    ]);
    return Object.fromEntries(methods) as RpcClient<S>;
  }

  /** Resolves every service now, so that the first call does not wait for it. */
  warmUp(): void {
    for (const client of this.open) client.getChannel().getConnectivityState(true);
  }

  close(): void {
    for (const client of this.open) client.close();
  }

  private method(client: Client, service: string, method: UntypedMethod, defaultTimeoutMs: number) {
    const name = method.path.slice(1);
    const ok = this.seconds.labels(name, '0');
    return (request: unknown, options: CallOptions = {}): Promise<unknown> => {
      const context = currentContext();
      const signal = options.signal === null ? undefined : (options.signal ?? context?.signal);
      if (signal?.aborted)
        return Promise.reject(
          new RetryableError('cancelled', `${service} was not called: the caller cancelled`),
        );
      const deadline = Math.min(
        context?.deadline ?? Infinity,
        Date.now() + (options.timeoutMs ?? defaultTimeoutMs),
      );
      const started = performance.now();
      return new Promise((resolve, reject) => {
        const ended = (error: ServiceError | null, response?: unknown): void => {
          signal?.removeEventListener('abort', cancel);
          const seconds = (performance.now() - started) / 1000;
          if (!error) {
            ok.observe(seconds);
            return resolve(response);
          }
          this.seconds.labels(name, String(error.code)).observe(seconds);
          return reject(toError(error, service));
        };
        const { path, requestSerialize, responseDeserialize } = method;
        const metadata = this.metadata(context);
        const call: ClientUnaryCall = withoutStack(() =>
          client.makeUnaryRequest(
            path,
            requestSerialize,
            responseDeserialize,
            request,
            metadata,
            { deadline },
            ended,
          ),
        );
        const cancel = (): void => call.cancel();
        signal?.addEventListener('abort', cancel, { once: true });
      });
    };
  }

  private metadata(context: Context | undefined): Metadata {
    const metadata = new Metadata();
    metadata.set('x-caller', this.caller);
    if (context) metadata.set('traceparent', toTraceparent(context));
    return metadata;
  }
}

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

function toError(error: ServiceError, service: string): Error {
  const details = error.metadata?.get('grpc-status-details-bin')[0];
  const wire = { grpc: error.code, message: error.details || status[error.code] || 'failed' };
  return fromWire(Buffer.isBuffer(details) ? { ...wire, details } : wire, service);
}
