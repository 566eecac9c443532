import type { Declaration } from '@tradepost/observability';
import { readSeries } from '../../../tools/docs/series.ts';
import { type Matcher, seriesIn } from '../promql.ts';

// Target labels, which every series has.
const EVERYWHERE = ['job', 'instance', 'service_name', 'pod', 'namespace', 'node'];

/** Series that Prometheus makes itself. */
const FROM_PROMETHEUS: Record<string, string[]> = {
  up: ['instance_id', 'version'],
  ALERTS: ['alertname', 'alertstate', 'severity', 'slo', 'window'],
};

// prom-client's own.
const OF_EVERY_PROCESS: Record<string, string[]> = {
  nodejs_eventloop_lag_p99_seconds: [],
  nodejs_heap_size_used_bytes: [],
  nodejs_heap_size_total_bytes: [],
  nodejs_gc_duration_seconds: ['kind'],
  process_resident_memory_bytes: [],
  process_start_time_seconds: [],
  process_cpu_seconds_total: [],
  process_open_fds: [],
  process_max_fds: [],
  nodejs_active_handles_total: [],
};

// What docs/metrics.md lists.
const declared = (await readSeries()).flatMap(({ series }) => series);
const declarations = new Map(declared.map((one) => [one.name, one]));

/** Every series of the shop with its labels. */
const EXPORTED: Record<string, string[]> = {
  ...OF_EVERY_PROCESS,
  ...Object.fromEntries(declared.map(({ name, labels }) => [name, Object.keys(labels)])),
};

/** What an expression reads that neither the shop exports nor a rule records. */
export function unknownSeries(expr: string, recorded: string[]): string[] {
  return seriesIn(expr).flatMap(({ name, matchers }) => {
    const known = labelsOf(name, recorded);
    if (!known) return [`${name} is not exported`];
    return matchers.flatMap((matcher) =>
      known.includes(matcher.label) || EVERYWHERE.includes(matcher.label)
        ? unknownValue(name, matcher)
        : [`${name} has no label ${matcher.label}`],
    );
  });
}

/** Whether series of this name have the label. */
export function hasLabel(name: string, label: string, recorded: string[]): boolean {
  return EVERYWHERE.includes(label) || (labelsOf(name, recorded)?.includes(label) ?? false);
}

/** A value that the label never has, such as a misspelt outcome or a bound that is no bucket's. */
function unknownValue(name: string, { label, operator, value }: Matcher): string[] {
  const declaration = declarations.get(name) ?? declarations.get(name.replace(/_(count|sum|bucket)$/, ''));
  const values = label === 'le' ? boundsOf(declaration) : declaration?.labels[label];
  if (!values || 'atMost' in values || value.includes('$')) return [];
  const isMatched = operator.endsWith('~')
    ? new RegExp(`^(?:${value})$`)
    : { test: (one: string) => one === value };
  return values.some((one) => isMatched.test(one)) ? [] : [`${name} has no ${label} ${value}`];
}

function boundsOf(declaration: Declaration | undefined): string[] | undefined {
  if (declaration?.type !== 'histogram') return undefined;
  return [
    '+Inf',
    ...declaration.buckets.map((bound) => (Number.isInteger(bound) ? bound.toFixed(1) : `${bound}`)),
  ];
}

function labelsOf(name: string, recorded: string[]): string[] | undefined {
  if (recorded.includes(name)) return ['slo'];
  const own = EXPORTED[name] ?? FROM_PROMETHEUS[name];
  if (own) return own;
  const [, histogram = '', part] = /^(.*)_(count|sum|bucket)$/.exec(name) ?? [];
  const labels = EXPORTED[histogram];
  return labels && part === 'bucket' ? [...labels, 'le'] : labels;
}
