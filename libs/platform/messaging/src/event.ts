/** An event to be written to the outbox. */
export interface OutboxEvent {
  /** UUIDv7; consumers ignore a second event with the same id. */
  readonly id: string;
  /** For example `order`. */
  readonly aggregateType: string;
  /** Events of one aggregate are published in order. */
  readonly aggregateId: string;
  /** Full name of the message, e.g. `shop.order.v1.OrderConfirmed`. */
  readonly type: string;
  /** Increments when the meaning of the payload changes; see `readVersion`. */
  readonly schemaVersion: number;
  /** The encoded message. */
  readonly payload: Uint8Array;
}

/** An event as read from a stream (attributes of CloudEvents 1.0). */
export interface StreamEvent {
  readonly id: string;
  readonly type: string;
  /** The service that published it. */
  readonly source: string;
  /** The aggregate's id. */
  readonly subject: string;
  readonly aggregateType: string;
  readonly time: Date;
  readonly schemaVersion: number;
  readonly traceId: string | undefined;
  /** Of the span that wrote or published it (W3C). Absent: the trace is not recorded. */
  readonly traceparent?: string | undefined;
  readonly data: Uint8Array;
}

export const PARTITIONS = 8;
export const ALL_PARTITIONS: readonly number[] = Array.from({ length: PARTITIONS }, (_, n) => n);

/** FNV-1a. Must never change: rows of the outbox store the result. */
export function partitionOf(aggregateId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < aggregateId.length; i++) {
    hash = Math.imul(hash ^ aggregateId.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) % PARTITIONS;
}

/** The stream a service's events are published to. */
export const streamOf = (service: string): string => `events:${service}`;

/** Fields and values of a stream entry, alternately. */
export function toFields(event: StreamEvent): (string | Buffer)[] {
  return [
    ...['id', event.id],
    ...['specversion', '1.0'],
    ...['type', event.type],
    ...['source', event.source],
    ...['subject', event.subject],
    ...['aggregatetype', event.aggregateType],
    ...['time', event.time.toISOString()],
    ...['dataschema', `${event.type}/${event.schemaVersion}`],
    ...['datacontenttype', 'application/protobuf'],
    // Consumers of the release before know only the first.
    ...(event.traceId ? ['traceid', event.traceId] : []),
    ...(event.traceparent ? ['traceparent', event.traceparent] : []),
    'data',
    Buffer.from(event.data.buffer, event.data.byteOffset, event.data.byteLength),
  ];
}

/** Reads what `toFields` wrote. @throws Error when a field is missing */
export function fromFields(fields: readonly Buffer[]): StreamEvent {
  const values = new Map<string, Buffer>();
  for (let i = 0; i + 1 < fields.length; i += 2) values.set(String(fields[i]), fields[i + 1] as Buffer);
  const text = (name: string): string => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`the stream entry has no field "${name}"`);
    return value.toString();
  };
  return {
    id: text('id'),
    type: text('type'),
    source: text('source'),
    subject: text('subject'),
    aggregateType: text('aggregatetype'),
    time: new Date(text('time')),
    schemaVersion: Number(text('dataschema').split('/').at(-1)),
    traceId: values.get('traceid')?.toString(),
    traceparent: values.get('traceparent')?.toString(),
    data: values.get('data') ?? new Uint8Array(),
  };
}
