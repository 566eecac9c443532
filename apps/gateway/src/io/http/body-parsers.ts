import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { checkContentEncoding, wrongCharset } from './problems.ts';
import { addRouteConfig } from './route-config.ts';

/** The body is not parsed: `@Body()` gives its bytes, whatever its media type. */
export const RawBody = () => addRouteConfig({ hasRawBody: true });

const hasRawBody = (request: FastifyRequest): boolean => request.routeOptions.config.hasRawBody === true;

/** JSON only: Nest's own parsers would also take forms, which other sites can send without asking. */
export function addBodyParsers(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    checkContentEncoding(request);
    done();
  });
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (hasRawBody(request)) return done(null, body);
    return isUtf8(request) ? parseJson(request, body as never, done) : done(wrongCharset());
  });
  app.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (request, body, done) =>
    hasRawBody(request) ? done(null, body) : done(wrongType(request)),
  );
}

const wrongType = ({ headers }: FastifyRequest) =>
  new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(headers['content-type']);

/** JSON is UTF-8 (RFC 8259). Read as that, text in another charset would be garbled. */
const isUtf8 = ({ headers }: FastifyRequest): boolean => {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1];
  return charset === undefined || /^(?:utf-?8|us-ascii)$/i.test(charset);
};
