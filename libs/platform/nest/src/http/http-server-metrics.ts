import {
  type Context,
  exemplarOf,
  methodLabel,
  type Metrics,
  type Observer,
  PLATFORM_SERIES,
  UNMATCHED,
} from '@tradepost/observability';
import type { FastifyInstance, FastifyRequest, onResponseHookHandler, RouteOptions } from 'fastify';

export interface HttpServerMetricsOptions {
  /** The context of a request, for exemplars. */
  readonly contextOf: (request: FastifyRequest) => Context | undefined;
  /** True for a request that only a catch-all route (`/*`) took, to no avail. */
  readonly isUnmatched?: (request: FastifyRequest) => boolean;
}

// As the log of requests says it.
const CALLER_GONE = '499';

/**
 * How long each route of a public HTTP server takes to answer, or how long the caller had waited who went away without an
 * answer. Install it before the routes.
 */
export class HttpServerMetrics {
  private readonly seconds;
  private active = 0;

  constructor(
    metrics: Metrics,
    private readonly options: HttpServerMetricsOptions,
  ) {
    this.seconds = metrics.histogram(PLATFORM_SERIES.http.serverDuration);
    metrics.gauge(PLATFORM_SERIES.http.serverActive, (gauge) => gauge.set(this.active));
  }

  install(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      route.onResponse = [...[route.onResponse ?? []].flat(), this.observer(templateOf(route))];
    });
    const unmatched = this.observer(UNMATCHED);
    // The handler of unknown paths is no route.
    app.addHook('onResponse', function (request, reply, done) {
      if (request.is404) return unmatched.call(this, request, reply, done);
      done();
    });
    app.addHook('onRequest', (request, reply, done) => {
      this.active++;
      reply.raw.once('close', () => {
        this.active--;
        // A stream that its reader closes was answered.
        if (!reply.raw.headersSent) this.abandoned(request, reply.elapsedTime);
      });
      done();
    });
  }

  private abandoned(request: FastifyRequest, elapsedMs: number): void {
    const { contextOf, isUnmatched } = this.options;
    const { url } = request.routeOptions;
    const isKnown = url !== undefined && !request.is404 && !(url.includes('*') && isUnmatched?.(request));
    const labels = {
      http_request_method: methodLabel(request.method),
      http_route: isKnown ? templateOf({ url }) : UNMATCHED,
      http_response_status_code: CALLER_GONE,
    };
    this.seconds.observe(labels, elapsedMs / 1_000, exemplarOf(contextOf(request)));
  }

  private observer(route: string): onResponseHookHandler {
    const { contextOf, isUnmatched } = this.options;
    const unmatched = isUnmatched && route.includes('*') ? this.observer(UNMATCHED) : undefined;
    const prepared = new Map<string, Map<number, Observer>>();
    const prepare = (method: string, status: number): Observer => {
      const observer = this.seconds.labels({
        http_request_method: methodLabel(method),
        http_route: route,
        http_response_status_code: String(status),
      });
      const ofMethod = prepared.get(method) ?? new Map<number, Observer>();
      prepared.set(method, ofMethod.set(status, observer));
      return observer;
    };
    return function (request, reply, done) {
      if (unmatched && isUnmatched?.(request)) return unmatched.call(this, request, reply, done);
      const { method } = request;
      const observer = prepared.get(method)?.get(reply.statusCode) ?? prepare(method, reply.statusCode);
      observer.observe(reply.elapsedTime / 1_000, exemplarOf(contextOf(request)));
      done();
    };
  }
}

/** As the OpenAPI document names them: `/api/v1/carts/{id}`. */
const templateOf = ({ url }: Pick<RouteOptions, 'url'>): string => url.replaceAll(/:(\w+)/g, '{$1}');
