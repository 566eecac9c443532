import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONFIG, GrpcTransport, NestLogger, Presence, startOrExit } from '@tradepost/nest';
import type { OrderConfig } from './order.config.ts';
import { OrderModule } from './order.module.ts';

await startOrExit('order', async () => {
  const app = await NestFactory.create<NestFastifyApplication>(OrderModule, new FastifyAdapter(), {
    bufferLogs: true,
    logger: false,
    abortOnError: false,
  });
  app.useLogger(app.get(NestLogger));
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  app.connectMicroservice({ strategy: app.get(GrpcTransport) }, { inheritAppConfig: true });

  const { OPS_PORT, HOST } = app.get<OrderConfig>(CONFIG);
  await app.listen(OPS_PORT, HOST);
  await app.startAllMicroservices();
  app.get(Presence).announce();
});
