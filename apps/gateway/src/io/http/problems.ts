import { DomainError } from '@tradepost/decision';
import { type Problem, toProblem } from '@tradepost/errors';
import { type Logger, newTraceId } from '@tradepost/observability';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Faults of the HTTP message itself, before there is anything to decide. */
const MESSAGE_FAULTS: Record<string, { status: number; code: string; title: string; detail: string }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'request.too_large',
    title: 'The body is too large',
    detail: 'Send less, or in several requests.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'request.media_type',
    title: 'The media type is not understood',
    detail: 'Send application/json.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'request.malformed',
    title: 'The request is not valid',
    detail: 'Content-Length does not fit the body.',
  },
  LENGTH_REQUIRED: {
    status: 411,
    code: 'request.length_required',
    title: 'The length of the body is not said',
    detail: 'Send Content-Length.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    status: 400,
    code: 'request.malformed',
    title: 'The request is not valid',
    detail: 'The body is empty; send a JSON object or leave out Content-Type.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    status: 400,
    code: 'request.malformed',
    title: 'The request is not valid',
    detail: 'The body is not JSON.',
  },
  FST_ERR_BAD_URL: {
    status: 400,
    code: 'request.malformed',
    title: 'The request is not valid',
    detail: 'The path has a broken escape.',
  },
};

/** Answers with the problem an error stands for (RFC 9457). */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  const { problem, retryAfterMs } = problemOf(error, request);
  if (problem.status >= 500)
    log.error(
      { err: error, method: request.method, path: problem.instance, traceId: problem.traceId },
      'request failed',
    );
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  else if (problem.status === 429 || problem.status === 503) reply.header('retry-after', 1);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  sendProblem(reply, problem);
}

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}

export const notFound = (): DomainError =>
  new DomainError('missing', 'route.not_found', 'There is nothing at this path.');

export const lengthRequired = (): Error =>
  Object.assign(new Error('a body without Content-Length'), { code: 'LENGTH_REQUIRED' });

function problemOf(error: unknown, request: FastifyRequest): { problem: Problem; retryAfterMs?: number } {
  // Faults that are found before the first hook have no trace yet.
  const traceId = request.work?.traceId ?? newTraceId();
  const instance = pathOf(request.url);
  const fault = messageFault(error);
  if (!fault) return toProblem(error, { instance, traceId });
  return { problem: { type: `urn:tradepost:problem:${fault.code}`, ...fault, instance, traceId } };
}

function messageFault(error: unknown) {
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = MESSAGE_FAULTS[code ?? ''];
  if (known) return known;
  // A body that is no JSON arrives as a SyntaxError with status 400.
  if (error instanceof SyntaxError && statusCode === 400)
    return MESSAGE_FAULTS['FST_ERR_CTP_INVALID_JSON_BODY'];
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return {
      status: statusCode,
      code: 'request.malformed',
      title: 'The request is not valid',
      detail: 'The HTTP message is not well-formed.',
    };
  return undefined;
}

/** Without the query: it may hold what people typed. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;
