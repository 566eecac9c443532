import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  exemplarOf,
  methodLabel,
  type Metrics,
  PLATFORM_SERIES,
  traceFrom,
  UNMATCHED,
} from '@tradepost/observability';

/** The built files, all together. */
const FILES = 'files';

/** How long each page takes to answer, by the id of its route. */
export class PageMetrics {
  private readonly seconds;
  private active = 0;

  constructor(
    metrics: Metrics,
    private readonly routeOf: (url: string) => string | undefined,
  ) {
    this.seconds = metrics.histogram(PLATFORM_SERIES.http.serverDuration);
    metrics.gauge(PLATFORM_SERIES.http.serverActive, (gauge) => gauge.set(this.active));
  }

  /** @returns to be called when the request is for no file */
  begin(request: IncomingMessage, response: ServerResponse): () => void {
    const started = performance.now();
    this.active++;
    let isPage = false;
    response.once('finish', () => {
      const route = isPage ? (this.routeOf(request.url ?? '/') ?? UNMATCHED) : FILES;
      const { traceparent } = request.headers;
      this.seconds.observe(
        {
          http_request_method: methodLabel(request.method),
          http_route: route,
          http_response_status_code: String(response.statusCode),
        },
        (performance.now() - started) / 1_000,
        typeof traceparent === 'string' ? exemplarOf(traceFrom(traceparent)) : undefined,
      );
    });
    response.once('close', () => this.active--);
    return () => {
      isPage = true;
    };
  }
}
