import { Controller, Get, Header, Headers, Inject, NotFoundException, Res } from '@nestjs/common';
import { contentTypeOf, formatFor, Metrics, type ReadinessReport } from '@tradepost/observability';
import type { FastifyReply } from 'fastify';
import type { Platform } from './platform.ts';
import { PLATFORM } from './tokens.ts';

/** Liveness ignores dependencies, or an outage of the database would restart every service. */
@Controller('health')
export class HealthController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  /** The process answers. */
  @Get('live')
  live(): string {
    return 'live\n';
  }

  /** It answers calls, whether or not callers can find it yet: for the registry's check. */
  @Get('serving')
  serving(@Res({ passthrough: true }) reply: FastifyReply): string {
    const { isServing } = this.platform.readiness;
    void reply.code(isServing ? 200 : 503);
    return isServing ? 'serving\n' : 'not serving\n';
  }

  /** It wants traffic. The body says what it waits for, and which dependencies are down. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await this.platform.readiness.report();
    void reply.code(report.status === 'ready' ? 200 : 503);
    return report;
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
