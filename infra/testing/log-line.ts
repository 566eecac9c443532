import { Writable } from 'node:stream';
import { newSpanId, newTraceId, pinoOptions, runInContext } from '@tradepost/observability';
import { pino } from 'pino';

/** A line as a service writes it, with an error in it. */
export function logLine(): Record<string, unknown> {
  let text = '';
  const out = new Writable({
    write: (chunk: Buffer, _, done) => {
      text += chunk.toString();
      done();
    },
  });
  const logger = pino(pinoOptions({ service: 'order', level: 'info' }), out);
  runInContext({ traceId: newTraceId(), spanId: newSpanId() }, () =>
    logger.error({ err: new Error('refused') }, 'it failed'),
  );
  return JSON.parse(text) as Record<string, unknown>;
}
