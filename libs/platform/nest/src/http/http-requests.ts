import {
  type BegunTrace,
  type Context,
  type Logger,
  type Span,
  startSpan,
  type TraceParent,
} from '@tradepost/observability';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the request itself; undefined: its trace is not recorded. */
    span: Span | undefined;
    isReported: boolean;
  }
}

export interface HttpRequestsOptions {
  readonly log: Logger;
  readonly contextOf: (request: FastifyRequest) => Context;
  /** Who asks, by kind, never by name. */
  readonly callerOf?: (request: FastifyRequest) => string;
  /** True for a request that only a catch-all route (`/*`) took, to no avail. */
  readonly isUnmatched?: (request: FastifyRequest) => boolean;
}

const UNMATCHED = 'unmatched';
// nginx's, as it has none of its own: the caller went away before the answer.
const CALLER_GONE = 499;

/** One line and one span per request: by the route's template, without what its path, query and body say. */
export class HttpRequests {
  private readonly templates = new Map<string, string>();

  constructor(private readonly options: HttpRequestsOptions) {}

  /** Before the hooks that begin requests. */
  install(app: FastifyInstance): void {
    app.decorateRequest('span');
    app.decorateRequest('isReported', false);
    app.addHook('onResponse', (request, reply, done) => {
      this.ended(request, reply, reply.statusCode);
      done();
    });
  }

  /** The context of a new request: of its span, if its trace is recorded. */
  begin(request: FastifyRequest, reply: FastifyReply, { isRoot, ...trace }: BegunTrace): TraceParent {
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) this.ended(request, reply, CALLER_GONE);
    });
    const { method } = request;
    const route = this.routeOf(request);
    request.span = startSpan(`${method} ${route}`, {
      ...{ kind: 'server', parent: trace, isRoot },
      attributes: { 'http.request.method': method, 'http.route': route },
    });
    return request.span?.context ?? trace;
  }

  private ended(request: FastifyRequest, { elapsedTime }: FastifyReply, status: number): void {
    const { log, contextOf, callerOf } = this.options;
    const { span, method } = request;
    if (request.isReported) return;
    request.isReported = true;
    span?.set({ 'http.response.status_code': status });
    span?.end(status >= 500 ? String(status) : undefined);
    const { traceId } = contextOf(request);
    const ms = Math.round(elapsedTime * 10) / 10;
    const facts = { method, route: this.routeOf(request), status, ms, caller: callerOf?.(request), traceId };
    if (status >= 500) log.error(facts, 'request');
    else log.info(facts, 'request');
  }

  /** As the OpenAPI document names it: `/api/v1/carts/{id}`. */
  private routeOf(request: FastifyRequest): string {
    const { url } = request.routeOptions;
    if (url === undefined || request.is404 || this.options.isUnmatched?.(request)) return UNMATCHED;
    const known = this.templates.get(url) ?? url.replaceAll(/:(\w+)/g, '{$1}');
    this.templates.set(url, known);
    return known;
  }
}
