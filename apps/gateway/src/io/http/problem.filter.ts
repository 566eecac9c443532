import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { Logger } from '@tradepost/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound, problemOf, sendProblem } from './problems.ts';

/** Answers every error with a problem (RFC 9457). Messages of unknown errors stay in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const ours = toOurError(error);
    request.edgeTask?.fail(ours);
    const occurrence = problemOf(ours, request);
    const { status, traceId, instance } = occurrence.problem;
    if (status >= 500)
      this.log.error({ err: ours, method: request.method, path: instance, traceId }, 'request failed');
    sendProblem(http.getResponse<FastifyReply>(), occurrence);
  }
}

/** Nest wraps what Fastify finds wrong with a message, and has exceptions of its own. */
function toOurError(error: unknown): unknown {
  if (!(error instanceof HttpException)) return error;
  if (error.cause !== undefined) return error.cause;
  switch (error.getStatus()) {
    case 404:
      return notFound();
    case 403:
      return new DomainError('forbidden', 'auth.forbidden', 'This account may not do this.');
    default:
      return Object.assign(new Error(error.message), { statusCode: error.getStatus() });
  }
}
