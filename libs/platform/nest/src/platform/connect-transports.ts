import type { INestApplication } from '@nestjs/common';
import { StreamsTransport } from '../events/streams-transport.ts';
import { GrpcTransport } from '../grpc/grpc-transport.ts';

/** Connects every transport that the modules provide, as a service's main.ts does. For specs. */
export function connectTransports(app: INestApplication): void {
  for (const transport of [GrpcTransport, StreamsTransport]) {
    const strategy = find(app, transport);
    if (strategy) app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  }
}

function find(app: INestApplication, transport: typeof GrpcTransport | typeof StreamsTransport) {
  try {
    return app.get<GrpcTransport | StreamsTransport>(transport, { strict: false });
  } catch {
    return undefined;
  }
}
