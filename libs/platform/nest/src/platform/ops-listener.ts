import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { opsTargets } from '@tradepost/discovery';
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
    const { HOST: host, OPS_PORT: port, CONSUL_HTTP_ADDR: consul, CONSUL_HTTP_TOKEN: token } = config;
    this.server = await startOpsServer({
      ...{ host, port, metrics, readiness },
      // For Prometheus' http_sd_configs: builds without Consul support find every instance, too.
      json: config.DISCOVERY === 'consul' ? { '/sd/prometheus': () => opsTargets(consul, token) } : {},
    });
    this.presence.opsPort = this.server.port;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.server?.close();
  }
}
