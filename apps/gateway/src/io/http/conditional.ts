import type { FastifyInstance, preSerializationHookHandler } from 'fastify';
import { etagOf, matches } from './etag.ts';
import { first, isRead } from './request.ts';
import { addRouteConfig } from './route-config.ts';

/** Answers carry an ETag; a read honours it in `If-None-Match`, a write in `If-Match`. */
export const Conditional = () => addRouteConfig({ isConditional: true });

const asItIs = (json: unknown): string => json as string;
const nothing = (): string => undefined as unknown as string;

/** A hook and not an interceptor: an interceptor costs an RxJS pipeline per request. */
export function addConditionalAnswers(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.isConditional) route.preSerialization = answerConditionally;
  });
}

const answerConditionally: preSerializationHookHandler = (request, reply, body, done) => {
  const json = JSON.stringify(body);
  const etag = etagOf(json, body);
  reply.header('etag', etag);
  if (!isRead(request) || !matches(first(request.headers['if-none-match']), etag)) {
    reply.serializer(asItIs);
    return done(null, json);
  }
  reply.code(304).removeHeader('content-type').serializer(nothing);
  return done(null, body);
};
