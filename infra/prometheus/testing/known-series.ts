import { seriesIn } from '../promql.ts';

// Target labels, which every series has.
const EVERYWHERE = ['job', 'instance', 'service_name', 'pod', 'namespace', 'node'];

/** Series that Prometheus makes itself. */
const FROM_PROMETHEUS: Record<string, string[]> = {
  up: ['instance_id', 'version'],
  ALERTS: ['alertname', 'alertstate', 'severity', 'slo', 'window'],
};

/** Every series of the shop with its labels. */
const EXPORTED: Record<string, string[]> = {
  http_server_request_duration_seconds: ['http_request_method', 'http_route', 'http_response_status_code'],
  http_server_active_requests: [],
  rpc_server_call_duration_seconds: ['rpc_method', 'rpc_response_status_code'],
  rpc_client_call_duration_seconds: ['rpc_method', 'rpc_response_status_code'],
  rpc_message_too_large_total: ['rpc_method', 'part'],
  db_client_operation_duration_seconds: ['kind'],
  db_client_connection_count: ['db_client_connection_state'],
  db_client_connection_max: [],
  db_client_connection_pending_requests: [],
  db_client_connection_wait_time_seconds: [],
  dependency_up: ['dependency'],
  nodejs_eventloop_utilization: [],
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
  build_info: ['version', 'node_version'],
  log_lines_total: ['level'],
  discovery_instances: ['upstream', 'state'],
  discovery_update_age_seconds: ['upstream'],
  discovery_registered: [],
  balancer_ejections_total: ['upstream'],
  http_client_request_duration_seconds: ['upstream', 'http_request_method', 'http_response_status_code'],
  outbox_waiting_events: [],
  outbox_oldest_age_seconds: [],
  outbox_published_total: [],
  outbox_partitions_held: [],
  stream_lag_events: ['stream', 'consumer_group'],
  stream_oldest_pending_age_seconds: ['stream', 'consumer_group'],
  events_consumed_total: ['stream', 'outcome'],
  event_delivery_seconds: ['stream'],
  dead_letters: ['stream'],
  dead_letters_oldest_age_seconds: ['stream'],
  sagas_open: ['saga', 'state'],
  saga_oldest_age_seconds: ['saga'],
  saga_run_seconds: ['saga', 'outcome'],
  saga_step_seconds: ['saga', 'step', 'outcome'],
  saga_step_failures_total: ['saga', 'step'],
  mails: ['state'],
  mails_oldest_age_seconds: [],
  mails_total: ['outcome'],
  order_purchases_total: ['outcome'],
  order_purchase_duration_seconds: ['outcome'],
  order_completion_seconds: ['outcome'],
  order_revenue_minor_total: ['currency'],
  order_refunded_minor_total: ['currency'],
  order_refunds_total: ['outcome'],
  order_cancellations_total: ['outcome'],
  orders_in_review: [],
  orders_oldest_pending_age_seconds: [],
  order_purchases_open: ['where'],
  payment_operations_total: ['provider', 'operation', 'outcome'],
  payment_operation_duration_seconds: ['provider', 'operation', 'outcome'],
  stock_held_units: [],
  stock_levels_wrong: [],
  stock_holds_total: ['outcome'],
  stock_holds_expired_total: [],
  carts_active: ['owner'],
  carts_created_total: ['owner'],
  cart_lines_added_total: [],
  cart_checkouts_total: ['outcome'],
  carts_expired_total: [],
  user_sign_ins_total: ['outcome'],
  user_registrations_total: [],
  product_searches_total: ['outcome'],
  products_imported_total: ['outcome'],
  edge_cache_lookups_total: ['result'],
  rate_limited_total: ['limit'],
  token_revocations: [],
  token_revocations_age_seconds: [],
  order_followers: [],
  reconciliation_findings: ['code'],
  reconciliation_last_run_timestamp_seconds: [],
  tls_certificate_expiry_timestamp_seconds: ['certificate'],
};

/** What an expression reads that neither the shop exports nor a rule records. */
export function unknownSeries(expr: string, recorded: string[]): string[] {
  return seriesIn(expr).flatMap(({ name, labels }) => {
    const known = labelsOf(name, recorded);
    if (!known) return [`${name} is not exported`];
    return labels
      .filter((label) => !known.includes(label) && !EVERYWHERE.includes(label))
      .map((label) => `${name} has no label ${label}`);
  });
}

function labelsOf(name: string, recorded: string[]): string[] | undefined {
  if (recorded.includes(name)) return ['slo'];
  const own = EXPORTED[name] ?? FROM_PROMETHEUS[name];
  if (own) return own;
  const [, histogram = '', part] = /^(.*)_(count|sum|bucket)$/.exec(name) ?? [];
  const labels = EXPORTED[histogram];
  return labels && part === 'bucket' ? [...labels, 'le'] : labels;
}
