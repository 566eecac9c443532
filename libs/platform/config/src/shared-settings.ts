import { integer, oneOf, secret, text, url } from './settings.ts';

/** What every process reads. */
export const serviceSettings = {
  NODE_ENV: oneOf(['development', 'test', 'production'], {
    default: 'development',
    doc: 'production forbids demo data and default secrets',
  }),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error'], {
    default: 'info',
    doc: 'least severe level that is written',
  }),
  HOST: text({ default: '0.0.0.0', doc: 'address to listen on' }),
  ADVERTISE_HOST: text({ default: '127.0.0.1', doc: 'address under which neighbours reach this instance' }),
  OPS_PORT: integer({
    default: 0,
    max: 65_535,
    doc: 'port for /health/live, /health/ready, /metrics; 0 takes a free one',
  }),
  DISCOVERY: oneOf(['consul', 'static', 'dns'], { default: 'consul', doc: 'how neighbours are found' }),
  CONSUL_HTTP_ADDR: url({
    default: 'http://127.0.0.1:8500',
    schemes: ['http', 'https'],
    doc: 'the local Consul agent',
  }),
  DISCOVERY_STATIC: text({
    default: '',
    doc: 'for DISCOVERY=static: product=host:port,host:port;cart=host:port',
  }),
  DISCOVERY_DNS_NAME: text({
    default: '{service}:50051',
    doc: 'for DISCOVERY=dns: what to look up; with a port addresses ({service}.shop.svc.cluster.local:50051), without one SRV records',
  }),
  DISCOVERY_SNAPSHOT: text({
    default: '',
    doc: 'file that remembers the last known neighbours for a cold start; empty: none',
  }),
  LEAVE_DELAY_MS: integer({
    default: 500,
    max: 60_000,
    doc: 'ms between leaving discovery and refusing new work',
  }),
  DRAIN_TIMEOUT_MS: integer({
    default: 10_000,
    max: 600_000,
    doc: 'ms that running work may take after SIGTERM',
  }),
};

/** What every process with a gRPC side reads. */
export const grpcSettings = {
  GRPC_PORT: integer({ default: 0, max: 65_535, doc: 'port for neighbours; 0 takes a free one' }),
};

/** What every process with a schema of its own reads. */
export const databaseSettings = {
  DATABASE_URL: url({
    schemes: ['postgres', 'postgresql'],
    hasPassword: true,
    doc: "this service's own role and database",
  }),
  DATABASE_POOL: integer({ default: 10, min: 1, max: 200, doc: 'connections at most' }),
};

/** What every process that talks to Redis reads. */
export const redisSettings = {
  REDIS_URL: url({
    default: 'redis://127.0.0.1:6379',
    schemes: ['redis', 'rediss'],
    hasPassword: true,
    doc: 'event streams, rate limits',
  }),
};

/** A secret with a default that only development may use. */
export const devSecret = (doc: string) =>
  secret({ default: 'only-for-development-change-me', mustBeSetInProduction: true, minLength: 16, doc });
