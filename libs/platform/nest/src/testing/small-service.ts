// A whole service in one file, as apps/*/src/main.ts and its module are, for the specs of start and shutdown.
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { databaseSettings, defineConfig, grpcSettings, serviceSettings } from '@tradepost/config';
import { Logger } from '@tradepost/observability';
import {
  BackgroundTask,
  CONFIG,
  GrpcClientsModule,
  GrpcController,
  GrpcTransport,
  NestLogger,
  PlatformModule,
  Presence,
  startOrExit,
  type BaseConfig,
} from '../index.ts';
import { type Text, texts } from './texts.ts';

@GrpcController(texts)
class TextController {
  /** Answers after as many milliseconds as the text says. */
  async one({ text }: Text): Promise<Text> {
    process.stdout.write(`asked ${text}\n`);
    await new Promise((done) => setTimeout(done, Number(text)));
    return { text: `waited ${text}` };
  }

  async two({ text }: Text): Promise<Text> {
    return { text };
  }
}

@Injectable()
class Beat extends BackgroundTask {
  constructor(log: Logger) {
    super({ name: 'beat', everyMs: 60_000, log });
  }

  override async onApplicationShutdown(): Promise<void> {
    if (process.env['NEVER_STOPS']) await new Promise(() => {});
    await super.onApplicationShutdown();
    process.stdout.write('task stopped\n');
  }

  protected override async run(): Promise<void> {
    process.stdout.write('task started\n');
  }
}

// Without DATABASE_URL it runs without a database.
const settings = {
  ...serviceSettings,
  ...grpcSettings,
  ...(process.env['DATABASE_URL'] && databaseSettings),
};

@Module({
  imports: [
    PlatformModule.forRoot({ name: 'texts', config: defineConfig(settings) }),
    ...(process.env['CALLS']
      ? [GrpcClientsModule.forFeature([{ definition: texts, service: 'called' }])]
      : []),
  ],
  controllers: [TextController],
  providers: [Beat],
})
class SmallModule {}

await startOrExit('texts', async () => {
  const app = await NestFactory.create<NestFastifyApplication>(SmallModule, new FastifyAdapter(), {
    bufferLogs: true,
    logger: false,
    abortOnError: false,
  });
  app.useLogger(app.get(NestLogger));
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  if (!process.env['FORGET_TRANSPORT'])
    app.connectMicroservice({ strategy: app.get(GrpcTransport) }, { inheritAppConfig: true });

  const { OPS_PORT, HOST } = app.get<BaseConfig>(CONFIG);
  await app.listen(OPS_PORT, HOST);
  process.stdout.write(`listening ${JSON.stringify(app.getHttpServer().address())}\n`);
  await app.startAllMicroservices();
  app.get(Presence).announce();
});
