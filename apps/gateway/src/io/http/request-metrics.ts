import { Injectable } from '@nestjs/common';
import { Metrics } from '@tradepost/observability';
import type { FastifyInstance, onResponseHookHandler, RouteOptions } from 'fastify';
import { BASE_PATH } from './base-path.ts';

/** How long each route of the API takes to answer. */
@Injectable()
export class RequestMetrics {
  private readonly seconds;

  constructor(metrics: Metrics) {
    this.seconds = metrics.seconds('http_server_seconds', 'Time to answer a request', [
      'method',
      'route',
      'status',
    ]);
  }

  install(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      if (route.url.startsWith(BASE_PATH)) route.onResponse = this.observer(route);
    });
  }

  /** Routes are labelled as the OpenAPI document names them: `/carts/{id}`. */
  private observer({ method, url }: RouteOptions): onResponseHookHandler {
    const path = url.slice(BASE_PATH.length).replaceAll(/:(\w+)/g, '{$1}');
    const ofStatus = (status: number) => this.seconds.labels(String(method), path, String(status));
    const known = new Map<number, ReturnType<typeof ofStatus>>();
    return (_request, { statusCode, elapsedTime }, done) => {
      const seconds = known.get(statusCode) ?? ofStatus(statusCode);
      known.set(statusCode, seconds);
      seconds.observe(elapsedTime / 1000);
      done();
    };
  }
}
