import { InterceptingCall, status } from '@grpc/grpc-js';
import type {
  InterceptingListener,
  Interceptor,
  InterceptorOptions,
  Metadata,
  NextCall,
} from '@grpc/grpc-js';

/** How many lost answers in a row are asked for again, and what a good answer gives back. */
const MOST_TOKENS = 100;
const TOKENS_PER_ANSWER = 0.1;

/** What a lost connection, and a server's forced shutdown, look like. */
const isLoss = (code: status): boolean => code === status.UNAVAILABLE || code === status.CANCELLED;

/**
 * Asks once more when an instance dies between the headers and the end of its answer. gRPC's own retries end with
 * the headers, and under load a killed instance always leaves some calls just there. For unary methods that may
 * run twice, given by their paths.
 */
export function askAgainForLostAnswers(paths: ReadonlySet<string>): Interceptor {
  const budget = new Budget();
  return (options, nextCall) =>
    paths.has(options.method_definition.path)
      ? new RepeatableCall(options, nextCall, budget)
      : // What it makes is a call already; wrapping it, as the type asks for, would only cost.
        (nextCall(options) as InterceptingCall);
}

class Budget {
  #tokens = MOST_TOKENS;

  take(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  giveBack(): void {
    this.#tokens = Math.min(MOST_TOKENS, this.#tokens + TOKENS_PER_ANSWER);
  }
}

/** Overrides the whole way of a unary call instead of using requester and listener hooks, which cost more than they do. */
class RepeatableCall extends InterceptingCall {
  readonly #options: InterceptorOptions;
  readonly #nextCall: NextCall;
  readonly #budget: Budget;
  #call: ReturnType<NextCall>;
  #request: unknown;
  #isCancelled = false;

  constructor(options: InterceptorOptions, nextCall: NextCall, budget: Budget) {
    const call = nextCall(options);
    super(call);
    this.#call = call;
    this.#options = options;
    this.#nextCall = nextCall;
    this.#budget = budget;
  }

  override start(metadata: Metadata, listener: InterceptingListener): void {
    let hasHeaders = false;
    let answer: unknown = null;
    this.#call.start(metadata, {
      onReceiveMetadata(headers) {
        hasHeaders = true;
        listener.onReceiveMetadata(headers);
      },
      // Kept back until the status says that it counts.
      onReceiveMessage(message: unknown) {
        answer = message;
      },
      onReceiveStatus: (end) => {
        if (hasHeaders && isLoss(end.code) && !this.#isCancelled && this.#budget.take()) {
          this.#repeat(metadata, listener);
          return;
        }
        if (end.code === status.OK) this.#budget.giveBack();
        listener.onReceiveMessage(answer);
        listener.onReceiveStatus(end);
      },
    });
  }

  override sendMessage(message: unknown): void {
    this.#request = message;
    this.#call.sendMessage(message);
  }

  override halfClose(): void {
    this.#call.halfClose();
  }

  override cancelWithStatus(code: status, details: string): void {
    this.#isCancelled = true;
    this.#call.cancelWithStatus(code, details);
  }

  override getPeer(): string {
    return this.#call.getPeer();
  }

  #repeat(metadata: Metadata, listener: InterceptingListener): void {
    this.#call = this.#nextCall(this.#options);
    this.#call.start(metadata, {
      onReceiveMetadata: () => undefined, // The caller has had its headers.
      onReceiveMessage: (message: unknown) => listener.onReceiveMessage(message),
      onReceiveStatus: (end) => listener.onReceiveStatus(end),
    });
    this.#call.sendMessage(this.#request);
    this.#call.halfClose();
  }
}
