import { type Context, newSpanId, type TraceParent } from '../context.ts';
import { recordSpansWith, type SpanAttributes } from '../tracing/span.ts';

/** A span that ended. */
export interface RecordedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: SpanAttributes;
  readonly links: readonly TraceParent[];
  readonly error: unknown;
}

/** Records the spans of this process from now on, for specs. @returns those that have ended so far */
export function recordSpans(): RecordedSpan[] {
  const spans: RecordedSpan[] = [];
  recordSpansWith({
    begin: (name, { attributes }, parent) => {
      const context: Context = { ...parent, spanId: newSpanId() };
      const known = { ...attributes };
      const links: TraceParent[] = [];
      const ids = { traceId: parent.traceId, spanId: context.spanId, parentSpanId: parent.spanId };
      return {
        context,
        set: (more) => void Object.assign(known, more),
        link: (other) => void links.push(other),
        end: (error) => void spans.push({ name, ...ids, attributes: known, links, error }),
      };
    },
  });
  return spans;
}
