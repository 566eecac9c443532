import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newTraceId } from '@tradepost/observability';
import { URL_LENGTH } from './problems.ts';

/** What Node says of bytes that it could not read as HTTP. */
interface ClientError {
  readonly code: string;
  /** The bytes themselves; Fastify's type of it is not what arrives. */
  readonly rawPacket?: unknown;
}

interface Fault {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** Of the first line and all headers of a request: a URL of URL_LENGTH leaves room for large cookies. */
export const HEADER_BYTES = 32_768;

/** Answers what is no HTTP, so that no request and no reply exist. Without it Fastify's own JSON would be sent. */
export function answerClientError(error: ClientError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const { status, ...fault } = faultOf(error);
  const problem = { type: `urn:tradepost:problem:${fault.code}`, ...fault, status, traceId: newTraceId() };
  const body = Buffer.from(JSON.stringify(problem));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${body.length}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
}

function faultOf({ code, rawPacket }: ClientError): Fault {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return {
      ...{ status: 408, code: 'request.timeout', title: 'The request took too long' },
      detail: 'The request did not arrive in time. Send it again.',
    };
  if (code !== 'HPE_HEADER_OVERFLOW')
    return {
      ...{ status: 400, code: 'request.malformed', title: 'The request is not valid' },
      detail: 'The HTTP message is not well-formed.',
    };
  if (isOneLine(rawPacket))
    return {
      ...{ status: 414, code: 'request.url_too_long', title: 'The URL is too long' },
      detail: `The URL may have ${URL_LENGTH} characters. Send less in its query.`,
    };
  return {
    ...{ status: 431, code: 'request.headers_too_large', title: 'The headers are too large' },
    detail: 'The headers exceed the size limit. Send fewer or shorter ones, such as fewer cookies.',
  };
}

/** A URL has no spaces, and headers have. What was read before these bytes is not known any more. */
const isOneLine = (rawPacket: unknown): boolean =>
  Buffer.isBuffer(rawPacket) &&
  !/\s/.test(rawPacket.toString('latin1', 0, HEADER_BYTES).replace(/^[A-Z]+ /, ''));
