import type { sendUnaryData, Server, ServerUnaryCall } from '@grpc/grpc-js';
import { type BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { type Codec, toGrpc } from './definition.ts';

export interface Health {
  setServing(isServing: boolean): void;
}

const SERVING = 1;
const NOT_SERVING = 2;
const NOT_FOUND = 5;

// An object, never the bare text: grpc-js takes an empty string for a message that did not arrive.
interface CheckRequest {
  readonly service: string;
}

const requestType: Codec<CheckRequest, CheckRequest> = {
  encode: ({ service }) => new BinaryWriter().uint32(10).string(service),
  decode: (reader) => ({ service: textField(reader) }),
};
const responseType: Codec<number, number> = {
  encode: (status) => new BinaryWriter().uint32(8).int32(status),
  decode: (reader) => reader.rest()[1] ?? 0,
};
const health = {
  fullName: 'grpc.health.v1.Health',
  methods: { check: { name: 'Check', requestType, responseType, options: {} } },
} as const;

/**
 * Answers the standard health check, which Consul and Kubernetes use. `grpc-health-check` would read its contract from
 * a file at start: 13 MB of memory and 80 ms of CPU per process (docs/performance.md).
 */
export function addHealth(server: Server, service: string): Health {
  let status = NOT_SERVING;
  const check = (call: ServerUnaryCall<CheckRequest, number>, callback: sendUnaryData<number>): void => {
    const asked = call.request.service;
    if (asked === '' || asked === service) callback(null, status);
    else callback({ code: NOT_FOUND, details: `unknown service "${asked}"` });
  };
  server.addService(toGrpc(health), { check });
  return { setServing: (isServing) => (status = isServing ? SERVING : NOT_SERVING) };
}

/** Field 1 of a message, the only one. */
function textField(reader: BinaryReader): string {
  let text = '';
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 10) text = reader.string();
    else reader.skip(tag & 7);
  }
  return text;
}
