import { methodLabel } from './catalogue/http.ts';
import { PLATFORM_SERIES } from './catalogue/index.ts';
import type { Metrics } from './metrics.ts';

/** How long one HTTP server that this process calls takes to answer. */
export class HttpClientMetrics {
  private readonly seconds;
  private readonly upstream: string;

  constructor(metrics: Metrics, upstream: string) {
    this.upstream = upstream;
    this.seconds = metrics.histogram(PLATFORM_SERIES.http.clientDuration);
  }

  /** Until the head of the answer is there; status 0 when none came. */
  async measured<R>(method: string, statusOf: (answer: R) => number, call: () => Promise<R>): Promise<R> {
    const started = performance.now();
    let status = 0;
    try {
      const answer = await call();
      status = statusOf(answer);
      return answer;
    } finally {
      const labels = {
        upstream: this.upstream,
        http_request_method: methodLabel(method),
        http_response_status_code: String(status),
      };
      this.seconds.observe(labels, (performance.now() - started) / 1_000);
    }
  }
}
