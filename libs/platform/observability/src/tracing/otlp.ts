import type { InstrumentationScope } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { Context } from '../context.ts';
import { RecordedSpan } from './recorded-span.ts';
import { ReportedExporter, type ExportLog } from './reported-exporter.ts';
import type { Span, SpanAttributes, SpanOptions, SpanRecorder } from './span.ts';

const EXPORT_TIMEOUT_MS = 5_000;
// About 2 KB each: what does not fit is lost, not the shop's memory.
const QUEUE = 4_096;
const BATCH = 512;
// The usual of the SDK: an export costs each process some milliseconds.
const EVERY_MS = 5_000;

export interface OtlpOptions {
  /** Of the collector, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Describe the process: `service.name` and others. */
  readonly resource: SpanAttributes;
  readonly log: ExportLog;
}

const SCOPE: InstrumentationScope = { name: 'tradepost' };

/**
 * Records spans as plain objects, and sends them in batches by OTLP over HTTP with OpenTelemetry's SDK. Its tracer would copy
 * and check the attributes of each span twice and ask a sampler: whether a trace is recorded was decided before (`sampling.ts`).
 */
export class OtlpRecorder implements SpanRecorder {
  private readonly processor: BatchSpanProcessor;
  private readonly origin;

  constructor(options: OtlpOptions) {
    const { resource, log } = options;
    this.processor = new BatchSpanProcessor({
      exporter: new ReportedExporter(exporterTo(options), log),
      ...{ maxQueueSize: QUEUE, maxExportBatchSize: BATCH, scheduledDelayMillis: EVERY_MS },
    });
    this.origin = {
      resource: resourceFromAttributes(resource),
      instrumentationScope: SCOPE,
      onEnd: (span: RecordedSpan): void => this.processor.onEnd(span),
    };
  }

  begin(name: string, options: SpanOptions, parent: Context): Span {
    return new RecordedSpan(name, options, parent, this.origin);
  }

  /** Sends what is left. */
  async close(): Promise<void> {
    await this.processor.shutdown();
  }
}

const exporterTo = ({ endpoint, headers }: OtlpOptions): SpanExporter =>
  new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
