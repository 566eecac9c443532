import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONFIG, GrpcTransport, NestLogger, Presence, startOrExit } from '@tradepost/nest';
import type { UserConfig } from './user.config.ts';
import { UserModule } from './user.module.ts';

await startOrExit('user', async () => {
  const app = await NestFactory.create<NestFastifyApplication>(UserModule, new FastifyAdapter(), {
    bufferLogs: true,
    logger: false,
    abortOnError: false,
  });
  app.useLogger(app.get(NestLogger));
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  app.connectMicroservice({ strategy: app.get(GrpcTransport) }, { inheritAppConfig: true });

  // Health checks answer first, calls next, and only then do other services find this one.
  const { OPS_PORT, HOST } = app.get<UserConfig>(CONFIG);
  await app.listen(OPS_PORT, HOST);
  await app.startAllMicroservices();
  app.get(Presence).announce();
});
