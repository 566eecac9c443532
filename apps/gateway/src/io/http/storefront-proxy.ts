import { timingSafeEqual } from 'node:crypto';
import replyFrom from '@fastify/reply-from';
import { NotYet } from '@tradepost/errors';
import { type Logger, toTraceparent } from '@tradepost/observability';
import { errorCodes, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { first } from './guards.ts';
import { sendAway, sendBusy } from './plain-pages.ts';
import { lengthRequired, notFound, sendError } from './problems.ts';
import type { RateLimits } from './rate-limits.ts';

/** Answered here and nowhere else. */
const OWN = /^\/(?:api|docs|\.well-known)(?:[/?]|$)/;
/** Built files: their names change with their content, and a page asks for many. */
const FILES = /^\/(?:assets\/|(?:(?:icon|shelf)\.svg|(?:icon-\w+|apple-touch-icon)\.png|site\.webmanifest)$)/;

type Options = { url: string; log: Logger; limits: RateLimits | undefined };

/** Passes every path outside the API to the storefront, so that browsers see one origin. */
export async function passToStorefront(app: FastifyInstance, { url, log, limits }: Options): Promise<void> {
  await app.register(replyFrom, { base: url, disableRequestLogging: true, undici: { connections: 128 } });
  app.removeAllContentTypeParsers();
  // Bodies go through as they come, so nobody but `checkLength` looks at their size.
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));
  app.all('/*', async (request, reply) => {
    if (OWN.test(request.url)) return sendError(notFound(), request, reply, log);
    if (!FILES.test(request.url) && !(await isWithin(limits, request, reply))) return reply;
    checkLength(request);
    return pass(request, reply, log);
  });
}

/** Who asks for too many pages is told so by a page. */
async function isWithin(
  limits: RateLimits | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  try {
    await limits?.take('page', request.ip, reply);
    return true;
  } catch (error) {
    if (!(error instanceof NotYet)) throw error;
    sendBusy(reply, { ...wishOf(request), retryAfterS: Math.ceil((error.retryAfterMs ?? 1_000) / 1_000) });
    return false;
  }
}

/** Browsers say how long the forms are that they send; what does not say it is not a form. */
function checkLength({ headers, routeOptions }: FastifyRequest): void {
  if (headers['transfer-encoding'] !== undefined) throw lengthRequired();
  if (Number(headers['content-length'] ?? 0) > routeOptions.bodyLimit)
    throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
}

const wishOf = ({ headers, work }: FastifyRequest) => ({
  acceptLanguage: headers['accept-language'] ?? '',
  traceId: work.traceId,
});

function pass(request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  return reply.from(request.url, {
    // Asked again it would be as busy as before; the page that says so reaches the shopper at once.
    retryDelay: () => null,
    // `Expect: 100-continue` was answered by the server that took the request.
    rewriteRequestHeaders: (_request, { expect: _, ...headers }) => ({
      ...headers,
      'x-forwarded-host': request.host,
      'x-forwarded-proto': request.protocol,
      'x-client-address': request.ip,
      traceparent: toTraceparent(request.work),
    }),
    onError: (_reply, { error }) => {
      log.error({ err: error, path: request.url.split('?')[0] }, 'the storefront does not answer');
      sendAway(reply, { ...wishOf(request), retryAfterS: 5 });
    },
  });
}

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
