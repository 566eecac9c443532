import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONFIG, GrpcTransport, NestLogger, Presence, startOrExit, StreamsTransport } from '@tradepost/nest';
import type { CartConfig } from './cart.config.ts';
import { CartModule } from './cart.module.ts';

await startOrExit('cart', async () => {
  const app = await NestFactory.create<NestFastifyApplication>(CartModule, new FastifyAdapter(), {
    bufferLogs: true,
    logger: false,
    abortOnError: false,
  });
  app.useLogger(app.get(NestLogger));
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  app.connectMicroservice({ strategy: app.get(GrpcTransport) }, { inheritAppConfig: true });
  app.connectMicroservice({ strategy: app.get(StreamsTransport) }, { inheritAppConfig: true });

  // Health checks answer first, calls and events next, and only then do other services find this one.
  const { OPS_PORT, HOST } = app.get<CartConfig>(CONFIG);
  await app.listen(OPS_PORT, HOST);
  await app.startAllMicroservices();
  app.get(Presence).announce();
});
