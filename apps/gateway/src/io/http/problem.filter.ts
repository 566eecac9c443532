import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { Logger } from '@tradepost/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf, sendProblem, unrouted } from './problems.ts';
import { RouteMethods } from './route-methods.ts';

/** Answers every error with a problem (RFC 9457). Messages of unknown errors stay in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly routes: RouteMethods,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const ours = this.toOurError(error, request);
    request.edgeTask?.fail(ours);
    const occurrence = problemOf(ours, request);
    const { status, traceId, instance } = occurrence.problem;
    if (status >= 500)
      this.log.error({ err: ours, method: request.method, path: instance, traceId }, 'request failed');
    sendProblem(http.getResponse<FastifyReply>(), occurrence);
  }

  /** Nest wraps what Fastify finds wrong with a message, and has exceptions of its own. */
  private toOurError(error: unknown, { url }: FastifyRequest): unknown {
    if (!(error instanceof HttpException)) return error;
    if (isAboutQuery(error.cause)) return unrouted(this.routes.allowed(url));
    if (error.cause !== undefined) return error.cause;
    switch (error.getStatus()) {
      case 404:
        return unrouted(this.routes.allowed(url));
      case 403:
        return new DomainError('forbidden', 'auth.forbidden', 'This account may not do this.');
      default:
        return Object.assign(new Error(error.message), { statusCode: error.getStatus() });
    }
  }
}

/** Fastify knows the method QUERY and asks for its content before it looks for a route; no route of ours takes it. */
const isAboutQuery = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE';
