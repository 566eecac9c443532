import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { DomainError, type Facts, type RefusalKind } from '@tradepost/decision';
import { MessageTooLarge, type TooLargePart } from './message-too-large.ts';
import { RetryableError, type RetryableReason } from './retryable-error.ts';
import { GRPC, RETRYABLES, REFUSALS, TOO_LARGE } from './status-table.ts';

/** A failed call on the wire: status, message, and `google.rpc.Status` bytes for the trailer. */
export interface WireError {
  readonly grpc: number;
  readonly message: string;
  readonly details?: Uint8Array;
}

const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';
/** Trailers are headers: a peer may refuse more than 8 KB. */
const MAX_FACTS_BYTES = 6_000;

/** Encodes an error for the caller. The message of a bug is withheld. */
export function toWire(error: unknown): WireError {
  if (error instanceof DomainError) {
    const { grpc } = REFUSALS[error.kind];
    const facts = JSON.stringify(error.facts);
    const metadata = { kind: error.kind, facts: Buffer.byteLength(facts) > MAX_FACTS_BYTES ? '{}' : facts };
    return { grpc, message: error.message, details: encodeStatus(grpc, error.message, error.code, metadata) };
  }
  if (error instanceof RetryableError) {
    const { grpc, code } = RETRYABLES[error.reason];
    const metadata = { retryAfterMs: String(error.retryAfterMs ?? '') };
    return { grpc, message: error.message, details: encodeStatus(grpc, error.message, code, metadata) };
  }
  if (error instanceof MessageTooLarge) {
    const { grpc, code } = TOO_LARGE;
    return { grpc, message: error.message, details: encodeStatus(grpc, error.message, code, {}) };
  }
  return { grpc: GRPC.INTERNAL, message: 'internal error' };
}

/** The called instance is of a release without this method. A bug, except while a new release is rolled out. */
export class MethodUnknown extends Error {
  constructor(service: string) {
    super(`${service} failed: it does not have the method; is it of an older release?`);
    this.name = 'MethodUnknown';
  }
}

const RETRYABLE_BY_STATUS = new Map<number, RetryableReason>(
  (Object.entries(RETRYABLES) as [RetryableReason, { grpc: number }][]).map(([reason, row]) => [
    row.grpc,
    reason,
  ]),
);

/**
 * What grpc-js 1.14 says of a message above `grpc.max_send_message_length` or `grpc.max_receive_message_length`. There is
 * no other way to know, because its status is that of overload. A contract test in `rpc` holds the library to it.
 */
const TOO_LARGE_TEXT = {
  request: /^Attempted to send message with a size larger than \d/,
  response: /^Sent message larger than max /,
  // A server says it of a request, a client of a response. The number is the limit of who says it.
  either:
    /^Received message (?:larger than max \(\d+ vs\.? |that decompresses to a size larger than )(?<maxBytes>\d+)/,
};

/** Undefined: the call did not fail because of the size of a message. */
function tooLargePart(
  { grpc, message }: WireError,
  info: ErrorInfo | undefined,
  requestBytes: () => number,
): TooLargePart | undefined {
  if (grpc !== TOO_LARGE.grpc) return undefined;
  if (info) return info.code === TOO_LARGE.code ? 'response' : undefined;
  if (TOO_LARGE_TEXT.request.test(message)) return 'request';
  if (TOO_LARGE_TEXT.response.test(message)) return 'response';
  const either = TOO_LARGE_TEXT.either.exec(message);
  return either ? (requestBytes() > Number(either.groups?.['maxBytes']) ? 'request' : 'response') : undefined;
}

/**
 * Decodes an error of a called service: a DomainError stays one, every other is retryable, too large or a bug.
 * @param requestBytes size of the request, asked for where the error says that a message was too large, but not which
 */
export function fromWire(wire: WireError, service: string, requestBytes: () => number = () => 0): Error {
  const info = wire.details && readable(wire.details);
  const kind = info?.metadata['kind'];
  if (info && kind && Object.hasOwn(REFUSALS, kind))
    return new DomainError(kind as RefusalKind, info.code, wire.message, info.facts);
  if (wire.grpc === GRPC.UNIMPLEMENTED) return new MethodUnknown(service);
  const part = tooLargePart(wire, info, requestBytes);
  if (part) return new MessageTooLarge(part, `${service}: ${wire.message}`);
  const reason = RETRYABLE_BY_STATUS.get(wire.grpc);
  if (!reason) return new Error(`${service} failed: status ${wire.grpc} ${wire.message}`);
  const retryAfterMs = Number(info?.metadata['retryAfterMs']) || undefined;
  return new RetryableError(reason, `${service}: ${wire.message}`, retryAfterMs ? { retryAfterMs } : {});
}

/** Undefined for details of another kind, such as a proxy adds: the status code must do. */
function readable(details: Uint8Array): ErrorInfo | undefined {
  try {
    return decodeStatus(details);
  } catch {
    return undefined;
  }
}

function factsOf(text: string | undefined): Facts {
  const value: unknown = JSON.parse(text || '{}');
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Facts) : {};
}

function encodeStatus(
  grpc: number,
  message: string,
  code: string,
  metadata: Record<string, string>,
): Uint8Array {
  const info = new BinaryWriter().uint32(10).string(code).uint32(18).string('tradepost');
  for (const [key, value] of Object.entries(metadata))
    info.uint32(26).fork().uint32(10).string(key).uint32(18).string(value).join();
  const status = new BinaryWriter().uint32(8).int32(grpc).uint32(18).string(message);
  status.uint32(26).fork().uint32(10).string(ERROR_INFO).uint32(18).bytes(info.finish()).join();
  return status.finish();
}

interface ErrorInfo {
  code: string;
  facts: Facts;
  metadata: Record<string, string>;
}

function decodeStatus(bytes: Uint8Array): ErrorInfo | undefined {
  const any = field(bytes, 3);
  const info = any && textOf(field(any, 1)) === ERROR_INFO ? field(any, 2) : undefined;
  if (!info) return undefined;
  const result: ErrorInfo = { code: '', facts: {}, metadata: {} };
  const reader = new BinaryReader(info);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 10) result.code = reader.string();
    else if (tag === 26) {
      const entry = reader.bytes();
      result.metadata[textOf(field(entry, 1))] = textOf(field(entry, 2));
    } else reader.skip(tag & 7);
  }
  result.facts = factsOf(result.metadata['facts']);
  return result;
}

/** The bytes of the first length-delimited field with this number. */
function field(bytes: Uint8Array, number: number): Uint8Array | undefined {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === ((number << 3) | 2)) return reader.bytes();
    reader.skip(tag & 7);
  }
  return undefined;
}

const textOf = (bytes: Uint8Array | undefined): string => (bytes ? Buffer.from(bytes).toString('utf8') : '');
