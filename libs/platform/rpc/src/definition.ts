import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { MessageReader } from './message-reader.ts';
import { MessageWriter } from './message-writer.ts';

/** Static codec of one message, as generated into `@tradepost/contracts`. */
export interface Codec<In = never, Out = unknown> {
  encode(message: In, writer?: BinaryWriter): { finish(): Uint8Array };
  decode(reader: MessageReader): Out;
}

/** One method of a generated service definition. */
export interface MethodSpec {
  readonly name: string;
  readonly requestType: Codec;
  readonly responseType: Codec;
  readonly options: { readonly idempotencyLevel?: string };
}

/** A generated service definition, such as `OrderServiceDefinition`. */
export interface ServiceSpec {
  readonly fullName: string;
  readonly methods: { readonly [key: string]: MethodSpec };
}

type Decoded<C> = C extends { decode(input: never): infer T } ? T : never;

export type RequestOf<S extends ServiceSpec, K extends keyof S['methods']> = Decoded<
  S['methods'][K]['requestType']
>;
export type ResponseOf<S extends ServiceSpec, K extends keyof S['methods']> = Decoded<
  S['methods'][K]['responseType']
>;

/** True when a repeated call does no harm, so that it may be retried when its response was lost. */
export const isIdempotent = (method: MethodSpec): boolean =>
  method.options.idempotencyLevel === 'NO_SIDE_EFFECTS' || method.options.idempotencyLevel === 'IDEMPOTENT';

/** The same bytes as a message's own `encode`, in a tenth of the time: that has `BinaryWriter` (docs/performance.md). */
export const encodeMessage = <In>({ encode }: Pick<Codec<In>, 'encode'>, message: In): Buffer =>
  asBuffer(encode(message, new MessageWriter()).finish());

export const decodeMessage = <Out>({ decode }: Pick<Codec<never, Out>, 'decode'>, bytes: Uint8Array): Out =>
  decode(new MessageReader(asBuffer(bytes)));

export type UntypedMethod = MethodDefinition<unknown, unknown>;

/** The definition as grpc-js expects it. */
export function toGrpc(spec: ServiceSpec): ServiceDefinition & Record<string, UntypedMethod> {
  return Object.fromEntries(
    Object.entries(spec.methods).map(([key, method]) => [key, methodOf(spec, method)]),
  );
}

function methodOf(spec: ServiceSpec, method: MethodSpec): UntypedMethod {
  const request = method.requestType as Codec<unknown>;
  const response = method.responseType as Codec<unknown>;
  return {
    path: `/${spec.fullName}/${method.name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (value) => encodeMessage(request, value),
    requestDeserialize: (bytes) => decodeMessage(request, bytes),
    responseSerialize: (value) => encodeMessage(response, value),
    responseDeserialize: (bytes) => decodeMessage(response, bytes),
  };
}

/** The same memory as a Buffer, without a copy. */
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
