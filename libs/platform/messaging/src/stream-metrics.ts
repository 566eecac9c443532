import { type Metrics, PLATFORM_SERIES } from '@tradepost/observability';
import type { Redis } from 'ioredis';
import { type DeadLetters, deadOf } from './dead-letters.ts';

/** How far one group is behind on one stream. */
export interface GroupState {
  /** Undefined: Redis can't tell, as after entries were deleted before they were delivered. */
  readonly undelivered: number | undefined;
  readonly pending: number;
  readonly oldestPendingAgeMs: number;
}

export async function groupState(redis: Redis, stream: string, group: string): Promise<GroupState> {
  const [groups, pending] = (await Promise.all([
    redis.call('XINFO', 'GROUPS', stream),
    redis.call('XPENDING', stream, group),
  ])) as [unknown[], [count: number, oldest: string | null]];
  const own = groups.map(toRecord).find(({ name }) => name === group);
  const lag = own?.['lag'];
  const [count, oldest] = pending;
  const since = oldest === null ? Infinity : Number(oldest.slice(0, oldest.indexOf('-')));
  return {
    undelivered: typeof lag === 'number' ? lag : undefined,
    pending: count,
    oldestPendingAgeMs: Math.max(0, Date.now() - since),
  };
}

/** The protocol of the connection decides whether it is a list or an object. */
function toRecord(reply: unknown): Record<string, unknown> {
  if (reply instanceof Map) return Object.fromEntries(reply) as Record<string, unknown>;
  if (!Array.isArray(reply)) return reply as Record<string, unknown>;
  const entries = reply.flatMap((name, at) =>
    at % 2 === 0 ? [[String(name), reply[at + 1] as unknown]] : [],
  );
  return Object.fromEntries(entries) as Record<string, unknown>;
}

export function watchStreams(
  metrics: Metrics,
  { redis, streams, group }: { redis: Redis; streams: readonly string[]; group: string },
): void {
  const [lag, age] = [
    metrics.gauge(PLATFORM_SERIES.events.lag),
    metrics.gauge(PLATFORM_SERIES.events.oldestPendingAge),
  ];
  for (const stream of streams)
    metrics.onScrape(async () => {
      const state = await groupState(redis, stream, group);
      const labels = { stream, consumer_group: group };
      if (state.undelivered !== undefined) lag.set(labels, state.undelivered + state.pending);
      age.set(labels, state.oldestPendingAgeMs / 1_000);
    });
}

export function watchDeadLetters(metrics: Metrics, letters: DeadLetters, group: string): void {
  const { deadLetters, deadLettersOldestAge } = PLATFORM_SERIES.events;
  const stream = deadOf(group);
  const age = metrics.gauge(deadLettersOldestAge);
  metrics.gauge(deadLetters, async (gauge) => {
    const { count, oldestAgeSeconds } = await letters.count(group);
    gauge.set({ stream }, count);
    age.set({ stream }, oldestAgeSeconds);
  });
}
