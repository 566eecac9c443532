import {
  Controller,
  Get,
  Header,
  Headers,
  NotFoundException,
  Res,
  ServiceUnavailableException,
} from '@nestjs/common';
import { contentTypeOf, formatFor, Metrics } from '@tradepost/observability';
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
  async read(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept') accept?: string,
  ): Promise<string> {
    if (!this.metrics.isOn) throw new NotFoundException('metrics are off: METRICS=off');
    const format = formatFor(accept);
    void reply.header('content-type', contentTypeOf(format));
    return this.metrics.export(format);
  }
}
