import { timingSafeEqual } from 'node:crypto';
import replyFrom from '@fastify/reply-from';
import { RetryableError } from '@tradepost/errors';
import { type Logger, toTraceparent } from '@tradepost/observability';
import { errorCodes, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { isOwnPath, withPlainSlashes } from './canonical-url.ts';
import { sendAway, sendBusy } from './plain-pages.ts';
import { checkContentEncoding, lengthRequired, MethodNotAllowed, unrouted } from './problems.ts';
import type { RateLimits } from './rate-limits.ts';
import { first, isRead } from './request.ts';
import type { RouteMethods } from './route-methods.ts';

/** Built files: their names change with their content, and a page asks for many. */
const FILES =
  /^\/(?:assets\/|(?:favicon\.ico|(?:icon|shelf)\.svg|(?:icon-\w+|apple-touch-icon)\.png|site\.webmanifest)$)/;

interface Options {
  readonly url: string;
  readonly log: Logger;
  readonly limits: RateLimits;
  readonly routes: Pick<RouteMethods, 'allowed'>;
}

/** Passes every path outside the API to the storefront, so that browsers see one origin. */
export async function passToStorefront(app: FastifyInstance, options: Options): Promise<void> {
  const { url, log, limits, routes } = options;
  await app.register(replyFrom, { base: url, disableRequestLogging: true, undici: { connections: 128 } });
  app.removeAllContentTypeParsers();
  // Bodies go through as streams, so only `checkBody` limits their size.
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));
  app.all('/*', async (request, reply) => {
    if (isOwnPath(request.url)) throw unrouted(routes.allowed(request.url));
    const isFile = FILES.test(request.url);
    if (isFile && !isRead(request)) throw new MethodNotAllowed('GET, HEAD, OPTIONS');
    if (!PASSED.has(request.method)) throw new MethodNotAllowed('GET, HEAD, POST, OPTIONS');
    const at = plainAddress(request);
    if (at !== request.url && isRead(request)) return reply.redirect(at, 308);
    if (!isFile && !(await isWithin(limits, request, reply))) return reply;
    checkBody(request);
    return pass(at, request, reply, log);
  });
}

/** A page says for itself which of them it takes. */
const PASSED = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);

/** One address per page: with single slashes, none at its end. The query stays, campaigns and all. */
function plainAddress({ url }: FastifyRequest): string {
  const at = url.indexOf('?');
  return at < 0 ? withPlainSlashes(url) : withPlainSlashes(url.slice(0, at)) + url.slice(at);
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
function checkBody(request: FastifyRequest): void {
  const { headers, routeOptions } = request;
  checkContentEncoding(request);
  if (headers['transfer-encoding'] !== undefined) throw lengthRequired();
  if (Number(headers['content-length'] ?? 0) > routeOptions.bodyLimit)
    throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
}

const plainPageOf = ({ headers, work }: FastifyRequest) => ({
  acceptLanguage: headers['accept-language'] ?? '',
  traceId: work.traceId,
});

function pass(at: string, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  const [path = '/', ...query] = at.split('?');
  return reply.from(path, {
    // Not part of the path, whose escapes and dots are checked: a query may be broken, and a page ignores what it can't read.
    queryString: () => new URL(`?${query.join('?')}`, 'http://storefront').search.slice(1),
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
