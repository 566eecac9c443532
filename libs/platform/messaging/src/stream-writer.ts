import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type StreamEvent, streamOf, toFields } from './event.ts';
import { beginPublishing } from './event-spans.ts';
import type { RedisLife } from './outbox-rows.ts';
import { guarded } from './redis-connection.ts';

/**
 * ARGV: the epoch, then each entry as the number of its fields and values, and these. Events of a new epoch must follow those
 * that are published again, so check and write are one command.
 */
const APPEND = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local at = 2
while at <= #ARGV do
  local size = tonumber(ARGV[at])
  redis.call('XADD', KEYS[2], '*', unpack(ARGV, at + 1, at + size))
  at = at + 1 + size
end
return 1`;

/**
 * ARGV: the group and how long its members were away. One command, because what a member has not acknowledged is lost with it,
 * and one that waits for its first event in a day may get it at any moment: to Redis 7.0 it is away while it waits.
 */
const REMOVE_ABSENT = `
for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local member = {}
  for at = 1, #flat, 2 do member[flat[at]] = flat[at + 1] end
  if member.pending == 0 and member.idle > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], member.name)
  end
end`;

/** Writes a service's events to its stream, and notices when Redis was restarted or emptied. */
export class StreamWriter {
  private readonly redis: Redis;
  private readonly stream: string;
  private readonly epochKey: string;
  private runId = '';

  constructor(redis: Redis, service: string) {
    this.redis = redis;
    this.stream = streamOf(service);
    this.epochKey = `${this.stream}:epoch`;
    // A new connection may reach another process behind the address.
    redis.on('close', () => (this.runId = ''));
  }

  /** An emptied Redis starts a new epoch, a restarted one has a new run id. */
  life(): Promise<RedisLife> {
    return guarded(this.redis, async () => {
      if (!this.runId) this.runId = /run_id:(\w+)/.exec(await this.redis.info('server'))?.[1] ?? 'unknown';
      const epoch = await this.redis.get(this.epochKey);
      if (epoch) return { epoch, runId: this.runId };
      await this.redis.set(this.epochKey, randomUUID(), 'NX');
      return { epoch: (await this.redis.get(this.epochKey)) ?? '', runId: this.runId };
    });
  }

  /** Appends all events, or none when another epoch has started. @returns whether it did */
  async append(events: readonly StreamEvent[], epoch: string): Promise<boolean> {
    const publishing = beginPublishing(events, this.stream);
    try {
      const isWritten = await this.write(publishing.events, epoch);
      publishing.end(isWritten ? undefined : 'epoch_changed');
      return isWritten;
    } catch (error) {
      publishing.end(error);
      throw error;
    }
  }

  private write(events: readonly StreamEvent[], epoch: string): Promise<boolean> {
    const entries = events.map(toFields);
    return guarded(this.redis, async () => {
      const fields = entries.flatMap((entry) => [entry.length, ...entry]);
      return (await this.redis.eval(APPEND, 2, this.epochKey, this.stream, epoch, ...fields)) === 1;
    });
  }

  /** Deletes entries older than this, except those that a group has not acknowledged yet, and members that were away for as long. */
  trim(olderThanMs: number): Promise<void> {
    return guarded(this.redis, async () => {
      let lowest = `${Date.now() - olderThanMs}-0`;
      for (const group of await this.groups()) {
        const [, firstPending] = (await this.redis.xpending(this.stream, group.name)) as [
          number,
          string | null,
        ];
        lowest = lower(lowest, firstPending ?? group.lastDelivered);
        await this.removeAbsent(group.name, olderThanMs);
      }
      await this.redis.xtrim(this.stream, 'MINID', '~', lowest);
    });
  }

  /** Members that were killed never left. One that was only paused is added again when it reads. */
  private async removeAbsent(group: string, idleMs: number): Promise<void> {
    await this.redis.eval(REMOVE_ABSENT, 1, this.stream, group, idleMs);
  }

  private async groups(): Promise<{ name: string; lastDelivered: string }[]> {
    if (!(await this.redis.exists(this.stream))) return [];
    const groups = (await this.redis.xinfo('GROUPS', this.stream)) as unknown[][];
    return groups.map((flat) => ({
      name: String(flat[flat.indexOf('name') + 1]),
      lastDelivered: String(flat[flat.indexOf('last-delivered-id') + 1]),
    }));
  }
}

function lower(one: string, other: string): string {
  const [oneMs = 0, oneNth = 0] = one.split('-').map(Number);
  const [otherMs = 0, otherNth = 0] = other.split('-').map(Number);
  return oneMs < otherMs || (oneMs === otherMs && oneNth <= otherNth) ? one : other;
}
