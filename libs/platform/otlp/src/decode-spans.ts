import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

export type AttributeValue = string | number | boolean | readonly AttributeValue[];

/** Another span that did work for this one. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
}

/** A span as a collector receives it. */
export interface ReceivedSpan {
  /** `service.name` of the process. */
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: the first of its trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Milliseconds since 1970, with fractions. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly links: readonly SpanLink[];
  readonly isError: boolean;
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const ERROR = 2;

/** Reads an `ExportTraceServiceRequest` (opentelemetry/proto/collector/trace/v1). Fields that nothing here uses are skipped. */
export function decodeSpans(bytes: Uint8Array): ReceivedSpan[] {
  return messagesOf(bytes, 1).flatMap((resourceSpans) => {
    const [resource = NONE] = messagesOf(resourceSpans, 1);
    const service = String(attributesOf(resource, 1)['service.name'] ?? 'unknown');
    const scopes = messagesOf(resourceSpans, 2);
    return scopes.flatMap((scope) => messagesOf(scope, 2)).map((span) => toSpan(service, fieldsOf(span)));
  });
}

const NONE = new Uint8Array();

/** By number, in the order of the message. */
type Fields = ReadonlyMap<number, readonly unknown[]>;

function toSpan(service: string, fields: Fields): ReceivedSpan {
  const bytes = (number: number): Uint8Array => (fields.get(number)?.[0] as Uint8Array | undefined) ?? NONE;
  const status = fieldsOf(bytes(15));
  return {
    service,
    traceId: toHex(bytes(1)),
    spanId: toHex(bytes(2)),
    parentSpanId: toHex(bytes(4)),
    name: toText(bytes(5)),
    kind: KINDS[Number(fields.get(6)?.[0] ?? 0)] ?? 'unspecified',
    startMs: Number(fields.get(7)?.[0] ?? 0) / 1e6,
    endMs: Number(fields.get(8)?.[0] ?? 0) / 1e6,
    attributes: toAttributes(fields.get(9)),
    links: (fields.get(13) ?? []).map((link) => toLink(link as Uint8Array)),
    isError: Number(status.get(3)?.[0] ?? 0) === ERROR,
  };
}

function toLink(message: Uint8Array): SpanLink {
  const fields = fieldsOf(message);
  const hexOf = (number: number): string =>
    toHex((fields.get(number)?.[0] as Uint8Array | undefined) ?? NONE);
  return { traceId: hexOf(1), spanId: hexOf(2) };
}

const attributesOf = (message: Uint8Array, number: number): Record<string, AttributeValue> =>
  toAttributes(fieldsOf(message).get(number));

function toAttributes(pairs: readonly unknown[] = []): Record<string, AttributeValue> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const fields = fieldsOf(pair as Uint8Array);
      const [name, value] = [fields.get(1)?.[0], fields.get(2)?.[0]] as (Uint8Array | undefined)[];
      return [toText(name ?? NONE), toValue(value ?? NONE)];
    }),
  );
}

/** An `AnyValue`: a list of bytes or of pairs is not something that our spans have. */
function toValue(message: Uint8Array): AttributeValue {
  const [[number, [value]] = [0, [undefined]]] = [...fieldsOf(message)];
  if (number === 1) return toText(value as Uint8Array);
  if (number === 2) return value === 1n;
  if (number === 3) return Number(value);
  if (number === 4) return toDouble(value as bigint);
  if (number === 5) return messagesOf(value as Uint8Array, 1).map(toValue);
  return '';
}

function toDouble(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

const messagesOf = (message: Uint8Array, number: number): Uint8Array[] =>
  (fieldsOf(message).get(number) ?? []) as Uint8Array[];

function fieldsOf(message: Uint8Array): Map<number, unknown[]> {
  const reader = new BinaryReader(message);
  const fields = new Map<number, unknown[]>();
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const values = fields.get(number) ?? [];
    fields.set(number, values);
    values.push(valueOf(reader, type));
  }
  return fields;
}

function valueOf(reader: BinaryReader, type: WireType): unknown {
  if (type === WireType.LengthDelimited) return reader.bytes();
  if (type === WireType.Varint) return BigInt(reader.uint64());
  if (type === WireType.Bit64) return BigInt(reader.fixed64());
  return reader.skip(type);
}

const toText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
