import type { ConfigOf, ConfigSpec, redisSettings } from '@tradepost/config';
import type { Logger } from '@tradepost/observability';
import { Redis, type RedisOptions } from 'ioredis';

export type RedisConfig = Partial<ConfigOf<ConfigSpec<typeof redisSettings>>> & {
  readonly REDIS_URL: string;
};

/** The only place where a service connects to Redis; everything else duplicates this connection. */
export function createRedis(config: RedisConfig, log: Pick<Logger, 'info' | 'warn'>): Redis {
  const options: RedisOptions = {
    maxRetriesPerRequest: null,
    enableOfflineQueue: false,
    lazyConnect: false,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    // After a failover the old primary may still be connected: it refuses writes, and the new one is looked for.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
  const redis = config.REDIS_SENTINELS
    ? new Redis({ ...options, ...bySentinel(config, config.REDIS_SENTINELS) })
    : new Redis(config.REDIS_URL, options);
  reportState(redis, log);
  return redis;
}

/** The sentinels name the primary's address; login, database number and TLS are those of REDIS_URL. */
function bySentinel(config: RedisConfig, sentinels: string): RedisOptions {
  const { username, password, pathname, protocol } = new URL(config.REDIS_URL);
  const isTls = protocol === 'rediss:';
  return {
    sentinels: sentinels.split(',').map((entry) => {
      const [, host = '', port] = SENTINEL.exec(entry.trim()) ?? [];
      return { host, port: Number(port) };
    }),
    name: config.REDIS_SENTINEL_MASTER ?? '',
    ...(config.REDIS_SENTINEL_PASSWORD && { sentinelPassword: config.REDIS_SENTINEL_PASSWORD }),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    db: Number(pathname.slice(1)) || 0,
    ...(isTls && { tls: {}, enableTLSForSentinelMode: true }),
    sentinelRetryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  };
}

const SENTINEL = /^([^:]+):(\d+)$/;

/** One line per change of state, not one per attempt. */
function reportState(redis: Redis, log: Pick<Logger, 'info' | 'warn'>): void {
  let isDown = false;
  redis.on('error', (err: Error) => {
    if (!isDown) log.warn({ err }, REFUSED.test(err.message) ? LOGIN_REFUSED : 'Redis is unavailable');
    isDown = true;
  });
  redis.on('ready', () => {
    if (isDown) log.info({}, 'Redis is available again');
    isDown = false;
  });
}

const REFUSED = /^(NOAUTH|WRONGPASS|ERR AUTH)/;
const LOGIN_REFUSED =
  'Redis refuses the login: check user and password of REDIS_URL (and REDIS_SENTINEL_PASSWORD)';
