import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { HttpRequests, HttpServerMetrics } from '@tradepost/nest';
import { beginTrace, type Context, Logger, Metrics, runInContext } from '@tradepost/observability';

declare module 'fastify' {
  interface FastifyRequest {
    work: Context;
  }
}

const BODY_LIMIT = 16 * 1024;

/** The adapter for `NestFactory.create`. */
export const httpServer = (): FastifyAdapter =>
  new FastifyAdapter({ bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle' });

const contextOf = ({ work }: { readonly work: Context }): Context => work;

/** Trace, log and metrics of each request. Between creating the application and listening. */
export function observeRequests(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const requests = new HttpRequests({ log: app.get(Logger), contextOf });
  fastify.decorateRequest('work');
  requests.install(fastify);
  // Continues the trace of the caller, and counts its SQL statements as those of a request.
  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const trace = beginTrace(typeof traceparent === 'string' ? traceparent : undefined, 'continue');
    request.work = { ...requests.begin(request, reply, trace), isRequest: true };
    runInContext(request.work, done);
  });
  new HttpServerMetrics(app.get(Metrics), { contextOf }).install(fastify);
}
