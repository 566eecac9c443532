#!/usr/bin/env bash
# Nest's gRPC transport replaces the status code and details of an error, although gRPC knows them.
#
# Packages:  @nestjs/microservices 12.1.1, @nestjs/core and @nestjs/common 12.5.1, @grpc/grpc-js 1.14.7, Node 22 or newer.
# Guess:     an error with `code` and `details`, as grpc-js defines (`ServiceError`) and as its clients throw, reaches the
#            caller with that code: a handler that calls another service may let its error pass. Nest's own
#            NotFoundException becomes NOT_FOUND.
# Behaviour: a plain grpc-js server sends both on. In a Nest handler the same error arrives as UNKNOWN "Internal server
#            error", and so does NotFoundException: Nest replaces everything that is not an RpcException before the
#            transport sees it.
# Remedy:    a global filter that passes errors on (`throwError(() => error)`) or makes RpcExceptions of them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nestjs/common@12.5.1 @nestjs/core@12.5.1 \
  @nestjs/microservices@12.1.1 @grpc/grpc-js@1.14.7 @grpc/proto-loader@0.8.1 reflect-metadata@0.2.2 rxjs@7.8.2 tsx@4.20.6
echo '{ "compilerOptions": { "experimentalDecorators": true, "target": "es2022", "module": "nodenext" } }' > tsconfig.json

cat > orders.proto <<'PROTO'
syntax = "proto3";
package orders;
service Orders {
  rpc ServiceError (Empty) returns (Empty);
  rpc HttpException (Empty) returns (Empty);
}
message Empty {}
PROTO

cat > main.ts <<'TS'
import 'reflect-metadata';
import { loadPackageDefinition, credentials, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { Controller, Module, NotFoundException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, Transport, type MicroserviceOptions } from '@nestjs/microservices';

const { orders } = loadPackageDefinition(loadSync('orders.proto')) as any;
const serviceError = () => Object.assign(new Error('5 NOT_FOUND: no order 7'), { code: status.NOT_FOUND, details: 'no order 7' });

const plain = new Server();
plain.addService(orders.Orders.service, {
  serviceError: (_call: unknown, callback: (error: Error) => void) => callback(serviceError()),
});
const plainPort = await new Promise<number>((resolve, reject) =>
  plain.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => (error ? reject(error) : resolve(port))),
);

@Controller()
class OrdersController {
  @GrpcMethod('Orders')
  serviceError(): never {
    throw serviceError();
  }

  @GrpcMethod('Orders')
  httpException(): never {
    throw new NotFoundException('no order 7');
  }
}

@Module({ controllers: [OrdersController] })
class AppModule {}

// The port is free a moment later, too.
const nestPort = await new Promise<number>((resolve) => {
  const probe = new Server();
  probe.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, port) => {
    probe.forceShutdown();
    resolve(port);
  });
});
const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, {
  transport: Transport.GRPC,
  options: { package: 'orders', protoPath: 'orders.proto', url: `127.0.0.1:${nestPort}` },
  logger: false,
});
await app.listen();

async function call(name: string, port: number, method: string): Promise<void> {
  const client = new orders.Orders(`127.0.0.1:${port}`, credentials.createInsecure());
  const { code, details } = await new Promise<any>((resolve) => client[method]({}, resolve));
  console.log(`${name}, ${method}: ${status[code]} "${details}"`);
  client.close();
}
await call('grpc-js', plainPort, 'serviceError');
await call('Nest', nestPort, 'serviceError');
await call('Nest', nestPort, 'httpException');
await app.close();
plain.forceShutdown();
TS

npx tsx main.ts | tee output.txt
diff output.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
grpc-js, serviceError: NOT_FOUND "no order 7"
Nest, serviceError: UNKNOWN "Internal server error"
Nest, httpException: UNKNOWN "Internal server error"
EXPECTED
