import {
  type HrTime,
  type Link,
  type SpanContext,
  SpanKind as OtelKind,
  type SpanStatus,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Context, newSpanId, type TraceParent } from '../context.ts';
import type { Span, SpanAttributes, SpanKind, SpanOptions } from './span.ts';

const KINDS: Record<SpanKind, OtelKind> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

/** What all spans of a process have in common. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  readonly onEnd: (span: RecordedSpan) => void;
}

const NONE: never[] = [];
const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };
const FAILED: SpanStatus = { code: SpanStatusCode.ERROR };

/** A span, and what the SDK's processor and exporter read of it when it has ended. */
export class RecordedSpan implements Span, ReadableSpan {
  readonly context: Context;
  readonly name: string;
  readonly kind: OtelKind;
  readonly parentSpanContext?: SpanContext;
  attributes: SpanAttributes;
  links: Link[] = NONE;
  status = UNSET;
  ended = false;
  private readonly origin: SpanOrigin;
  private readonly wallMs = Date.now();
  private readonly began = performance.now();
  private tookMs = 0;

  constructor(
    name: string,
    { kind = 'internal', attributes = {}, isRoot }: SpanOptions,
    parent: Context,
    origin: SpanOrigin,
  ) {
    this.name = name;
    this.kind = KINDS[kind];
    this.attributes = attributes;
    this.context = { ...parent, spanId: newSpanId() };
    if (!isRoot) this.parentSpanContext = contextOf(parent);
    this.origin = origin;
  }

  /** Callers share what they give at the begin, so it is never changed. */
  set(attributes: SpanAttributes): void {
    if (!this.ended) this.attributes = { ...this.attributes, ...attributes };
  }

  link(other: TraceParent): void {
    if (!this.ended) this.links = [...this.links, { context: contextOf(other) }];
  }

  end(error?: unknown): void {
    if (this.ended) return;
    if (error !== undefined) {
      this.status = FAILED;
      this.set({ 'error.type': typeOf(error) });
    }
    this.tookMs = performance.now() - this.began;
    this.ended = true;
    this.origin.onEnd(this);
  }

  spanContext(): SpanContext {
    return contextOf(this.context);
  }

  get startTime(): HrTime {
    return hrTime(this.wallMs);
  }

  get endTime(): HrTime {
    return hrTime(this.wallMs + this.tookMs);
  }

  get duration(): HrTime {
    return hrTime(this.tookMs);
  }

  get resource(): Resource {
    return this.origin.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.origin.instrumentationScope;
  }

  get events(): never[] {
    return NONE;
  }

  get droppedAttributesCount(): number {
    return 0;
  }

  get droppedEventsCount(): number {
    return 0;
  }

  get droppedLinksCount(): number {
    return 0;
  }
}

const contextOf = ({ traceId, spanId }: TraceParent): SpanContext => ({
  traceId,
  spanId,
  traceFlags: TraceFlags.SAMPLED,
});

/** Seconds and nanoseconds. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}

function typeOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}
