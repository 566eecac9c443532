import { CART_SERIES } from '../../../apps/cart/src/cart.series.ts';
import { GATEWAY_SERIES } from '../../../apps/gateway/src/gateway.series.ts';
import { ORDER_SERIES } from '../../../apps/order/src/order.series.ts';
import { PRODUCT_SERIES } from '../../../apps/product/src/product.series.ts';
import { type Declaration, PLATFORM_SERIES } from '@tradepost/observability';
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

const OF_APPS = [CART_SERIES, GATEWAY_SERIES, ORDER_SERIES, PRODUCT_SERIES];
const groups: Record<string, Declaration>[] = [...Object.values(PLATFORM_SERIES), ...OF_APPS];
const declared = groups.flatMap((group) => Object.values(group));
const declarations = new Map(declared.map((one) => [one.name, one]));

/** Every series of the shop with its labels. */
const EXPORTED: Record<string, string[]> = {
  ...OF_EVERY_PROCESS,
  ...Object.fromEntries(declared.map(({ name, labels }) => [name, Object.keys(labels)])),
  order_completion_seconds: ['outcome'],
  order_revenue_minor_total: ['currency'],
  order_refunded_minor_total: ['currency'],
  order_refunds_total: ['outcome'],
  orders_in_review: [],
  orders_oldest_pending_age_seconds: [],
  payment_operations_total: ['provider', 'operation', 'outcome'],
  payment_operation_duration_seconds: ['provider', 'operation', 'outcome'],
  stock_held_units: [],
  carts_active: ['owner'],
  user_sign_ins_total: ['outcome'],
  user_registrations_total: [],
  reconciliation_last_run_timestamp_seconds: [],
  tls_certificate_expiry_timestamp_seconds: ['certificate'],
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
