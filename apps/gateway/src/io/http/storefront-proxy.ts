import { timingSafeEqual } from 'node:crypto';
import replyFrom from '@fastify/reply-from';
import { type Logger, toTraceparent } from '@tradepost/observability';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { first } from './guards.ts';
import { notFound, sendError } from './problems.ts';
import { type RateLimits } from './rate-limits.ts';

/** Answered here and nowhere else. */
const OWN = /^\/(?:api|docs|\.well-known)(?:[/?]|$)/;
/** Built files: their names change with their content, and a page asks for many. */
const FILES = /^\/(?:assets\/|icon\.svg)/;

type Options = { url: string; log: Logger; limits: RateLimits | undefined };

/** Passes every path outside the API to the storefront, so that browsers see one origin. */
export async function passToStorefront(app: FastifyInstance, { url, log, limits }: Options): Promise<void> {
  await app.register(replyFrom, { base: url, disableRequestLogging: true, undici: { connections: 128 } });
  app.removeAllContentTypeParsers();
  // Bodies go through as they come.
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));
  app.all('/*', async (request, reply) => {
    if (OWN.test(request.url)) return sendError(notFound(), request, reply, log);
    if (!FILES.test(request.url)) await limits?.take('page', request.ip, reply);
    return pass(request, reply, log);
  });
}

function pass(request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  return reply.from(request.url, {
    rewriteRequestHeaders: (_request, headers) => ({
      ...headers,
      'x-forwarded-host': request.host,
      'x-forwarded-proto': request.protocol,
      'x-client-address': request.ip,
      traceparent: toTraceparent(request.work),
    }),
    onError: (failed, { error }) => {
      log.error({ err: error, path: request.url.split('?')[0] }, 'the storefront does not answer');
      void failed
        .code(503)
        .header('retry-after', 5)
        .header('content-type', 'text/html; charset=utf-8')
        .send(AWAY);
    },
  });
}

const AWAY = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Back in a moment</title>
<h1>The shop will be back in a moment</h1><p>Nothing that you ordered is lost. Please reload this page.</p></html>
`;

/**
 * The address of the shopper: what the storefront says, where it has shown that it is the storefront, else where
 * the request came from.
 */
export const clientAddress = ({ isForPage, headers, ip }: FastifyRequest): string =>
  (isForPage && first(headers['x-client-address'])) || ip;

/** The storefront shows a secret; nobody else is believed about whom they ask for. */
export function isStorefront({ headers }: Pick<FastifyRequest, 'headers'>, secret: string): boolean {
  const shown = Buffer.from(first(headers['x-storefront-key']) ?? '');
  const known = Buffer.from(secret);
  return shown.length === known.length && timingSafeEqual(shown, known);
}
