import { FastifyAdapter } from '@nestjs/platform-fastify';
import { runInContext, traceFrom } from '@tradepost/observability';

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
