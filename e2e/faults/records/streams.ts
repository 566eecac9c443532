import { Redis } from 'ioredis';
import type { Stream } from './records.ts';

const PAGE = 1_000;

/** Entries of the services' streams, and how many their consumer groups have not acknowledged. */
export async function readStreams(redisUrl: string, services: readonly string[]): Promise<Stream[]> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, lazyConnect: true });
  redis.on('error', () => {}); // the failing command reports the error
  try {
    await redis.connect();
    return await Promise.all(services.map((service) => readStream(redis, service)));
  } finally {
    redis.disconnect();
  }
}

async function readStream(redis: Redis, service: string): Promise<Stream> {
  const stream = `events:${service}`;
  const eventIds = new Set<string>();
  let last = '-';
  for (;;) {
    const page = await redis.xrange(stream, last, '+', 'COUNT', PAGE);
    for (const [, fields] of page) eventIds.add(fields[fields.indexOf('id') + 1] ?? '');
    if (page.length < PAGE) break;
    last = `(${page.at(-1)?.[0]}`;
  }
  const dead = await redis.xlen(`events:${service}:dead`);
  return { service, eventIds, waiting: await waitingIn(redis, stream), dead };
}

async function waitingIn(redis: Redis, stream: string): Promise<Record<string, number>> {
  if (!(await redis.exists(stream))) return {};
  const groups = (await redis.xinfo('GROUPS', stream)) as unknown[][];
  const waiting: Record<string, number> = {};
  for (const flat of groups) {
    const value = (name: string): string => String(flat[flat.indexOf(name) + 1]);
    const unread = await redis.xrange(stream, `(${value('last-delivered-id')}`, '+', 'COUNT', PAGE);
    waiting[value('name')] = Number(value('pending')) + unread.length;
  }
  return waiting;
}
