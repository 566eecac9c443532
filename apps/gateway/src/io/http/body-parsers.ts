import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { addRouteConfig } from './route-config.ts';

/** The body is not parsed: `@Body()` gives its bytes, whatever its media type. */
export const RawBody = () => addRouteConfig({ hasRawBody: true });

const hasRawBody = (request: FastifyRequest): boolean => request.routeOptions.config.hasRawBody === true;

/** JSON only: Nest's own parsers would also take forms, which other sites can send without asking. */
export function addBodyParsers(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) =>
    hasRawBody(request) ? done(null, body) : parseJson(request, body as never, done),
  );
  app.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (request, body, done) =>
    hasRawBody(request)
      ? done(null, body)
      : done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type'])),
  );
}
