import { DomainError } from '@tradepost/decision';
import { type Problem, toProblem } from '@tradepost/errors';
import { newTraceId } from '@tradepost/observability';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { RepeatedError } from './repeated-error.ts';

/** A problem, and when to try again if that is known. */
export interface Occurrence {
  readonly problem: Problem;
  readonly retryAfterMs?: number;
}

interface MessageFault {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

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
  new DomainError(
    'missing',
    'route.not_found',
    'There is no such path or method. See /docs for what there is.',
  );

export const lengthRequired = (): Error =>
  Object.assign(new Error('a body without Content-Length'), { code: 'LENGTH_REQUIRED' });

export function problemOf(error: unknown, request: FastifyRequest): Occurrence {
  const instance = pathOf(request.url);
  if (error instanceof RepeatedError) return toProblem(error.error, { instance, traceId: error.traceId });
  // What the router refuses has not passed the hook that begins a trace.
  const traceId = request.work?.traceId ?? newTraceId();
  const fault = messageFault(error);
  if (!fault) return toProblem(error, { instance, traceId });
  return { problem: { type: `urn:tradepost:problem:${fault.code}`, ...fault, instance, traceId } };
}

export function sendProblem(reply: FastifyReply, { problem, retryAfterMs }: Occurrence): void {
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  else if (problem.status === 429 || problem.status === 503) reply.header('retry-after', 1);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}

function messageFault(error: unknown): MessageFault | undefined {
  if (!(error instanceof Error)) return undefined;
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
