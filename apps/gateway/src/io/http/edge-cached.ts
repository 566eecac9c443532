import { applyDecorators, Injectable } from '@nestjs/common';
import { RetryableError } from '@tradepost/errors';
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  preSerializationHookHandler,
} from 'fastify';
import { type CachedAnswer, EdgeCache, type EdgeTask } from './edge-cache.ts';
import { etagOf, matches } from './etag.ts';
import { RateLimit } from './rate-limit.guard.ts';
import { RateLimits } from './rate-limits.ts';
import { first } from './request.ts';
import { addRouteConfig } from './route-config.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set while others wait for the answer to this request. */
    edgeTask: EdgeTask | undefined;
  }
}

/** The answer is the same for everyone and is cached at the edge for a moment. `EdgeCacheHooks` counts its reads. */
export const EdgeCached = () => applyDecorators(addRouteConfig({ isEdgeCached: true }), RateLimit('none'));

/** Hooks and not an interceptor: a cached answer leaves before Nest is asked. */
@Injectable()
export class EdgeCacheHooks {
  constructor(
    private readonly cache: EdgeCache,
    private readonly limits: RateLimits,
  ) {}

  install(app: FastifyInstance): void {
    app.decorateRequest('edgeTask');
    app.addHook('onRoute', (route) => {
      if (!route.config?.isEdgeCached) return;
      route.onRequest = this.answer;
      route.preSerialization = this.keep;
    });
  }

  private readonly answer: onRequestHookHandler = (request, reply, done) => {
    // Nothing to wait for, so no promise either: most requests end here.
    const known = this.isCounted(request) ? undefined : this.cache.get(request.url);
    if (known) return send(known, request, reply);
    this.cached(request, reply).then((answer) => (answer ? send(answer, request, reply) : done()), done);
  };

  private isCounted({ isForPage }: FastifyRequest): boolean {
    return this.limits.isOn && !isForPage;
  }

  /** Undefined: this request has to make the answer. */
  private async cached(request: FastifyRequest, reply: FastifyReply): Promise<CachedAnswer | undefined> {
    if (this.isCounted(request)) await this.limits.take('read', request.clientAddress, reply);
    for (;;) {
      const known = this.cache.get(request.url) ?? (await this.awaited(request.url));
      if (known) return known;
      if (this.cache.awaited(request.url)) continue;
      request.edgeTask = this.cache.begin(request.url);
      return undefined;
    }
  }

  private async awaited(key: string): Promise<CachedAnswer | undefined> {
    try {
      return await this.cache.awaited(key);
    } catch (error) {
      // Whoever made the answer went away, which is no reason for the others to fail.
      if (error instanceof RetryableError && error.reason === 'cancelled') return undefined;
      throw error;
    }
  }

  private readonly keep: preSerializationHookHandler = (request, reply, body, done) => {
    const json = JSON.stringify(body);
    const answer = { body: bodyOf(json), etag: etagOf(json, body) };
    request.edgeTask?.done(answer);
    const bytes = prepared(answer, request, reply);
    // Without a body the hook can't say so: Fastify would take `undefined` for "unchanged".
    reply.serializer(() => bytes as unknown as string);
    done(null, body);
  };
}

/** ASCII as text, which Node writes together with the headers as one piece; anything else would be encoded each time. */
const bodyOf = (json: string): string | Buffer =>
  Buffer.byteLength(json) === json.length ? json : Buffer.from(json);

function send(answer: CachedAnswer, request: FastifyRequest, reply: FastifyReply): void {
  const body = prepared(answer, request, reply);
  if (body) reply.header('content-type', 'application/json; charset=utf-8');
  void reply.send(body);
}

/** Sets the headers. @returns the body; undefined when the caller has it already. */
function prepared({ body, etag }: CachedAnswer, request: FastifyRequest, reply: FastifyReply) {
  // Browsers and proxies ask every time; the answer comes from memory.
  reply.header('cache-control', 'no-cache').header('etag', etag);
  if (!matches(first(request.headers['if-none-match']), etag)) return body;
  reply.code(304).removeHeader('content-type');
  return undefined;
}
