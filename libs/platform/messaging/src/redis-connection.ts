import type { Redis, RedisOptions } from 'ioredis';

/** A separate connection: blocking reads delay everything behind them, and failures must show at once. */
export function ownConnection(redis: Redis, commandTimeoutMs: number): Redis {
  const options = {
    // Stream replies have one shape in protocol 2.
    protocol: 2,
    // A command queued until Redis is back would run long after its caller timed out.
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

/** Waits a moment for the connection. @throws Error when Redis is unavailable */
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
    const timer = setTimeout(() => settle(new Error('Redis is unavailable')), timeoutMs);
    redis.on('ready', onReady).on('end', onEnd);
  });
}

/** Runs `work`; a command that timed out closes its connection, or its late reply would be taken for the next one's. */
export async function guarded<T>(redis: Redis, work: () => Promise<T>): Promise<T> {
  try {
    await untilReady(redis);
    return await work();
  } catch (error) {
    if (error instanceof Error && error.message === 'Command timed out') redis.disconnect(true);
    throw error;
  }
}
