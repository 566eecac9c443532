import {
  Catch,
  HttpException,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { toProblem } from '@tradepost/errors';
import { currentContext, Logger, newTraceId } from '@tradepost/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Every error as `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { url: instance } = http.getRequest<FastifyRequest>();
    const traceId = currentContext()?.traceId ?? newTraceId();
    const { problem } = toProblem(toDomainError(error), { instance, traceId });
    if (problem.status >= 500) this.log.error({ err: error }, 'a request failed');
    void http.getResponse<FastifyReply>().code(problem.status).type('application/problem+json').send(problem);
  }
}

/** Nest and Fastify refuse unknown routes and bodies that they can't read. */
function toDomainError(error: unknown): unknown {
  if (!(error instanceof HttpException) || error.getStatus() >= 500) return error;
  if (error instanceof NotFoundException)
    return new DomainError('missing', 'route.not_found', `${error.message}; see the README for the routes.`);
  return new DomainError('invalid', 'request.invalid', error.message);
}
