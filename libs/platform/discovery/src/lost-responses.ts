import {
  InterceptingCall,
  status,
  type InterceptingListener,
  type Interceptor,
  type InterceptorOptions,
  type Metadata,
  type NextCall,
} from '@grpc/grpc-js';

/** Retry budget: lost responses in a row that are retried, and what each success gives back. */
const MAX_TOKENS = 100;
const TOKENS_PER_SUCCESS = 0.1;

/** Status of a lost connection and of a server's forced shutdown. */
const isLoss = (code: status): boolean => code === status.UNAVAILABLE || code === status.CANCELLED;

/**
 * Retries a unary call once when the instance dies between the headers and the end of its response. gRPC's own retries
 * stop at the headers, and a killed instance under load always leaves some calls in that state.
 * @param paths of the idempotent methods
 */
export function retryLostResponses(paths: ReadonlySet<string>): Interceptor {
  const budget = new RetryBudget();
  return (options, nextCall) =>
    paths.has(options.method_definition.path)
      ? new RepeatableCall(options, nextCall, budget)
      : // Already a call; wrapping it to satisfy the type would only add cost.
        (nextCall(options) as InterceptingCall);
}

/** How many calls may be made again, so that retries do not double the load of a service that fails. */
export class RetryBudget {
  private tokens = MAX_TOKENS;

  take(): boolean {
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  giveBack(): void {
    this.tokens = Math.min(MAX_TOKENS, this.tokens + TOKENS_PER_SUCCESS);
  }
}

/** Overrides the call methods directly: requester and listener hooks cost more than what they do here. */
class RepeatableCall extends InterceptingCall {
  private readonly options: InterceptorOptions;
  private readonly callNext: NextCall;
  private readonly budget: RetryBudget;
  private call: ReturnType<NextCall>;
  private request: unknown;
  private isCancelled = false;

  constructor(options: InterceptorOptions, nextCall: NextCall, budget: RetryBudget) {
    const call = nextCall(options);
    super(call);
    this.call = call;
    this.options = options;
    this.callNext = nextCall;
    this.budget = budget;
  }

  override start(metadata: Metadata, listener: InterceptingListener): void {
    let hasHeaders = false;
    let answer: unknown = null;
    this.call.start(metadata, {
      onReceiveMetadata(headers) {
        hasHeaders = true;
        listener.onReceiveMetadata(headers);
      },
      // Held back until the status is known.
      onReceiveMessage(message: unknown) {
        answer = message;
      },
      onReceiveStatus: (end) => {
        if (hasHeaders && isLoss(end.code) && !this.isCancelled && this.budget.take()) {
          this.repeat(metadata, listener);
          return;
        }
        if (end.code === status.OK) this.budget.giveBack();
        listener.onReceiveMessage(answer);
        listener.onReceiveStatus(end);
      },
    });
  }

  override sendMessage(message: unknown): void {
    this.request = message;
    this.call.sendMessage(message);
  }

  override halfClose(): void {
    this.call.halfClose();
  }

  override cancelWithStatus(code: status, details: string): void {
    this.isCancelled = true;
    this.call.cancelWithStatus(code, details);
  }

  override getPeer(): string {
    return this.call.getPeer();
  }

  private repeat(metadata: Metadata, listener: InterceptingListener): void {
    this.call = this.callNext(this.options);
    this.call.start(metadata, {
      onReceiveMetadata: () => undefined, // The caller has the headers already.
      onReceiveMessage: (message: unknown) => listener.onReceiveMessage(message),
      onReceiveStatus: (end) => listener.onReceiveStatus(end),
    });
    this.call.sendMessage(this.request);
    this.call.halfClose();
  }
}
