import {
  Client,
  Metadata,
  credentials,
  status,
  type ClientUnaryCall,
  type ServiceError,
} from '@grpc/grpc-js';
import { channelOptions, type Discovery } from '@tradepost/discovery';
import { NotYet, fromWire } from '@tradepost/errors';
import { type Context, type Metrics, currentContext, toTraceparent } from '@tradepost/observability';
import {
  type RequestOf,
  type ResponseOf,
  type ServiceSpec,
  type UntypedMethod,
  isIdempotent,
  toGrpc,
} from './definition.ts';

export type CallOptions = {
  /** At most this long; what is left of the caller's own deadline if that is less. */
  timeoutMs?: number;
  /** Instead of the present work's signal; pass `null` for work that must go on without its caller. */
  signal?: AbortSignal | null;
};

/** A neighbour as an object: `const { offers } = await product.quoteVariants({ items })`. */
export type RpcClient<S extends ServiceSpec> = {
  readonly [K in keyof S['methods']]: (
    request: RequestOf<S, K>,
    options?: CallOptions,
  ) => Promise<ResponseOf<S, K>>;
};

export type ClientOptions = {
  /** For every call that names none (default 5 000). */
  timeoutMs?: number;
};

/** Makes clients of neighbours; discovery, deadlines, retries, trace and caller identity are added here and nowhere else. */
export class RpcClients {
  private readonly discovery: Discovery;
  private readonly caller: string;
  private readonly seconds;
  private readonly open: Client[] = [];

  constructor({ discovery, metrics, caller }: { discovery: Discovery; metrics: Metrics; caller: string }) {
    this.discovery = discovery;
    this.caller = caller;
    this.seconds = metrics.seconds('rpc_client_seconds', 'Time until a neighbour answered', [
      'method',
      'code',
    ]);
  }

  /** A client of `service`, by the name it is registered under. Idempotent methods are retried, others never. */
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

  /** Looks for every neighbour now, so that the first call does not wait for it. */
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
        return Promise.reject(new NotYet('cancelled', `${service} was not asked: the caller went away`));
      const deadline = Math.min(
        context?.deadline ?? Infinity,
        Date.now() + (options.timeoutMs ?? defaultTimeoutMs),
      );
      const started = performance.now();
      return new Promise((done, fail) => {
        const ended = (error: ServiceError | null, response?: unknown): void => {
          signal?.removeEventListener('abort', cancel);
          const seconds = (performance.now() - started) / 1000;
          if (!error) {
            ok.observe(seconds);
            return done(response);
          }
          this.seconds.labels(name, String(error.code)).observe(seconds);
          return fail(toError(error, service));
        };
        const call = withoutStack(() =>
          client.makeUnaryRequest(
            method.path,
            method.requestSerialize,
            method.responseDeserialize,
            request,
            this.metadata(context),
            { deadline },
            ended,
          ),
        );
        const cancel = (): void => cancelCall(call);
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

// The channel's own limit only bounds calls without a deadline; every call of ours has one.
const MAX_TIMEOUT_MS = 120_000;

/** grpc-js notes the caller's stack for every call, in case it fails: a twentieth of what a call costs, and never shown. */
function withoutStack<T>(begin: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return begin();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

const cancelCall = (call: ClientUnaryCall): void => call.cancel();

function toError(error: ServiceError, service: string): Error {
  const details = error.metadata?.get('grpc-status-details-bin')[0];
  const wire = { grpc: error.code, message: error.details || status[error.code] || 'failed' };
  return fromWire(Buffer.isBuffer(details) ? { ...wire, details } : wire, service);
}
