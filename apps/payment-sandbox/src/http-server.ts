import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { HttpServerMetrics } from '@tradepost/nest';
import { Metrics, runInContext, traceFrom } from '@tradepost/observability';
import type { FastifyRequest } from 'fastify';

const BODY_LIMIT = 16 * 1024;

/** The adapter for `NestFactory.create`. */
export function httpServer(): FastifyAdapter {
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle' });
  // Continues the trace of the caller, and counts its SQL statements as those of a request.
  adapter.getInstance().addHook('onRequest', ({ headers: { traceparent } }, _reply, done) => {
    const trace = traceFrom(typeof traceparent === 'string' ? traceparent : undefined);
    runInContext({ ...trace, isRequest: true }, done);
  });
  return adapter;
}

/** Between creating the application and listening. */
export function measureRequests(app: NestFastifyApplication): void {
  const contextOf = ({ headers: { traceparent } }: FastifyRequest) =>
    typeof traceparent === 'string' ? traceFrom(traceparent) : undefined;
  new HttpServerMetrics(app.get(Metrics), { contextOf }).install(app.getHttpAdapter().getInstance());
}
