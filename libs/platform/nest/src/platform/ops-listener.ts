import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type OpsServer, startOpsServer } from '@tradepost/observability';
import type { Platform } from './platform.ts';
import { Presence } from './presence.ts';
import { PLATFORM } from './tokens.ts';

/** The private port of a service whose Nest application listens on a public one. */
@Injectable()
export class OpsListener implements OnModuleInit, OnApplicationShutdown {
  private server: OpsServer | undefined;

  constructor(
    @Inject(PLATFORM) private readonly platform: Platform,
    private readonly presence: Presence,
  ) {}

  async onModuleInit(): Promise<void> {
    const { config, metrics, readiness } = this.platform;
    const { HOST: host, OPS_PORT: port } = config;
    this.server = await startOpsServer({ host, port, metrics, readiness });
    this.presence.opsPort = this.server.port;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.server?.close();
  }
}
