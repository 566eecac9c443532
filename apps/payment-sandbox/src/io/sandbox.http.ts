import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Listener } from '@tradepost/bootstrap';
import type { ConfigOf } from '@tradepost/config';
import { DomainError } from '@tradepost/decision';
import { toProblem } from '@tradepost/errors';
import { Logger, newTraceId, runInContext, traceFrom } from '@tradepost/observability';
import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { whyNot, type NewAuthorization } from '../domain/authorization.ts';
import { scriptOf } from '../domain/tokens.ts';
import type { sandboxConfig } from '../sandbox.config.ts';
import { Ledger } from './ledger.ts';
import { authorizeBody, byKey, movementBody, page, voidBody, type MovementBody } from './sandbox.schemas.ts';

/** The provider's API as its customers see it. */
@Injectable()
export class SandboxHttp extends Listener {
  private readonly server: FastifyInstance;

  constructor(
    @Inject(CONFIG) private readonly config: ConfigOf<typeof sandboxConfig>,
    private readonly ledger: Ledger,
    private readonly log: Logger,
  ) {
    super();
    this.server = fastify({
      bodyLimit: 16 * 1024,
      forceCloseConnections: 'idle',
      ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
    });
    // The caller's trace goes on here, and its statements count as a request's.
    this.server.addHook('onRequest', (request, _reply, go) => {
      const header = request.headers['traceparent'];
      runInContext({ ...traceFrom(typeof header === 'string' ? header : undefined), isRequest: true }, go);
    });
    this.server.setErrorHandler<FastifyError>((error, request, reply) => {
      const known = error.statusCode && error.statusCode < 500 ? invalid(error) : error;
      const { problem } = toProblem(known, { instance: request.url, traceId: newTraceId() });
      if (problem.status >= 500) this.log.error({ err: error }, 'a request failed');
      return reply.code(problem.status).type('application/problem+json').send(problem);
    });
    this.addRoutes();
  }

  override async listen(): Promise<number> {
    await this.server.listen({ host: this.config.HOST, port: this.config.PORT });
    return (this.server.server.address() as AddressInfo).port;
  }

  override async drain(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => this.server.server.closeAllConnections(), timeoutMs);
    await this.server.close();
    clearTimeout(timer);
  }

  private addRoutes(): void {
    const { server, ledger } = this;
    server.post<{ Body: NewAuthorization }>(
      '/authorizations',
      { schema: { body: authorizeBody } },
      async ({ body }, reply) => {
        const script = scriptOf(body.token);
        const authorization = await ledger.authorize(body, script.declineCode);
        if (!script.isAnswerLost) return authorization;
        reply.hijack();
        return reply.raw.destroy();
      },
    );
    server.get<{ Querystring: { key: string } }>(
      '/authorizations',
      { schema: { querystring: byKey } },
      async ({ query }) => {
        const authorization = await ledger.byKey(query.key);
        if (authorization) return authorization;
        throw new DomainError(
          'missing',
          'authorization.not_found',
          'No authorisation was made with this key.',
        );
      },
    );
    server.post<{ Body: { key: string } }>('/voids', { schema: { body: voidBody } }, async ({ body }) => {
      return ledger.void(body.key);
    });
    this.addMovement('/authorizations/:id/capture', 'capture');
    this.addMovement('/authorizations/:id/refunds', 'refund');
    server.get<{ Querystring: { after?: string } }>(
      '/ledger',
      { schema: { querystring: page } },
      ({ query }) => ledger.page(query.after),
    );
  }

  private addMovement(path: string, kind: 'capture' | 'refund'): void {
    this.server.post<{ Params: { id: string }; Body: MovementBody }>(
      path,
      { schema: { body: movementBody } },
      ({ params, body }) => {
        const movement = { ...body, id: params.id, kind };
        if (!UUID.test(params.id)) throw whyNot(undefined, movement);
        return this.ledger.move(movement);
      },
    );
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const invalid = (error: FastifyError) => new DomainError('invalid', 'request.invalid', error.message);
