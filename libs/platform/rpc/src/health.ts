import {
  type Server,
  type ServerUnaryCall,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

export type Health = { setServing(isServing: boolean): void };

const SERVING = 1;
const NOT_SERVING = 2;
const NOT_FOUND = 5;

/** The standard health service (grpc.health.v1), so that Consul and Kubernetes can ask. */
export function addHealth(server: Server, service: string): Health {
  let status = NOT_SERVING;
  const check = (call: ServerUnaryCall<string, number>, callback: sendUnaryData<number>): void => {
    if (call.request === '' || call.request === service) callback(null, status);
    else callback({ code: NOT_FOUND, details: `there is no service "${call.request}" here` });
  };
  server.addService(
    {
      check: {
        path: '/grpc.health.v1.Health/Check',
        requestStream: false,
        responseStream: false,
        requestSerialize: (name: string) => Buffer.from(new BinaryWriter().uint32(10).string(name).finish()),
        requestDeserialize: readName,
        responseSerialize: (value: number) => Buffer.from(new BinaryWriter().uint32(8).int32(value).finish()),
        responseDeserialize: (bytes: Buffer) => bytes[1] ?? 0,
      },
    },
    { check } as unknown as UntypedServiceImplementation,
  );
  return { setServing: (isServing) => (status = isServing ? SERVING : NOT_SERVING) };
}

function readName(bytes: Buffer): string {
  const reader = new BinaryReader(bytes);
  let name = '';
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 10) name = reader.string();
    else reader.skip(tag & 7);
  }
  return name;
}
