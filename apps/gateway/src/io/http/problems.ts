import { DomainError } from '@tradepost/decision';
import { type Problem, toProblem } from '@tradepost/errors';
import { newTraceId } from '@tradepost/observability';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { RepeatedError } from './repeated-error.ts';

/** A problem, and when to try again if that is known. */
export interface Occurrence {
  readonly problem: Problem;
  readonly retryAfterMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

interface MessageFault {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Characters of a URL with its query. */
export const URL_LENGTH = 8_000;

const malformed = (detail: string): MessageFault => ({
  ...{ status: 400, code: 'request.malformed', title: 'The request is not valid' },
  detail,
});

/** Faults of the HTTP message itself, by Fastify's codes. */
const MESSAGE_FAULTS: Record<string, MessageFault> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'request.too_large',
    title: 'The body is too large',
    detail: 'The body exceeds the size limit. Send less, or split it into several requests.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'request.media_type',
    title: 'The media type is not understood',
    detail: 'Content-Type must be application/json.',
  },
  CHARSET: {
    ...{ status: 415, code: 'request.media_type', title: 'The media type is not understood' },
    detail: 'The charset of application/json must be utf-8. Send UTF-8, and no charset.',
  },
  CONTENT_ENCODING: {
    status: 415,
    code: 'request.content_encoding',
    title: 'The body is encoded in a way that is not understood',
    detail: 'The body must not be compressed. Send it without Content-Encoding.',
    // RFC 9110 §15.5.16: what would have been accepted.
    headers: { 'accept-encoding': 'identity' },
  },
  URL_TOO_LONG: {
    status: 414,
    code: 'request.url_too_long',
    title: 'The URL is too long',
    detail: `The URL may have ${URL_LENGTH} characters. Send less in its query.`,
  },
  LENGTH_REQUIRED: {
    status: 411,
    code: 'request.length_required',
    title: 'The length of the body is missing',
    detail: 'Content-Length is required for a body. Send it instead of Transfer-Encoding.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: malformed('Content-Length must be the number of bytes of the body.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: malformed(
    'The body is empty although Content-Type is application/json. Send a JSON object, or no Content-Type.',
  ),
  FST_ERR_CTP_INVALID_JSON_BODY: malformed('The body must be JSON (RFC 8259).'),
  FST_ERR_BAD_URL: malformed('The path must be percent-encoded correctly.'),
};

export const notFound = (): DomainError =>
  new DomainError('missing', 'route.not_found', 'There is no such path. See /docs for what there is.');

/** The path is known, but not with this method. The answer to OPTIONS, which asks for that, is no problem. */
export class MethodNotAllowed extends Error {
  /** @param allow the methods that the path takes, for the header of that name */
  constructor(readonly allow: string) {
    super('method not allowed');
  }
}

/** Of a request that found no route. @param allow the methods of its path; undefined: there is no such path */
export const unrouted = (allow: string | undefined): Error =>
  allow === undefined ? notFound() : new MethodNotAllowed(allow);

const messageError = (code: string): Error => Object.assign(new Error(code), { code });
export const lengthRequired = (): Error => messageError('LENGTH_REQUIRED');
export const urlTooLong = (): Error => messageError('URL_TOO_LONG');
export const wrongCharset = (): Error => messageError('CHARSET');

/** @throws an error that is answered with 415 */
export function checkContentEncoding({ headers }: Pick<FastifyRequest, 'headers'>): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') throw messageError('CONTENT_ENCODING');
}

export function problemOf(error: unknown, request: FastifyRequest): Occurrence {
  const instance = pathOf(request.url);
  if (error instanceof RepeatedError) return toProblem(error.error, { instance, traceId: error.traceId });
  // What the router refuses has not passed the hook that begins a trace.
  const traceId = request.work?.traceId ?? newTraceId();
  const found = messageFault(error, request);
  if (!found) return toProblem(error, { instance, traceId });
  const { headers = {}, ...fault } = found;
  return { problem: { type: `urn:tradepost:problem:${fault.code}`, ...fault, instance, traceId }, headers };
}

/** Conflicts that end by themselves: another request for the same is being answered. */
const ENDS_SOON = new Set(['idempotency.in_flight', 'cart.completing']);

const saysWhenToRetry = ({ status, code }: Problem): boolean =>
  status === 429 || status === 503 || ENDS_SOON.has(code);

export function sendProblem(reply: FastifyReply, { problem, retryAfterMs, headers = {} }: Occurrence): void {
  reply.headers(headers);
  if (problem.status === 405 && reply.request.method === 'OPTIONS') return void reply.code(204).send();
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  else if (saysWhenToRetry(problem)) reply.header('retry-after', 1);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}

function messageFault(error: unknown, { method }: FastifyRequest): MessageFault | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof MethodNotAllowed)
    return {
      ...{ status: 405, code: 'route.method_not_allowed', title: 'The path does not take this method' },
      detail: `There is no ${method} of this path. It takes ${error.allow}.`,
      headers: { allow: error.allow },
    };
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = MESSAGE_FAULTS[code ?? ''];
  if (known) return known;
  // A body that is not JSON can arrive as a SyntaxError with status 400.
  if (error instanceof SyntaxError && statusCode === 400)
    return MESSAGE_FAULTS['FST_ERR_CTP_INVALID_JSON_BODY'];
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined;
  return { ...malformed('The HTTP message is not well-formed.'), status: statusCode };
}

/** Without the query, which may hold what a person typed. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;
