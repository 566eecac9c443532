import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** The part of `Logger` that it uses. */
export interface ExportLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Reports once when a collector stops taking spans, and once when it takes them again. Lost spans disturb nothing. */
export class ReportedExporter implements SpanExporter {
  private isFailing = false;
  private lost = 0;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly log: ExportLog,
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, ({ code, error }) => {
      if (code === ExportResultCode.SUCCESS) this.succeeded();
      else this.failed(spans.length, error);
      // The SDK would report each failure once more, to its own log.
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  private succeeded(): void {
    if (this.isFailing) this.log.info({ lostSpans: this.lost }, 'the collector takes spans again');
    this.isFailing = false;
    this.lost = 0;
  }

  private failed(spans: number, err: Error | undefined): void {
    this.lost += spans;
    if (!this.isFailing)
      this.log.warn({ err }, 'the collector does not take spans: they are lost until it does');
    this.isFailing = true;
  }
}
