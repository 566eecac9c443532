import fastifyCookie from '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Listener } from '@tradepost/bootstrap';
import { type Context, Logger, Metrics, traceFrom } from '@tradepost/observability';
import { Redis } from 'ioredis';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../../gateway.config.ts';
import { ALL_ROUTES } from '../routes/all-routes.ts';
import { AccessTokens } from './access-tokens.ts';
import { docsPage } from './docs-page.ts';
import { EdgeCache } from './edge-cache.ts';
import { checkOrigin, first, identify } from './guards.ts';
import { openApi } from './openapi.ts';
import { notFound, sendError } from './problems.ts';
import { RateLimits } from './rate-limits.ts';
import { RouteRunner } from './route-runner.ts';
import type { Route, Routes } from './route.ts';
import { clientAddress, isStorefront, passToStorefront } from './storefront-proxy.ts';

export const BASE = '/api/v1';

const GONE = new Error('the caller went away');

declare module 'fastify' {
  interface FastifyRequest {
    /** Trace and cancellation of this request; async storage alone is lost while a body is read. */
    work: Context;
    /** The shopper's, also where the storefront asks for them. */
    clientAddress: string;
    /** A page is being made: its reads were counted when the page was asked for. */
    isForPage: boolean;
  }
}

/** The shop's one origin. */
@Injectable()
export class HttpListener extends Listener {
  private readonly app: FastifyInstance;
  private readonly publicOrigin: string;

  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(ALL_ROUTES) private readonly groups: readonly Routes[],
    private readonly tokens: AccessTokens,
    private readonly cache: EdgeCache,
    private readonly log: Logger,
    private readonly metrics: Metrics,
    private readonly redis: Redis,
  ) {
    super();
    this.publicOrigin = new URL(config.PUBLIC_URL).origin;
    this.app = fastify({
      bodyLimit: config.BODY_LIMIT_BYTES,
      trustProxy: config.TRUST_PROXY,
      genReqId: () => '',
      requestTimeout: 60_000,
      keepAliveTimeout: 72_000,
      forceCloseConnections: 'idle',
      routerOptions: { maxParamLength: 200 },
      return503OnClosing: false,
      frameworkErrors: (error, request, reply) => sendError(error, request, reply, this.log),
    });
  }

  override async listen(): Promise<number> {
    const { app } = this;
    // Every answer leaves as the bytes that were made from it; shapes are checked by tests against the OpenAPI file.
    app.setValidatorCompiler(() => () => true);
    app.setSerializerCompiler(() => (data) => JSON.stringify(data));
    app.setErrorHandler((error, request, reply) => sendError(error, request, reply, this.log));
    app.setNotFoundHandler((request, reply) => sendError(notFound(), request, reply, this.log));
    await app.register(fastifyCookie);
    this.addContext();
    this.addHeaders();
    this.addGuards();
    this.addRoutes();
    await app.listen({ port: this.config.PORT, host: this.config.HOST });
    const address = app.server.address();
    return typeof address === 'object' && address ? address.port : this.config.PORT;
  }

  override async drain(timeoutMs: number): Promise<void> {
    const hardLimit = setTimeout(() => this.app.server.closeAllConnections(), timeoutMs);
    await this.app.close();
    clearTimeout(hardLimit);
  }

  private addContext(): void {
    this.app.decorateRequest('work');
    this.app.decorateRequest('clientAddress', '');
    this.app.decorateRequest('isForPage', false);
    this.app.addHook('onRequest', (request, reply, done) => {
      const controller = new AbortController();
      request.work = {
        ...traceFrom(first(request.headers.traceparent)),
        signal: controller.signal,
        isRequest: true,
      };
      request.isForPage = isStorefront(request, this.config.STOREFRONT_SECRET);
      request.clientAddress = clientAddress(request);
      reply.header('x-trace-id', request.work.traceId);
      // An answer that nobody waits for any more stops costing our neighbours work.
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) controller.abort(GONE);
      });
      done();
    });
  }

  private addHeaders(): void {
    const isHttps = this.publicOrigin.startsWith('https:');
    this.app.addHook('onSend', (_request, reply, payload, done) => {
      reply.header('x-content-type-options', 'nosniff');
      reply.header('referrer-policy', 'strict-origin-when-cross-origin');
      reply.header('cross-origin-opener-policy', 'same-origin');
      reply.header('cross-origin-resource-policy', 'same-origin');
      reply.header('x-frame-options', 'DENY');
      if (!reply.hasHeader('content-security-policy'))
        reply.header(
          'content-security-policy',
          "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        );
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
      if (isHttps) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
      done(null, payload);
    });
  }

  private addGuards(): void {
    this.app.addHook('onRequest', async (request) => {
      checkOrigin(request, this.publicOrigin);
      // What staff can do is nobody else's business, not even whether a path exists.
      if (request.url.startsWith(`${BASE}/admin`)) await identify(request, 'staff', this.tokens);
    });
  }

  private addRoutes(): void {
    const routes = this.groups.flatMap((group) => group.routes);
    const limits = this.config.RATE_LIMITS ? new RateLimits(this.redis, this.log, this.metrics) : undefined;
    const runner = new RouteRunner({ tokens: this.tokens, cache: this.cache, limits, metrics: this.metrics });
    const add = (app: FastifyInstance, one: Route): unknown =>
      app.route({
        method: one.method,
        url: BASE + one.path.replaceAll(/\{(\w+)\}/g, ':$1'),
        handler: runner.handler(one),
      });
    for (const one of routes.filter(({ isRaw }) => !isRaw)) add(this.app, one);
    void this.app.register((app, _options, done) => {
      app.removeAllContentTypeParsers();
      app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
      for (const one of routes.filter(({ isRaw }) => isRaw)) add(app, one);
      done();
    });
    const document = JSON.stringify(openApi(routes));
    this.app.get('/api/openapi.json', (_request: FastifyRequest, reply: FastifyReply) =>
      reply.header('content-type', 'application/json').send(document),
    );
    this.app.get('/docs', (_request: FastifyRequest, reply: FastifyReply) => docsPage(reply, routes));
    this.app.get('/.well-known/jwks.json', async (_request: FastifyRequest, reply: FastifyReply) => {
      reply.header('cache-control', 'public, max-age=60');
      return this.tokens.publicKeys();
    });
    const { STOREFRONT_URL: url } = this.config;
    if (url) void this.app.register((app) => passToStorefront(app, { url, log: this.log, limits }));
  }
}
