import { type Context, currentContext, runInContext, type TraceParent } from '../context.ts';

/** The role of a span between two processes; `internal` when it crosses none. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** Names by OpenTelemetry's semantic conventions. Never a value that a customer typed: spans leave the cluster. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: SpanAttributes;
  /** What it belongs to (default: the current context). */
  readonly parent?: Context | undefined;
  /** True: the parent gives the trace only, in which this is the first span. */
  readonly isRoot?: boolean;
}

/** A recorded piece of work. */
export interface Span {
  /** For what runs inside it. */
  readonly context: Context;
  set(attributes: SpanAttributes): void;
  /** Names the span, of any trace, that did its work: what several wait for is done in the trace of one. */
  link(other: TraceParent): void;
  /** @param error marks it as failed, by its type alone: a message may contain what a customer typed */
  end(error?: unknown): void;
}

/** Where spans go. One in a process: see `startTracing`. */
export interface SpanRecorder {
  begin(name: string, options: SpanOptions, parent: Context): Span;
}

let recorder: SpanRecorder | undefined;

/** Undefined: nothing is recorded from now on, and no span objects are made. */
export function recordSpansWith(one: SpanRecorder | undefined): void {
  recorder = one;
}

/** Whether a span that begins here would be recorded, to save making its attributes. */
export const isRecorded = (): boolean => recorder !== undefined && currentContext()?.isSampled === true;

/** Begins a span, which must be ended. Undefined: the trace is not sampled, or traces are off. */
export function startSpan(name: string, options: SpanOptions = {}): Span | undefined {
  if (recorder === undefined) return undefined;
  const parent = options.parent ?? currentContext();
  return parent?.isSampled ? recorder.begin(name, options, parent) : undefined;
}

/** Runs `work` in a span, which fails with it; only in the context of the parent when nothing is recorded. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span?: Span) => Promise<T>,
): Promise<T> {
  const span = startSpan(name, options);
  if (!span) return options.parent ? runInContext(options.parent, work) : work();
  try {
    const result = await runInContext(span.context, () => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}
