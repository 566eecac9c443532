import type { Redis, RedisOptions } from 'ioredis';

/** A connection of its own: blocking reads hold up everything behind them, and faults must show at once. */
export function ownConnection(redis: Redis, commandTimeoutMs: number): Redis {
  const options = {
    // Replies of streams have one shape in protocol 2.
    protocol: 2,
    // A command that waited for Redis to come back would be done long after we gave it up.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    commandTimeout: commandTimeoutMs,
    lazyConnect: false,
    retryStrategy: (attempt: number) => Math.min(attempt * 50, 1_000),
  } satisfies RedisOptions;
  const own = redis.duplicate<typeof options>(options);
  own.on('error', () => {});
  return own;
}

/** Waits a moment for the connection to be made. @throws Error when Redis is away. */
export async function untilReady(redis: Redis, timeoutMs = 2_000): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      redis.off('ready', onReady).off('end', onEnd);
      if (error) reject(error);
      else resolve();
    };
    const onReady = (): void => settle();
    const onEnd = (): void => settle(new Error('the connection to Redis was closed'));
    const timer = setTimeout(() => settle(new Error('Redis is away')), timeoutMs);
    redis.on('ready', onReady).on('end', onEnd);
  });
}

/** Runs `work`; a command that timed out gives up its connection, or its late answer would be taken for the next. */
export async function guarded<T>(redis: Redis, work: () => Promise<T>): Promise<T> {
  try {
    await untilReady(redis);
    return await work();
  } catch (error) {
    if (error instanceof Error && error.message === 'Command timed out') redis.disconnect(true);
    throw error;
  }
}
