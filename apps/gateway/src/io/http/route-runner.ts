import { type Metrics, runInContext } from '@tradepost/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessTokens } from './access-tokens.ts';
import type { EdgeCache } from './edge-cache.ts';
import { etagOf, matches } from './etag.ts';
import { clientOf, expectedVersion, first, idempotencyKey, identify } from './guards.ts';
import type { LimitName, RateLimits } from './rate-limits.ts';
import type { Ask, Identity, Route } from './route.ts';
import { validator } from './validation.ts';

type Parts = {
  readonly tokens: AccessTokens;
  readonly cache: EdgeCache;
  /** Undefined: rate limits are off. */
  readonly limits: RateLimits | undefined;
  readonly metrics: Metrics;
};

/** The limits are sized for shoppers; staff run programs, such as imports, under their own names. */
const isStaff = (identity: Identity | undefined): boolean =>
  identity?.roles.some((role) => role === 'staff' || role === 'admin') ?? false;

type Checks = { [part in 'params' | 'query' | 'body']?: (value: unknown) => unknown };

/** Turns a declared route into a handler: limit, identity, validation, work, conditional answer, metrics. */
export class RouteRunner {
  private readonly parts: Parts;
  private readonly seconds;

  constructor(parts: Parts) {
    this.parts = parts;
    this.seconds = parts.metrics.seconds('http_server_seconds', 'Time to answer a request', [
      'method',
      'route',
      'status',
    ]);
  }

  handler(route: Route): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
    const checks: Checks = {
      ...(route.params && { params: validator(route.params, 'params') }),
      ...(route.query && { query: validator(route.query, 'query') }),
      ...(route.body && { body: validator(route.body, 'body') }),
    };
    const limit: LimitName = route.limit ?? (route.method === 'GET' ? 'read' : 'write');
    const run = route.isCached ? this.cached(route, checks) : this.plain(route, checks);
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const started = performance.now();
      reply.raw.once('finish', () =>
        this.seconds
          .labels(route.method, route.path, String(reply.statusCode))
          .observe((performance.now() - started) / 1000),
      );
      const identity = await identify(request, route.access, this.parts.tokens);
      if (this.parts.limits && !isStaff(identity) && !(request.isForPage && limit === 'read'))
        await this.parts.limits.take(limit, identity?.userId ?? request.clientAddress, reply);
      return run(request, reply, identity);
    };
    return (request, reply) => runInContext(request.work, () => answer(request, reply));
  }

  private plain(route: Route, checks: Checks) {
    return async (
      request: FastifyRequest,
      reply: FastifyReply,
      identity: Identity | undefined,
    ): Promise<unknown> => {
      const body = await route.handle(this.ask(route, checks, request, identity), reply);
      if (reply.sent || body === reply) return reply;
      if (body === undefined || body === null) return reply.send();
      const json = Buffer.isBuffer(body) ? body : JSON.stringify(body);
      if (typeof json === 'string') reply.header('content-type', 'application/json; charset=utf-8');
      if (route.isConditional && typeof json === 'string') {
        const etag = etagOf(json, body);
        reply.header('etag', etag);
        if (route.method === 'GET' && matches(first(request.headers['if-none-match']), etag))
          return reply.code(304).send();
      }
      return reply.send(json);
    };
  }

  private cached(route: Route, checks: Checks) {
    const { cache } = this.parts;
    return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const now = Date.now();
      const kept =
        cache.get(request.url, now) ??
        (await cache.take(request.url, now, async () => {
          const body = await route.handle(this.ask(route, checks, request, undefined), reply);
          const json = JSON.stringify(body);
          return { body: Buffer.from(json), etag: etagOf(json, body) };
        }));
      // Browsers and proxies ask us every time; we answer from memory.
      reply.header('cache-control', 'no-cache').header('etag', kept.etag);
      if (matches(first(request.headers['if-none-match']), kept.etag)) return reply.code(304).send();
      return reply.header('content-type', 'application/json; charset=utf-8').send(kept.body);
    };
  }

  private ask(
    route: Route,
    checks: Checks,
    request: FastifyRequest,
    identity: Identity | undefined,
  ): Ask<never, never, never> {
    const check = (part: keyof Checks): never => (checks[part]?.(request[part] ?? {}) ?? undefined) as never;
    return {
      params: check('params'),
      query: check('query'),
      body: check('body'),
      identity,
      idempotencyKey: route.method === 'GET' ? '' : idempotencyKey(request, route.needsKey ?? false),
      expectedVersion: route.method === 'GET' ? undefined : expectedVersion(request),
      rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      client: () => clientOf(request),
      header: (name) => first(request.headers[name]),
      cookie: (name) => request.cookies[name],
    };
  }
}
