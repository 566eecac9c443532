import type { IncomingMessage } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import { CONFIG } from '@tradepost/nest';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from '@tradepost/observability';
import type { FastifyReply, FastifyRequest, RawServerDefault } from 'fastify';
import type { GatewayConfig } from '../../gateway.config.ts';
import { addApiDocuments } from './api-documents.ts';
import { BASE_PATH } from './base-path.ts';
import { addBodyLimits } from './body-limit.ts';
import { addBodyParsers } from './body-parsers.ts';
import { canonicalUrl } from './canonical-url.ts';
import { answerClientError, HEADER_BYTES } from './client-errors.ts';
import { addConditionalAnswers } from './conditional.ts';
import { EdgeCacheHooks } from './edge-cached.ts';
import { problemOf, sendProblem, URL_LENGTH } from './problems.ts';
import { RateLimits } from './rate-limits.ts';
import { RequestHooks } from './request-hooks.ts';
import { RequestMetrics } from './request-metrics.ts';
import { RouteMethods } from './route-methods.ts';
import { passToStorefront } from './storefront-proxy.ts';

/** For `NestFactory.create`, which needs `bodyParser: false` besides. */
export const httpAdapter = (config: GatewayConfig): FastifyAdapter =>
  new FastifyAdapter<RawServerDefault>({
    bodyLimit: config.BODY_LIMIT_BYTES,
    trustProxy: config.TRUST_PROXY,
    genReqId: () => '',
    requestTimeout: 60_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // How long each parameter may be, its schema says; the router would call the path unknown.
    routerOptions: { maxParamLength: URL_LENGTH },
    http: { maxHeaderSize: HEADER_BYTES },
    rewriteUrl: ({ url = '', method = '' }: IncomingMessage) => canonicalUrl(url, method),
    clientErrorHandler: answerClientError,
    // There are no Express-style middlewares, so no plugin has to look for them in every request.
    skipMiddie: true,
    // What the router refuses, such as a broken escape, reaches neither hooks nor filters.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, problemOf(error, request)),
  } as ConstructorParameters<typeof FastifyAdapter<RawServerDefault>>[0]);

/** What modules can't declare. `main.ts` and specs call it between creating the application and starting it. */
export function setUpHttp(app: NestFastifyApplication): void {
  app.setGlobalPrefix(BASE_PATH, { exclude: ['.well-known/jwks.json'] });
  const fastify = app.getHttpAdapter().getInstance();
  void fastify.register(fastifyCookie);
  addBodyLimits(fastify);
  addBodyParsers(fastify);
  const routes = app.get(RouteMethods);
  routes.install(fastify);
  app.get(RequestMetrics).install(fastify);
  app.get(RequestHooks).install(fastify);
  app.get(EdgeCacheHooks).install(fastify);
  addConditionalAnswers(fastify);
  addApiDocuments(app);
  const { STOREFRONT_URL: url } = app.get<GatewayConfig>(CONFIG);
  const options = { url, log: app.get(Logger), limits: app.get(RateLimits), routes };
  if (url) void fastify.register((inner) => passToStorefront(inner, options));
}
