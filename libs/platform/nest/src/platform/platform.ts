import type {
  ConfigOf,
  ConfigSpec,
  databaseSettings,
  grpcSettings,
  redisSettings,
  serviceSettings,
} from '@tradepost/config';
import { Database, type DatabaseOptions, sql } from '@tradepost/database';
import { createDiscovery, type Discovery } from '@tradepost/discovery';
import {
  currentContext,
  Logger,
  createMetrics,
  type Metrics,
  PLATFORM_SERIES,
  Readiness,
  startTracing,
  type Tracing,
} from '@tradepost/observability';
import { RpcClients, TlsFiles } from '@tradepost/rpc';
import type { Redis } from 'ioredis';
import { StartFault } from './start-or-exit.ts';
import { createRedis, type RedisConfig } from './create-redis.ts';
import { watchDatabase, watchDiscovery, watchRedis } from './platform-metrics.ts';

/** The settings that every service has, and those that some have. */
export type BaseConfig = ConfigOf<ConfigSpec<typeof serviceSettings>> &
  Partial<ConfigOf<ConfigSpec<typeof grpcSettings>>> &
  Partial<ConfigOf<ConfigSpec<typeof databaseSettings>>> &
  Partial<ConfigOf<ConfigSpec<typeof redisSettings>>>;

/** Connections and tools that are created before the providers of a service and closed after them. */
export interface Platform {
  /** The name the service is registered under. */
  readonly name: string;
  readonly config: BaseConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly discovery: Discovery;
  readonly clients: RpcClients;
  /** Only with GRPC_TLS=mutual. */
  readonly tls: TlsFiles | undefined;
  readonly readiness: Readiness;
  readonly database: Database | undefined;
  readonly redis: Redis | undefined;
}

/** `Database` itself, or a service's own class, which has a Prisma client too. */
export type DatabaseClass = new (options: DatabaseOptions) => Database;

export async function createPlatform(
  name: string,
  config: BaseConfig,
  ServiceDatabase: DatabaseClass = Database,
): Promise<Platform> {
  const log = new Logger({ service: name, level: config.LOG_LEVEL });
  const tracing = await startTracing(name, config, log);
  const metrics = createMetrics(name, config, log);
  const tls = openTls(name, config, log, metrics);
  const discovery = createDiscovery({
    driver: config.DISCOVERY,
    consulAddr: config.CONSUL_HTTP_ADDR,
    ...(config.CONSUL_HTTP_TOKEN && { consulToken: config.CONSUL_HTTP_TOKEN }),
    staticList: config.DISCOVERY_STATIC,
    dns: { name: config.DISCOVERY_DNS_NAME },
    ...(config.DISCOVERY_SNAPSHOT && { snapshotFile: config.DISCOVERY_SNAPSHOT }),
    log: (level, message, facts) => log[level](facts ?? {}, message),
  });
  watchDiscovery(metrics, discovery);
  return {
    name,
    config,
    log,
    metrics,
    tracing,
    discovery,
    clients: new RpcClients({
      ...{ discovery, metrics, log, caller: name },
      maxMessageBytes: config.GRPC_MAX_MESSAGE_BYTES,
      streams: config.GRPC_CALL_STREAMS,
      tls,
    }),
    tls,
    database: config.DATABASE_URL
      ? createDatabase(
          ServiceDatabase,
          { url: config.DATABASE_URL, max: config.DATABASE_POOL ?? 10, applicationName: name },
          log,
          metrics,
        )
      : undefined,
    redis: config.REDIS_URL ? openRedis({ ...config, REDIS_URL: config.REDIS_URL }, log, metrics) : undefined,
    readiness: new Readiness(log),
  };
}

/** What the parts of the platform contribute; services add their own. Call it when every client is made. */
export function declareDependencies({ readiness, database, redis, clients }: Platform): void {
  if (database) {
    readiness.requires('postgres', () => database.query(sql`SELECT 1 AS ok`));
    readiness.warmsUp('database connections', () => database.warmUp());
  }
  // Events wait in the outbox, and limits are not counted: without Redis a shop sells.
  if (redis) readiness.uses('redis', () => redis.status === 'ready');
  for (const service of clients.services()) readiness.requires(service, () => clients.isConnected(service));
}

export async function closePlatform(platform: Platform): Promise<void> {
  platform.clients.close();
  platform.tls?.close();
  platform.redis?.disconnect();
  platform.discovery.close();
  await platform.database?.close();
  await platform.tracing.close();
}

function createDatabase(
  ServiceDatabase: DatabaseClass,
  options: DatabaseOptions & { max: number },
  log: Logger,
  metrics: Metrics,
): Database {
  const statements = metrics.histogram(PLATFORM_SERIES.database.operationDuration);
  const ofRequests = statements.labels({ kind: 'request' });
  const ofBackground = statements.labels({ kind: 'background' });
  const waits = metrics.histogram(PLATFORM_SERIES.database.waitTime);
  const database = new ServiceDatabase({
    ...options,
    onStatementEnd: (seconds) => (currentContext()?.isRequest ? ofRequests : ofBackground).observe(seconds),
    onConnection: (waitedSeconds) => waits.observe(waitedSeconds),
    onIdleError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  watchDatabase(metrics, database, options.max);
  return database;
}

function openTls(service: string, config: BaseConfig, log: Logger, metrics: Metrics): TlsFiles | undefined {
  if (config.GRPC_TLS !== 'mutual') return undefined;
  const {
    GRPC_TLS_CERT_FILE: certFile = '',
    GRPC_TLS_KEY_FILE: keyFile = '',
    GRPC_TLS_CA_FILE: caFile = '',
  } = config;
  try {
    return new TlsFiles({ certFile, keyFile, caFile, service, log, metrics });
  } catch (error) {
    throw new StartFault((error as Error).message, { cause: error });
  }
}

function openRedis(config: RedisConfig, log: Logger, metrics: Metrics): Redis {
  const redis = createRedis(config, log);
  watchRedis(metrics, redis);
  return redis;
}
