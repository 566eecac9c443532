import { newSpanId, newTraceId, parseTraceparent, type TraceParent } from '../context.ts';

/** What the first of our processes takes from the `traceparent` of a caller that is not one of ours. */
export type IncomingTrace = 'ignore' | 'id' | 'continue';

/** The trace of a request. */
export interface BegunTrace extends Required<TraceParent> {
  /** True: no span of ours, or of a caller that we follow, is above it. */
  readonly isRoot: boolean;
}

// The share of traces that is recorded; 0 while traces are off.
let ratio = 0;

export function sampleTraces(share: number): void {
  ratio = share;
}

/** By the id's last 32 bits, so that several processes decide alike (W3C Trace Context 2 makes the end random). */
const isChosen = (traceId: string): boolean => parseInt(traceId.slice(-8), 16) < ratio * 2 ** 32;

/**
 * The trace of an incoming request. One of our own processes is always followed. Anyone else could have every request
 * recorded by setting a flag, or choose ids that the ratio selects: by default they give the id only, for the log.
 */
export function beginTrace(traceparent: string | undefined, incoming: IncomingTrace): BegunTrace {
  const above = incoming === 'ignore' ? undefined : parseTraceparent(traceparent);
  if (!above) {
    const traceId = newTraceId();
    return { traceId, spanId: newSpanId(), isSampled: isChosen(traceId), isRoot: true };
  }
  if (incoming === 'continue') return { ...above, isRoot: false };
  return { ...above, spanId: newSpanId(), isSampled: Math.random() < ratio, isRoot: true };
}
