import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONFIG, NestLogger, PLATFORM, Presence, startOrExit, untilDatabaseAnswers } from '@tradepost/nest';
import type { Platform } from '@tradepost/nest/platform';
import { httpServer, observeRequests } from './http-server.ts';
import type { SandboxConfig } from './sandbox.config.ts';
import { SandboxModule } from './sandbox.module.ts';

await startOrExit('payment-sandbox', async () => {
  const app = await NestFactory.create<NestFastifyApplication>(SandboxModule, httpServer(), {
    bufferLogs: true,
    logger: false,
    abortOnError: false,
  });
  app.useLogger(app.get(NestLogger));
  observeRequests(app);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });

  const { PORT, HOST } = app.get<SandboxConfig>(CONFIG);
  await app.listen(PORT, HOST);
  await untilDatabaseAnswers(app.get<Platform>(PLATFORM));
  app.get(Presence).announce();
});
