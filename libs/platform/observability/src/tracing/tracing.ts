import { randomUUID } from 'node:crypto';
import type { ExportLog } from './reported-exporter.ts';
import { sampleTraces } from './sampling.ts';
import { recordSpansWith, type SpanAttributes } from './span.ts';

/** Those of `serviceSettings` in `@tradepost/config`. */
export interface TracingConfig {
  readonly TRACES: 'off' | 'otlp';
  readonly TRACES_SAMPLE_RATIO: number;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT: string;
  readonly OTEL_EXPORTER_OTLP_HEADERS: Readonly<Record<string, string>>;
  readonly OTEL_SERVICE_NAME: string;
  readonly OTEL_RESOURCE_ATTRIBUTES: Readonly<Record<string, string>>;
}

export interface Tracing {
  /** Sends the spans that wait, for a short time only: a process must end even if the collector does not answer. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_MS = 2_000;

/** Starts recording the sampled traces of this process. With TRACES=off not even the SDK is loaded. */
export async function startTracing(service: string, config: TracingConfig, log: ExportLog): Promise<Tracing> {
  if (config.TRACES === 'off') return { close: () => Promise.resolve() };
  const { OtlpRecorder } = await import('./otlp.ts');
  const recorder = new OtlpRecorder({
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: config.OTEL_EXPORTER_OTLP_HEADERS,
    resource: resourceOf(service, config),
    log,
  });
  recordSpansWith(recorder);
  sampleTraces(config.TRACES_SAMPLE_RATIO);
  let closing: Promise<void> | undefined;
  return {
    close: () => {
      sampleTraces(0);
      recordSpansWith(undefined);
      return (closing ??= inTime(recorder.close()));
    },
  };
}

const resourceOf = (service: string, config: TracingConfig): SpanAttributes => ({
  'service.namespace': 'tradepost',
  'service.instance.id': randomUUID(),
  ...config.OTEL_RESOURCE_ATTRIBUTES,
  'service.name': config.OTEL_SERVICE_NAME || service,
});

async function inTime(closing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => (timer = setTimeout(done, CLOSE_TIMEOUT_MS)));
  await Promise.race([closing, late]);
  clearTimeout(timer);
}
