import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { required } from './environment.ts';

// Redis has 16 numbered databases by default; 0 keeps the list of who has which.
const LAST_NUMBER = 15;
const CLAIM_MS = 600_000;

export interface TestRedis {
  /** With the number of the database; for clients of the spec's own. */
  url: string;
  /** A client on it; ended by `close`. */
  redis: Redis;
  /** Empties the database, as a Redis restarted without a disk would be. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** An empty Redis database of the spec's own (a number that no other spec has) on the server of `REDIS_URL`. */
export async function testRedis(): Promise<TestRedis> {
  const server = required('REDIS_URL', 'a Redis whose numbered databases they may empty');
  const claims = new Redis(server, { db: 0 });
  const number = await claim(claims).catch((error: Error) => {
    claims.disconnect();
    throw error;
  });
  const url = withNumber(server, number);
  const redis = new Redis(url);
  await redis.flushdb();
  const close = async () => {
    await redis.flushdb();
    redis.disconnect();
    await claims.del(keyOf(number));
    claims.disconnect();
  };
  const flush = async () => {
    await redis.flushdb();
  };
  return { url, redis, flush, close };
}

async function claim(claims: Redis): Promise<number> {
  for (let number = 1; number <= LAST_NUMBER; number++) {
    const isMine = await claims.set(keyOf(number), randomUUID(), 'PX', CLAIM_MS, 'NX');
    if (isMine) return number;
  }
  throw new Error(
    `all ${LAST_NUMBER} Redis databases are in use by specs; claims of dead runs end after ten minutes`,
  );
}

function keyOf(number: number): string {
  return `tradepost:spec-database:${number}`;
}

function withNumber(url: string, number: number): string {
  const changed = new URL(url);
  changed.pathname = `/${number}`;
  return changed.href;
}
