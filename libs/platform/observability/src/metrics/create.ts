import type { Logger } from '../logger.ts';
import { watchCertificates } from './certificates.ts';
import { Metrics } from './metrics.ts';
import { watchLog } from './process-metrics.ts';

/** The settings that a process's metrics depend on; they are those of `serviceSettings`. */
export interface MetricsConfig {
  readonly METRICS: boolean;
  readonly TLS_CERTIFICATE_FILES: Readonly<Record<string, string>>;
  readonly OTEL_RESOURCE_ATTRIBUTES: Readonly<Record<string, string>>;
}

/** The metrics of a process, with what every process reports. */
export function createMetrics(service: string, config: MetricsConfig, log: Logger): Metrics {
  const version = config.OTEL_RESOURCE_ATTRIBUTES['service.version'];
  const metrics = new Metrics(service, {
    isOn: config.METRICS,
    isCaching: true,
    ...(version && { version }),
  });
  watchLog(metrics, log);
  watchCertificates(metrics, config.TLS_CERTIFICATE_FILES);
  return metrics;
}
