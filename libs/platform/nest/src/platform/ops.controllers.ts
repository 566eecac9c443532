import { Controller, Get, Header, Res, ServiceUnavailableException } from '@nestjs/common';
import { Metrics } from '@tradepost/observability';
import type { FastifyReply } from 'fastify';
import { Presence } from './presence.ts';

/** Liveness ignores dependencies, or an outage of the database would restart every service. */
@Controller('health')
export class HealthController {
  constructor(private readonly presence: Presence) {}

  /** The process answers. */
  @Get('live')
  live(): string {
    return 'live\n';
  }

  /** It wants traffic. */
  @Get('ready')
  ready(): string {
    if (!this.presence.isReady) throw new ServiceUnavailableException('not ready');
    return 'ready\n';
  }
}

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('cache-control', 'no-store')
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
