import { flag, integer, oneOf, pairs, secret, share, text, url } from './settings.ts';

/**
 * The default of GRPC_MAX_MESSAGE_BYTES. The largest product, cart and order that `@tradepost/contracts/limits` allows
 * fit, which a test there computes; lists are far below (docs/adr/0038-sizes.md).
 */
export const GRPC_MESSAGE_BYTES = 67_108_864;

const tracingSettings = {
  TRACES: oneOf(['off', 'otlp'], {
    default: 'off',
    doc: 'otlp sends spans to OTEL_EXPORTER_OTLP_ENDPOINT; off records none',
  }),
  TRACES_SAMPLE_RATIO: share({
    default: 0.1,
    doc: 'share of the traces that is recorded; decided where a trace begins',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: url({
    default: 'http://127.0.0.1:4318',
    schemes: ['http', 'https'],
    doc: 'collector of spans, OTLP over HTTP; /v1/traces is appended',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: pairs({
    default: {},
    isSecret: true,
    doc: 'headers for the collector, such as its API key',
  }),
  OTEL_SERVICE_NAME: text({ default: '', doc: 'service.name of the spans; empty: the name of the service' }),
  OTEL_RESOURCE_ATTRIBUTES: pairs({
    default: {},
    doc: 'attributes of all spans, such as deployment.environment.name=production',
  }),
};

/** Settings of every process. */
export const serviceSettings = {
  NODE_ENV: oneOf(['development', 'test', 'production'], {
    default: 'development',
    doc: 'production forbids demo data and default secrets',
  }),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error'], {
    default: 'info',
    doc: 'least severe level that is written',
  }),
  ...tracingSettings,
  TLS_CERTIFICATE_FILES: pairs({
    default: {},
    doc: 'PEM files whose end the metrics report, such as server=/tls/tls.crt,ca=/tls/ca.crt',
  }),
  METRICS: flag({
    default: true,
    doc: 'off: nothing is measured and /metrics is 404, to measure what metrics cost',
  }),
  HOST: text({ default: '0.0.0.0', doc: 'address to listen on' }),
  ADVERTISE_HOST: text({ default: '127.0.0.1', doc: 'address at which other services reach this instance' }),
  OPS_PORT: integer({
    default: 0,
    max: 65_535,
    doc: 'port for /health/live, /health/ready, /metrics; 0 takes a free one',
  }),
  DISCOVERY: oneOf(['consul', 'static', 'dns'], { default: 'consul', doc: 'how other services are found' }),
  CONSUL_HTTP_ADDR: url({
    default: 'http://127.0.0.1:8500',
    schemes: ['http', 'https'],
    doc: 'the local Consul agent',
  }),
  CONSUL_HTTP_TOKEN: secret({
    default: '',
    doc: 'ACL token that registers this service and reads all; empty where Consul has no ACLs',
  }),
  REGISTER_OPS_PORT: flag({
    default: true,
    doc: 'off: a process without gRPC does not register for /sd/prometheus; where Prometheus finds pods by itself',
  }),
  DISCOVERY_STATIC: text({
    default: '',
    doc: 'for DISCOVERY=static: product=host:port,host:port;cart=host:port',
  }),
  DISCOVERY_DNS_NAME: text({
    default: '{service}:50051',
    doc: 'for DISCOVERY=dns: name to look up; with a port addresses ({service}.shop.svc.cluster.local:50051), without one SRV records',
  }),
  DISCOVERY_SNAPSHOT: text({
    default: '',
    doc: 'file of the last known instances, for a start without the registry; empty: none',
  }),
  GRPC_CALL_STREAMS: flag({
    default: true,
    doc: 'calls to an instance share one gRPC stream; off: each is a gRPC call of its own, as proxies count them, at more CPU',
  }),
  GRPC_MAX_MESSAGE_BYTES: integer({
    default: GRPC_MESSAGE_BYTES,
    min: 4_194_304,
    max: 1_073_741_824,
    doc: 'largest message between services, to send and to receive; the same for all of them. A larger one fails as message.too_large',
  }),
  LEAVE_DELAY_MS: integer({
    default: 500,
    max: 60_000,
    doc: 'ms between deregistering and refusing new work',
  }),
  DRAIN_TIMEOUT_MS: integer({
    default: 10_000,
    max: 600_000,
    doc: 'ms that running work may take after SIGTERM',
  }),
};

/** Settings of every process that calls or answers by gRPC. */
export const grpcTlsSettings = {
  GRPC_TLS: oneOf(['off', 'mutual'], {
    default: 'off',
    doc: 'mutual: services prove to each other who they are, by certificates; all of them or none',
  }),
  GRPC_TLS_CERT_FILE: text({
    default: '',
    doc: 'certificate (PEM) with one URI name, spiffe://<trust domain>/ns/<namespace>/sa/<service>; read again when it changes',
  }),
  GRPC_TLS_KEY_FILE: text({ default: '', doc: 'its private key (PEM)' }),
  GRPC_TLS_CA_FILE: text({
    default: '',
    doc: 'authorities (PEM) that sign the certificates of all services',
  }),
};

/** Settings of every gRPC server. */
export const grpcSettings = {
  ...grpcTlsSettings,
  GRPC_PORT: integer({ default: 0, max: 65_535, doc: 'gRPC port; 0 takes a free one' }),
};

/** Settings of every process with a database schema. */
export const databaseSettings = {
  DATABASE_URL: url({
    schemes: ['postgres', 'postgresql'],
    hasPassword: true,
    doc: "this service's database and login role",
  }),
  DATABASE_POOL: integer({ default: 10, min: 1, max: 200, doc: 'maximum number of connections' }),
};

function checkSentinels(list: string): void {
  const wrong = list.split(',').find((entry) => !/^\s*[^\s:,]+:\d{1,5}\s*$/.test(entry));
  if (list !== '' && wrong !== undefined)
    throw new Error(`must be host:port, separated by commas, not "${wrong}"`);
}

/** Settings of every process that uses Redis. */
export const redisSettings = {
  REDIS_URL: url({
    default: 'redis://127.0.0.1:6379',
    schemes: ['redis', 'rediss'],
    hasPassword: true,
    doc: 'event streams, rate limits; rediss:// for TLS, with user:password@ where Redis asks for a login. With REDIS_SENTINELS its host does not count',
  }),
  REDIS_SENTINELS: text({
    default: '',
    check: checkSentinels,
    doc: 'host:port of each Sentinel, separated by commas; empty: REDIS_URL is the server',
  }),
  REDIS_SENTINEL_MASTER: text({ default: 'tradepost', doc: 'name of the primary that the Sentinels watch' }),
  REDIS_SENTINEL_PASSWORD: secret({ default: '', doc: 'password of the Sentinels themselves; empty: none' }),
};

/** A secret whose default is refused in production. */
export const devSecret = (doc: string) =>
  secret({ default: 'only-for-development-change-me', mustBeSetInProduction: true, minLength: 16, doc });
