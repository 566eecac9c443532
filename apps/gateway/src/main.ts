import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLogger, Presence, startOrExit } from '@tradepost/nest';
import { readGatewayConfig } from './gateway.config.ts';
import { GatewayModule } from './gateway.module.ts';
import { httpAdapter, setUpHttp } from './io/http/http-application.ts';

await startOrExit('gateway', async () => {
  const config = readGatewayConfig();
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule, httpAdapter(config), {
    bodyParser: false,
    bufferLogs: true,
    logger: false,
    abortOnError: false,
  });
  app.useLogger(app.get(NestLogger));
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  setUpHttp(app);

  await app.listen(config.PORT, config.HOST);
  app.get(Presence).announce();
});
