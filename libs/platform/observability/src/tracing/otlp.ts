import {
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanKind as OtelKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  TracerProvider,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import { type Context, newSpanId } from '../context.ts';
import { ReportedExporter, type ExportLog } from './reported-exporter.ts';
import type { Span, SpanAttributes, SpanKind, SpanOptions, SpanRecorder } from './span.ts';

const KINDS: Record<SpanKind, OtelKind> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

const EXPORT_TIMEOUT_MS = 5_000;
// About 2 KB each: what does not fit is lost, not the shop's memory.
const QUEUE = 4_096;
const BATCH = 512;
const EVERY_MS = 2_000;

export interface OtlpOptions {
  /** Of the collector, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Describe the process: `service.name` and others. */
  readonly resource: SpanAttributes;
  readonly log: ExportLog;
}

/** Records spans with OpenTelemetry's SDK and sends them in batches by OTLP over HTTP. */
export class OtlpRecorder implements SpanRecorder {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;
  private traceId = '';

  constructor(options: OtlpOptions) {
    const { resource, log } = options;
    this.provider = new TracerProvider({
      resource: resourceFromAttributes(resource),
      // Whether a trace is recorded was decided before a span is begun: see `sampling.ts`.
      sampler: new AlwaysOnSampler(),
      idGenerator: { generateTraceId: () => this.traceId, generateSpanId: newSpanId },
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: new ReportedExporter(exporterTo(options), log),
          ...{ maxQueueSize: QUEUE, maxExportBatchSize: BATCH, scheduledDelayMillis: EVERY_MS },
        }),
      ],
    });
    this.tracer = this.provider.getTracer('tradepost');
  }

  begin(name: string, { kind = 'internal', attributes = {}, isRoot }: SpanOptions, parent: Context): Span {
    const { traceId, spanId } = parent;
    this.traceId = traceId;
    const above = isRoot
      ? ROOT_CONTEXT
      : trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED });
    return new RecordedSpan(this.tracer.startSpan(name, { kind: KINDS[kind], attributes }, above), parent);
  }

  /** Sends what is left. */
  async close(): Promise<void> {
    await this.provider.shutdown();
  }
}

const exporterTo = ({ endpoint, headers }: OtlpOptions): SpanExporter =>
  new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });

class RecordedSpan implements Span {
  readonly context: Context;
  private readonly span: OtelSpan;
  private hasEnded = false;

  constructor(span: OtelSpan, parent: Context) {
    this.span = span;
    this.context = { ...parent, spanId: span.spanContext().spanId };
  }

  set(attributes: SpanAttributes): void {
    if (!this.hasEnded) this.span.setAttributes(attributes);
  }

  end(error?: unknown): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    if (error !== undefined) {
      this.span.setStatus({ code: SpanStatusCode.ERROR });
      this.span.setAttribute('error.type', typeOf(error));
    }
    this.span.end();
  }
}

function typeOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}
