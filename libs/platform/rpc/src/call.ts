import type { ServerUnaryCall } from '@grpc/grpc-js';
import { type Context, traceFrom } from '@tradepost/observability';

const ABORTED = new Error('the caller cancelled the call or its deadline passed');

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

  constructor(call: ServerUnaryCall<unknown, unknown>) {
    const controller = new AbortController();
    // grpc-js emits this for answered calls too; a prepared reason saves creating a DOMException each time.
    call.on('cancelled', () => controller.abort(ABORTED));
    this.signal = controller.signal;
    const { traceId, spanId, isSampled } = traceFrom(call.metadata.get('traceparent')[0]?.toString());
    this.traceId = traceId;
    this.spanId = spanId;
    this.isSampled = isSampled;
    this.caller = call.metadata.get('x-caller')[0]?.toString() ?? 'unknown';
    const deadline = call.getDeadline();
    const limit = deadline instanceof Date ? deadline.getTime() : deadline;
    if (Number.isFinite(limit)) this.deadline = limit;
  }
}
