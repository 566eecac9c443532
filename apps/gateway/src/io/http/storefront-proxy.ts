import { timingSafeEqual } from 'node:crypto';
import replyFrom from '@fastify/reply-from';
import { RetryableError } from '@tradepost/errors';
import { type Logger, toTraceparent } from '@tradepost/observability';
import { errorCodes, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { sendAway, sendBusy } from './plain-pages.ts';
import { lengthRequired, notFound } from './problems.ts';
import type { RateLimits } from './rate-limits.ts';
import { first } from './request.ts';

/** Answered by the gateway alone. */
const OWN = /^\/(?:api|docs|\.well-known)(?:[/?]|$)/;
/** Built files: their names change with their content, and a page asks for many. */
const FILES = /^\/(?:assets\/|(?:(?:icon|shelf)\.svg|(?:icon-\w+|apple-touch-icon)\.png|site\.webmanifest)$)/;

interface Options {
  readonly url: string;
  readonly log: Logger;
  readonly limits: RateLimits;
}

/** Passes every path outside the API to the storefront, so that browsers see one origin. */
export async function passToStorefront(app: FastifyInstance, { url, log, limits }: Options): Promise<void> {
  await app.register(replyFrom, { base: url, disableRequestLogging: true, undici: { connections: 128 } });
  app.removeAllContentTypeParsers();
  // Bodies go through as streams, so only `checkLength` limits their size.
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));
  app.all('/*', async (request, reply) => {
    if (OWN.test(request.url)) throw notFound();
    if (!FILES.test(request.url) && !(await isWithin(limits, request, reply))) return reply;
    checkLength(request);
    return pass(request, reply, log);
  });
}

/** The limit of pages is reported by a page. */
async function isWithin(limits: RateLimits, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  try {
    await limits.take('page', request.ip, reply);
    return true;
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error;
    sendBusy(reply, {
      ...plainPageOf(request),
      retryAfterS: Math.ceil((error.retryAfterMs ?? 1_000) / 1_000),
    });
    return false;
  }
}

/** Browsers send the length of their forms; a body without one does not come from a form. */
function checkLength({ headers, routeOptions }: FastifyRequest): void {
  if (headers['transfer-encoding'] !== undefined) throw lengthRequired();
  if (Number(headers['content-length'] ?? 0) > routeOptions.bodyLimit)
    throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
}

const plainPageOf = ({ headers, work }: FastifyRequest) => ({
  acceptLanguage: headers['accept-language'] ?? '',
  traceId: work.traceId,
});

function pass(request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  return reply.from(request.url, {
    // A retry would find the storefront as busy as before; the customer sees the page that says so at once.
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
      sendAway(reply, { ...plainPageOf(request), retryAfterS: 5 });
    },
  });
}

/** The customer's address: what the storefront says, if it has proved to be the storefront, else the peer's. */
export const clientAddress = ({ isForPage, headers, ip }: FastifyRequest): string =>
  (isForPage && first(headers['x-client-address'])) || ip;

/** The storefront sends a secret; no one else may speak for a customer. */
export function isStorefront({ headers }: Pick<FastifyRequest, 'headers'>, secret: string): boolean {
  const key = first(headers['x-storefront-key']);
  if (key === undefined) return false;
  const [shown, known] = [Buffer.from(key), Buffer.from(secret)];
  return shown.length === known.length && timingSafeEqual(shown, known);
}
