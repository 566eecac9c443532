import type { ServerUnaryCall } from '@grpc/grpc-js';
import { type Context, traceFrom } from '@tradepost/observability';

const ABORTED = new Error('the caller cancelled the call or its deadline passed');

export interface CallFacts {
  readonly caller: string;
  readonly traceparent: string | undefined;
  readonly deadline: number;
}

/** What a handler may know about the call it answers. */
export class Call implements Context {
  readonly isRequest = true;
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
  /** The service that called. */
  readonly caller: string;
  /** Milliseconds since 1970 after which the caller no longer waits. */
  readonly deadline?: number;
  /** Aborted when the caller cancels or the deadline passes. */
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();

  constructor({ caller, traceparent, deadline }: CallFacts) {
    this.signal = this.controller.signal;
    const { traceId, spanId, isSampled } = traceFrom(traceparent);
    this.traceId = traceId;
    this.spanId = spanId;
    this.isSampled = isSampled;
    this.caller = caller;
    if (Number.isFinite(deadline)) this.deadline = deadline;
  }

  static of(call: ServerUnaryCall<unknown, unknown>): Call {
    const { metadata } = call;
    const deadline = call.getDeadline();
    const made = new Call({
      caller: metadata.get('x-caller')[0]?.toString() ?? 'unknown',
      traceparent: metadata.get('traceparent')[0]?.toString(),
      deadline: deadline instanceof Date ? deadline.getTime() : deadline,
    });
    // grpc-js emits this for answered calls too.
    call.on('cancelled', () => made.cancel());
    return made;
  }

  cancel(): void {
    // A prepared reason saves creating a DOMException each time.
    this.controller.abort(ABORTED);
  }
}
