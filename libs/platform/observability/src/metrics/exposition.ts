import { Registry } from 'prom-client';

/** The formats of `/metrics`; only OpenMetrics has exemplars. */
export type Format = 'openmetrics' | 'text';

export const contentTypeOf = (format: Format): string =>
  format === 'openmetrics' ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;

/** Prometheus asks for OpenMetrics when it can read it; everyone else gets plain text. */
export const formatFor = (accept: string | undefined): Format =>
  accept?.includes('application/openmetrics-text') ? 'openmetrics' : 'text';

/**
 * Bounds of buckets as OpenMetrics and Prometheus 3 write them, `1.0`: otherwise the label would depend on the version
 * of Prometheus that scrapes.
 */
export const canonicalBounds = (openMetrics: string): string =>
  openMetrics.replaceAll(/([{,]le=")(\d+)"/g, '$1$2.0"');

/**
 * The same samples in the text format. prom-client keeps the format in the registry and renames counters for good when
 * it is OpenMetrics, so one process could not serve both.
 */
export const toTextFormat = (openMetrics: string): string =>
  openMetrics
    .replace(/# EOF\n$/, '')
    .replaceAll(/^# HELP (\S+) (.*)\n# TYPE \1 counter$/gm, '# HELP $1_total $2\n# TYPE $1_total counter')
    .replaceAll(/ # \{.*$/gm, '');
