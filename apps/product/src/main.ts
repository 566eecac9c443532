import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONFIG, GrpcTransport, NestLogger, Presence, startOrExit } from '@tradepost/nest';
import type { ProductConfig } from './product.config.ts';
import { ProductModule } from './product.module.ts';

await startOrExit('product', async () => {
  const app = await NestFactory.create<NestFastifyApplication>(ProductModule, new FastifyAdapter(), {
    bufferLogs: true,
    logger: false,
    abortOnError: false,
  });
  app.useLogger(app.get(NestLogger));
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  app.connectMicroservice({ strategy: app.get(GrpcTransport) }, { inheritAppConfig: true });

  // Health checks answer first, calls next, and only then do other services find this one.
  const { OPS_PORT, HOST } = app.get<ProductConfig>(CONFIG);
  await app.listen(OPS_PORT, HOST);
  await app.startAllMicroservices();
  app.get(Presence).announce();
});
