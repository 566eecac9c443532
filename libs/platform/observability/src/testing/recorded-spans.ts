import { type Context, newSpanId } from '../context.ts';
import { recordSpansWith, type SpanAttributes } from '../tracing/span.ts';

/** A span that ended. */
export interface RecordedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: SpanAttributes;
  readonly error: unknown;
}

/** Records the spans of this process from now on, for specs. @returns those that have ended so far */
export function recordSpans(): RecordedSpan[] {
  const spans: RecordedSpan[] = [];
  recordSpansWith({
    begin: (name, { attributes }, parent) => {
      const context: Context = { ...parent, spanId: newSpanId() };
      const known = { ...attributes };
      const { traceId, spanId } = context;
      return {
        context,
        set: (more) => void Object.assign(known, more),
        end: (error) =>
          void spans.push({ name, traceId, spanId, parentSpanId: parent.spanId, attributes: known, error }),
      };
    },
  });
  return spans;
}
