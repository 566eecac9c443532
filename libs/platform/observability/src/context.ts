import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** What travels with a piece of work, from the edge through every service it touches. */
export type Context = {
  /** 32 hex digits (W3C trace context). */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Milliseconds since 1970 after which nobody waits for the answer. Undefined: no limit. */
  readonly deadline?: number;
  /** Aborted when the caller went away. */
  readonly signal?: AbortSignal;
  /** The service that called. */
  readonly caller?: string;
  /** False: a relay, sweeper or consumer, not somebody's request. */
  readonly isRequest?: boolean;
};

const storage = new AsyncLocalStorage<Context>();

export const currentContext = (): Context | undefined => storage.getStore();

/** Runs `work` and all that it awaits under `context`. */
export const runInContext = <T>(context: Context, work: () => T): T => storage.run(context, work);

// Random ids are taken from one buffer: asking the kernel for 24 bytes per request is dear.
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

/** `traceparent` header of the current work (https://www.w3.org/TR/trace-context). */
export const toTraceparent = (context: Context): string => `00-${context.traceId}-${context.spanId}-01`;

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** Goes on with the caller's trace, or begins one when the header is absent or malformed. */
export function traceFrom(traceparent: string | undefined): { traceId: string; spanId: string } {
  const match = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  return { traceId: match?.[1] ?? newTraceId(), spanId: newSpanId() };
}
