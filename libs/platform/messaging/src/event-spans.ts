import {
  type Context,
  fromStoredTrace,
  parseTraceparent,
  runInContext,
  type Span,
  type SpanAttributes,
  type SpanKind,
  startSpan,
  toTraceparent,
} from '@tradepost/observability';
import type { StreamEvent } from './event.ts';

/** Where an event's trace goes on: below the span that published it, or, from an earlier release, by the id alone. */
export const contextOf = ({ traceId, traceparent }: StreamEvent): Context =>
  parseTraceparent(traceparent) ?? fromStoredTrace({ traceId: traceId ?? null, spanId: null });

/** Events with the spans of their publication, which those of their consumers will be below. */
export function beginPublishing<E extends StreamEvent>(
  events: readonly E[],
  stream: string,
): { events: readonly E[]; end(error?: unknown): void } {
  const spans: Span[] = [];
  const traced = events.map((event) => {
    if (event.traceparent === undefined) return event;
    const span = startSpan(...spanOf('send', 'producer', stream, event));
    if (!span) return event;
    spans.push(span);
    return { ...event, traceparent: toTraceparent(span.context) };
  });
  return {
    events: traced,
    end: (error) => {
      for (const span of spans) span.end(error);
    },
  };
}

/** The spans of events that are handled together, one each. Without an end nothing is recorded of them. */
export function beginHandling(
  deliveries: readonly { event: StreamEvent; stream: string; consumer: SpanAttributes }[],
): { of: (event: StreamEvent) => Context; end: (error?: unknown) => void } {
  const spans = new Map<StreamEvent, Span>();
  for (const { event, stream, consumer } of deliveries) {
    if (event.traceparent === undefined) continue;
    const [name, options] = spanOf('process', 'consumer', stream, event);
    const span = startSpan(name, { ...options, attributes: { ...options.attributes, ...consumer } });
    if (span) spans.set(event, span);
  }
  return {
    of: (event) => spans.get(event)?.context ?? contextOf(event),
    end: (error) => {
      for (const span of spans.values()) span.end(error);
    },
  };
}

/** Runs what an event causes at once, in a span of the event's trace. */
export function passInEventSpan(event: StreamEvent, stream: string, pass: () => void): void {
  const span = startSpan(...spanOf('process', 'consumer', stream, event));
  try {
    runInContext(span?.context ?? contextOf(event), pass);
    span?.end();
  } catch (error) {
    span?.end(error);
    throw error;
  }
}

const spanOf = (operation: 'send' | 'process', kind: SpanKind, stream: string, event: StreamEvent) =>
  [
    `${operation} ${stream}`,
    {
      kind,
      parent: contextOf(event),
      attributes: {
        'messaging.system': 'redis',
        'messaging.operation.name': operation,
        'messaging.operation.type': operation,
        'messaging.destination.name': stream,
        'messaging.message.id': event.id,
        'cloudevents.event_type': event.type,
        'cloudevents.event_subject': event.subject,
      },
    },
  ] as const;
