import { InterceptingCall, status } from '@grpc/grpc-js';
import type {
  InterceptingListener,
  Interceptor,
  InterceptorOptions,
  Metadata,
  NextCall,
  StatusObject,
} from '@grpc/grpc-js';

/** How many lost answers in a row are asked for again, and what a good answer gives back. */
const MOST_TOKENS = 100;
const TOKENS_PER_ANSWER = 0.1;

/** What a lost connection, and a server's forced shutdown, look like. */
const isLoss = (code: status): boolean => code === status.UNAVAILABLE || code === status.CANCELLED;

/**
 * Asks once more when an instance dies between the headers and the end of its answer. gRPC's own retries end
 * with the headers, and under load a killed instance always leaves some calls just there. For unary methods that
 * may run twice, given by their paths.
 */
export function askAgainForLostAnswers(paths: ReadonlySet<string>): Interceptor {
  let tokens = MOST_TOKENS;
  const mayAskAgain = (): boolean => tokens >= 1 && (tokens -= 1) >= 0;
  const answered = (): void => {
    tokens = Math.min(MOST_TOKENS, tokens + TOKENS_PER_ANSWER);
  };
  return (options, nextCall) =>
    paths.has(options.method_definition.path)
      ? repeatableCall(options, nextCall, { mayAskAgain, answered })
      : new InterceptingCall(nextCall(options));
}

interface Budget {
  readonly mayAskAgain: () => boolean;
  readonly answered: () => void;
}

function repeatableCall(options: InterceptorOptions, nextCall: NextCall, budget: Budget): InterceptingCall {
  let request: unknown;
  let isCancelled = false;
  let repeated: ReturnType<NextCall> | undefined;

  function repeat(metadata: Metadata, listener: InterceptingListener): void {
    repeated = nextCall(options);
    repeated.start(metadata, listener);
    repeated.sendMessage(request);
    repeated.halfClose();
  }

  return new InterceptingCall(nextCall(options), {
    start(metadata, listener, next) {
      let hasHeaders = false;
      let deliver = (): void => undefined;
      next(metadata, {
        onReceiveMetadata(headers, pass) {
          hasHeaders = true;
          pass(headers);
        },
        // Kept back until the status says that it counts.
        onReceiveMessage(message, pass) {
          deliver = () => pass(message);
        },
        onReceiveStatus(end: StatusObject, pass) {
          const isLost = hasHeaders && isLoss(end.code) && !isCancelled;
          if (isLost && budget.mayAskAgain()) return repeat(metadata, withoutHeaders(listener));
          if (end.code === status.OK) budget.answered();
          deliver();
          pass(end);
        },
      });
    },
    sendMessage(message, next) {
      request = message;
      next(message);
    },
    cancel(next) {
      isCancelled = true;
      repeated?.cancelWithStatus(status.CANCELLED, 'Cancelled on client');
      next();
    },
  });
}

/** The caller has had its headers. */
function withoutHeaders(listener: InterceptingListener): InterceptingListener {
  return {
    onReceiveMetadata: () => undefined,
    onReceiveMessage: (message: unknown) => listener.onReceiveMessage(message),
    onReceiveStatus: (end) => listener.onReceiveStatus(end),
  };
}
