import type { Logger } from '../logger.ts';
import { watchCertificates } from './certificates.ts';
import { Metrics } from './metrics.ts';
import { watchLog } from './process-metrics.ts';

/** The settings that a process's metrics depend on; they are those of `serviceSettings`. */
export interface MetricsConfig {
  readonly METRICS: boolean;
  readonly TLS_CERTIFICATE_FILES: Readonly<Record<string, string>>;
  /** Empty: none. */
  readonly GRPC_TLS_CERT_FILE?: string | undefined;
  readonly GRPC_TLS_CA_FILE?: string | undefined;
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
  watchCertificates(metrics, certificatesOf(config));
  return metrics;
}

/** Those of gRPC, which proves itself with one certificate to both sides, and those that the shop's own setting names. */
const certificatesOf = ({ GRPC_TLS_CERT_FILE, GRPC_TLS_CA_FILE, TLS_CERTIFICATE_FILES }: MetricsConfig) => ({
  ...(GRPC_TLS_CERT_FILE && { server: GRPC_TLS_CERT_FILE }),
  ...(GRPC_TLS_CA_FILE && { ca: GRPC_TLS_CA_FILE }),
  ...TLS_CERTIFICATE_FILES,
});
