import { type Declaration, type LabelValues, seriesBound } from '@tradepost/observability';
import type { SeriesGroup } from './series.ts';
import { table } from './configuration-page.ts';

const HEAD = `# Metrics

<!-- Written by \`npm run docs:metrics\` from the declarations in libs/platform/observability/src/metrics/catalogue and
apps/*/src/*.series.ts; do not edit by hand. -->

Every process serves \`/metrics\` on its private port (\`OPS_PORT\`). A series exists only as a declaration, which names its
labels and the values that they may have; names follow the semantic conventions of OpenTelemetry where they exist
([ADR 0041](adr/0041-metrics.md)). Every series has the label \`service_name\`; Prometheus adds \`job\` and \`instance\`.

- **Series** is the most that one process can have of it: closed labels multiplied, a bound where values are not listed. A
  histogram has one per bucket, \`_sum\` and \`_count\`. Closed series exist from the start, at 0.
- **Across instances** says how to add up: \`sum\` for what belongs to a process, \`max\` for what each replica reads from
  the same table or stream, where a sum would count it several times. Counters and histograms: \`sum\` of their \`rate\`.
- **Exemplars**: the buckets of these histograms carry the \`trace_id\` of a sampled request (\`TRACES=otlp\`), when the
  scraper asks for OpenMetrics, as Prometheus does. Start Prometheus with \`--enable-feature=exemplar-storage\` to keep them.
- Bounds of buckets are written \`1.0\`, not \`1\`, in both formats.
- Gauges of whole tables are read from an index, at most every 5 s however many Prometheus servers scrape
  (\`carts_active\`: every 60 s), as background SQL. When the database is away they keep their last value.
- \`METRICS=off\` observes nothing and answers 404, to measure what metrics cost.
- Beside these there are prom-client's own \`process_*\` and \`nodejs_*\`.

## How Prometheus finds the instances

\`/sd/prometheus\` on the gateway's private port lists the private port of every instance that is registered in Consul, in
the format of \`http_sd_configs\`, which every build of Prometheus knows. Processes without gRPC (gateway, storefront,
sandbox) are registered for this alone and are never found by callers (\`REGISTER_OPS_PORT\`). Without Consul it answers
503, and Prometheus keeps its last list. Set \`honor_labels: true\`: the target's \`service_name\` is that of the series. The
id and version of an instance are \`__meta_tradepost_instance_id\` and \`__meta_tradepost_version\`. In Kubernetes, pods are
discovered instead.
`;

/** docs/metrics.md. */
export function metricsPage(groups: readonly SeriesGroup[]): string {
  const sections = groups.map(
    ({ title, series }) => `## ${title}\n\n${table([COLUMNS, ...series.map(rowOf)])}\n`,
  );
  return [HEAD, ...sections].join('\n');
}

const COLUMNS = ['Name', 'Type', 'Labels', 'Series', 'Unit', 'Across instances', 'Meaning'];

function rowOf(one: Declaration): string[] {
  const type = one.type === 'histogram' && one.hasExemplars ? 'histogram, exemplars' : one.type;
  const labels = Object.entries(one.labels).map(([name, values]) => `\`${name}\`: ${shown(values)}`);
  return [
    `\`${one.name}\``,
    type,
    labels.join('; ') || '–',
    String(seriesBound(one)),
    one.unit,
    one.aggregation,
    one.help.replaceAll('|', '\\|'),
  ];
}

const shown = (values: LabelValues): string =>
  'atMost' in values ? `at most ${values.atMost} ${values.of}` : values.join(', ');
