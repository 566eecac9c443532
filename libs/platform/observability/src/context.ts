import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** Travels with a request or background job through every service it reaches. */
export interface Context {
  /** 32 hex digits (W3C trace context). */
  readonly traceId: string;
  /** 16 hex digits: the span that is open here, or the caller's when none is recorded. */
  readonly spanId: string;
  /** True: spans of this trace are recorded and exported. Decided once, where the trace begins; absent means no. */
  readonly isSampled?: boolean;
  /** Milliseconds since 1970 after which the caller no longer waits. Undefined: no limit. */
  readonly deadline?: number;
  /** Aborted when the caller cancels. */
  readonly signal?: AbortSignal;
  /** The service that called. */
  readonly caller?: string;
  /** False for background work: a relay, sweeper or consumer. */
  readonly isRequest?: boolean;
}

const storage = new AsyncLocalStorage<Context>();

/** The trace id for an exemplar: only of work whose spans are exported, or it would lead nowhere. */
export const exemplarOf = (context: Context | undefined): string | undefined =>
  context?.isSampled ? context.traceId : undefined;

export const currentContext = (): Context | undefined => storage.getStore();

/** Runs `work`, and everything it awaits, in `context`. */
export const runInContext = <T>(context: Context, work: () => T): T => storage.run(context, work);

// Random ids are taken from a buffer: asking the kernel for 24 bytes per request is expensive.
const POOL = 4_096;
let pool = Buffer.alloc(0);
let taken = 0;

function randomHex(bytes: number): string {
  if (taken + bytes > pool.length) {
    pool = randomBytes(POOL);
    taken = 0;
  }
  taken += bytes;
  return pool.toString('hex', taken - bytes, taken);
}

export const newTraceId = (): string => randomHex(16);
export const newSpanId = (): string => randomHex(8);

/** A place in a trace. */
export type TraceParent = Pick<Context, 'traceId' | 'spanId' | 'isSampled'>;

/** What a row stores of a trace, so that whoever goes on with it continues the trace. */
export interface StoredTrace {
  readonly traceId: string | null;
  /** Null: the trace is not recorded. */
  readonly spanId: string | null;
}

export function toStoredTrace(context: TraceParent | undefined): StoredTrace {
  if (!context) return { traceId: null, spanId: null };
  return { traceId: context.traceId, spanId: context.isSampled ? context.spanId : null };
}

/** The place in a trace that a row was written at; a new trace when it stores none. */
export const fromStoredTrace = ({ traceId, spanId }: StoredTrace): Required<TraceParent> => ({
  traceId: traceId ?? newTraceId(),
  spanId: spanId ?? newSpanId(),
  isSampled: traceId !== null && spanId !== null,
});

/** The `traceparent` header of a context (https://www.w3.org/TR/trace-context). */
export const toTraceparent = ({ traceId, spanId, isSampled }: TraceParent): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]([0-9a-f])$/;

/** Reads a `traceparent` header. Undefined: it is absent or malformed. */
export function parseTraceparent(header: string | undefined): Required<TraceParent> | undefined {
  const [, traceId, spanId, flags] = (header !== undefined && TRACEPARENT.exec(header)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, isSampled: (parseInt(flags, 16) & 1) === 1 };
}

/** Continues the caller's trace, or starts one, unsampled, when the header is absent or malformed. */
export const traceFrom = (traceparent: string | undefined): Required<TraceParent> =>
  parseTraceparent(traceparent) ?? { traceId: newTraceId(), spanId: newSpanId(), isSampled: false };
