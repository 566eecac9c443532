import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Listener } from '@tradepost/bootstrap';
import type { ConfigOf } from '@tradepost/config';
import { DomainError } from '@tradepost/decision';
import { toProblem } from '@tradepost/errors';
import { Logger, newTraceId, runInContext, traceFrom } from '@tradepost/observability';
import { fastify, type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import {
  notFound,
  whyNot,
  type Authorization,
  type ChallengeOutcome,
  type NewAuthorization,
} from '../domain/authorization.ts';
import { scriptOf } from '../domain/tokens.ts';
import { wayBack } from '../domain/way-back.ts';
import type { sandboxConfig } from '../sandbox.config.ts';
import { challengePage } from './challenge-page.ts';
import { Ledger } from './ledger.ts';
import {
  authorizeBody,
  byKey,
  challengeBody,
  challengeQuery,
  movementBody,
  page,
  voidBody,
  type MovementBody,
} from './sandbox.schemas.ts';
import { WebhookSender } from './webhook-sender.ts';

/** The provider's API as its customers see it. */
@Injectable()
export class SandboxHttp extends Listener {
  private readonly server: FastifyInstance;

  constructor(
    @Inject(CONFIG) private readonly config: ConfigOf<typeof sandboxConfig>,
    private readonly ledger: Ledger,
    private readonly sender: WebhookSender,
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
      async (request, reply) => {
        const { isAnswerLost, copies } = scriptOf(request.body.token);
        const authorization = await ledger.authorize(request.body);
        if (copies > 0) this.sender.wake();
        if (!isAnswerLost) return this.shown(authorization, request);
        reply.hijack();
        return reply.raw.destroy();
      },
    );
    server.get<{ Querystring: { key: string } }>(
      '/authorizations',
      { schema: { querystring: byKey } },
      async (request) => {
        const authorization = await ledger.byKey(request.query.key);
        if (authorization) return this.shown(authorization, request);
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
    this.addChallenge();
    this.addMovement('/authorizations/:id/capture', 'capture');
    this.addMovement('/authorizations/:id/refunds', 'refund');
    server.get<{ Querystring: { after?: string } }>(
      '/ledger',
      { schema: { querystring: page } },
      ({ query }) => ledger.page(query.after),
    );
  }

  /** Where the payer acts: a page for people, and what its buttons send. */
  private addChallenge(): void {
    this.server.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    const path = '/authorizations/:id/challenge';
    this.server.get<Challenged>(path, { schema: { querystring: challengeQuery } }, ({ query }, reply) => {
      this.backOf(query);
      return reply.type('text/html; charset=utf-8').send(challengePage);
    });
    this.server.post<Challenged & { Body: { outcome: ChallengeOutcome } }>(
      path,
      { schema: { body: challengeBody, querystring: challengeQuery } },
      async (request, reply) => {
        const { id } = request.params;
        const back = this.backOf(request.query);
        if (!UUID.test(id)) throw notFound();
        const acted = this.ledger.challenge(id, request.body.outcome).finally(() => this.sender.wake());
        if (!back) return this.shown(await acted, request);
        // The shop knows how it stands, also for a payer who comes too late.
        await acted.catch(ignoreWhatIsOver);
        return reply.redirect(back, 303);
      },
    );
  }

  private backOf({ return: asked }: Challenged['Querystring']): string | undefined {
    return asked === undefined ? undefined : wayBack(asked, this.config.PUBLIC_URL);
  }

  /** With the way to the challenge, as long as there is one. */
  private shown(authorization: Authorization, request: FastifyRequest): object {
    if (authorization.state !== 'requires_action') return authorization;
    const origin = this.config.SANDBOX_PUBLIC_URL || `http://${request.host}`;
    return { ...authorization, challengeUrl: `${origin}/authorizations/${authorization.id}/challenge` };
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

type Challenged = { Params: { id: string }; Querystring: { return?: string } };

function ignoreWhatIsOver(error: unknown): void {
  if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const invalid = (error: FastifyError) => new DomainError('invalid', 'request.invalid', error.message);
