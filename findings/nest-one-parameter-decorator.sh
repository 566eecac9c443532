#!/usr/bin/env bash
# One @Payload() takes the metadata and the call away from a Nest gRPC handler.
#
# Packages:  @nestjs/microservices 12.1.1, @nestjs/core and @nestjs/common 12.5.1, @grpc/grpc-js 1.14.7, Node 22 or newer.
# Guess:     a gRPC handler gets (data, metadata, call), as the documentation of Nest shows. A decorator on the first
#            parameter, for example to attach a pipe to it, changes nothing about the others.
# Behaviour: without decorators all three are given. As soon as one parameter has a decorator, every parameter without one
#            is undefined. It compiles, because the parameters of handlers are not type-checked.
# Remedy:    decorate every parameter (@Payload(), @Ctx()) or none.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nestjs/common@12.5.1 @nestjs/core@12.5.1 \
  @nestjs/microservices@12.1.1 @grpc/grpc-js@1.14.7 @grpc/proto-loader@0.8.1 reflect-metadata@0.2.2 rxjs@7.8.2 tsx@4.20.6
echo '{ "compilerOptions": { "experimentalDecorators": true, "target": "es2022", "module": "nodenext" } }' > tsconfig.json

cat > numbers.proto <<'PROTO'
syntax = "proto3";
package numbers;
service Numbers {
  rpc Double (Number) returns (Number);
  rpc Triple (Number) returns (Number);
}
message Number { int32 value = 1; }
PROTO

cat > main.ts <<'TS'
import 'reflect-metadata';
import { credentials, loadPackageDefinition, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { Controller, Module, type PipeTransform } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, Payload, Transport, type MicroserviceOptions } from '@nestjs/microservices';

interface Value {
  value: number;
}
const passing: PipeTransform = { transform: (value) => value };
const callerIn = (metadata: Metadata | undefined) => metadata?.get('caller')[0] ?? 'unknown, there is no metadata';

@Controller()
class NumbersController {
  @GrpcMethod('Numbers')
  double({ value }: Value, metadata: Metadata): Value {
    console.log(`double: called by ${callerIn(metadata)}`);
    return { value: value * 2 };
  }

  @GrpcMethod('Numbers')
  triple(@Payload(passing) { value }: Value, metadata: Metadata): Value {
    console.log(`triple: called by ${callerIn(metadata)}`);
    return { value: value * 3 };
  }
}

@Module({ controllers: [NumbersController] })
class AppModule {}

const port = await new Promise<number>((resolve) => {
  const probe = new Server();
  probe.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, free) => {
    probe.forceShutdown();
    resolve(free);
  });
});
const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, {
  transport: Transport.GRPC,
  options: { package: 'numbers', protoPath: 'numbers.proto', url: `127.0.0.1:${port}` },
  logger: false,
});
await app.listen();

const { numbers } = loadPackageDefinition(loadSync('numbers.proto')) as any;
const client = new numbers.Numbers(`127.0.0.1:${port}`, credentials.createInsecure());
const metadata = new Metadata();
metadata.set('caller', 'shop');
for (const method of ['double', 'triple'])
  await new Promise((resolve) => client[method]({ value: 7 }, metadata, resolve));
client.close();
await app.close();
TS

npx tsx main.ts | tee output.txt
diff output.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
double: called by shop
triple: called by unknown, there is no metadata
EXPECTED
