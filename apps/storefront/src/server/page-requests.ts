import type { IncomingMessage, ServerResponse } from 'node:http';
import { beginTrace, type Context, type Logger, startSpan, toTraceparent } from '@tradepost/observability';

/** One line and one span per page, by the id of its route. Files have none: the gateway reports them. */
export class PageRequests {
  constructor(
    private readonly log: Logger,
    private readonly routeOf: (url: string) => string | undefined,
  ) {}

  /** @returns the context of the page, which its `traceparent` says from now on */
  begin(request: IncomingMessage, response: ServerResponse): Context {
    const started = performance.now();
    const { method = '', url = '/', headers } = request;
    const route = this.routeOf(url) ?? 'unmatched';
    const given = typeof headers['traceparent'] === 'string' ? headers['traceparent'] : undefined;
    // Only the gateway can reach this port.
    const { isRoot, ...trace } = beginTrace(given, 'continue');
    const span = startSpan(`${method} ${route}`, {
      ...{ kind: 'server', parent: trace, isRoot },
      attributes: { 'http.request.method': method, 'http.route': route },
    });
    const context = span?.context ?? trace;
    headers['traceparent'] = toTraceparent(context);
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : 499;
      span?.set({ 'http.response.status_code': status });
      span?.end(status >= 500 ? String(status) : undefined);
      const ms = Math.round((performance.now() - started) * 10) / 10;
      const facts = { method, route, status, ms, traceId: context.traceId };
      if (status >= 500) this.log.error(facts, 'request');
      else this.log.info(facts, 'request');
    });
    return context;
  }
}
