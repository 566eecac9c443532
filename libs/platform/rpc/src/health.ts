import type { Server, ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

export type Health = { setServing(isServing: boolean): void };

/** An object, never the bare text: grpc-js takes an empty string for a message that did not come. */
type Asked = { readonly service: string };

const SERVING = 1;
const NOT_SERVING = 2;
const NOT_FOUND = 5;

/** The standard health service (grpc.health.v1), so that Consul and Kubernetes can ask. */
export function addHealth(server: Server, service: string): Health {
  let status = NOT_SERVING;
  const check = (call: ServerUnaryCall<Asked, number>, callback: sendUnaryData<number>): void => {
    const asked = call.request.service;
    if (asked === '' || asked === service) callback(null, status);
    else callback({ code: NOT_FOUND, details: `there is no service "${asked}" here` });
  };
  server.addService(
    {
      check: {
        path: '/grpc.health.v1.Health/Check',
        requestStream: false,
        responseStream: false,
        requestSerialize: (asked: Asked) =>
          Buffer.from(new BinaryWriter().uint32(10).string(asked.service).finish()),
        requestDeserialize: readAsked,
        responseSerialize: (value: number) => Buffer.from(new BinaryWriter().uint32(8).int32(value).finish()),
        responseDeserialize: (bytes: Buffer) => bytes[1] ?? 0,
      },
    },
    { check } as unknown as UntypedServiceImplementation,
  );
  return { setServing: (isServing) => (status = isServing ? SERVING : NOT_SERVING) };
}

function readAsked(bytes: Buffer): Asked {
  const reader = new BinaryReader(bytes);
  let service = '';
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 10) service = reader.string();
    else reader.skip(tag & 7);
  }
  return { service };
}
