import { DomainError } from '@tradepost/decision';
import type { Redis } from 'ioredis';
import { fromFields, type StreamEvent } from './event.ts';

/** An event that a group could not digest, as it lies there. */
export type DeadLetter = {
  /** `<group>:<entry>`, unique in the shop. */
  readonly id: string;
  /** The service that failed. */
  readonly group: string;
  readonly reason: string;
  readonly attempts: number;
  readonly diedAt: Date;
  /** Where it came from. */
  readonly stream: string;
  /** Undefined: it was no event of ours. */
  readonly event: StreamEvent | undefined;
};

export type DeadLetterPage = { readonly items: readonly DeadLetter[]; readonly next: string | undefined };

/** How many lie there, and for how long the oldest has. */
export type DeadLetterCount = { readonly count: number; readonly oldestAgeSeconds: number };

// Names of the groups that ever had a dead letter.
export const DEAD_GROUPS = 'events:dead-groups';
export const deadOf = (group: string): string => `events:${group}:dead`;
/** What is sent to one group again; nobody else reads it. */
export const againOf = (group: string): string => `events:${group}:again`;
const discardedOf = (group: string): string => `events:${group}:discarded`;

/** Whose key it is, and the key; the same deed under it is done once and answered again. */
export type LetterKey = { readonly actor: string; readonly key: string };

const KEPT_DISCARDED = 1_000;
const KEY_MS = 48 * 3_600_000;
// Moved in one deed: two people who redrive the same one at once send it once.
const MOVE = `
  if ARGV[4] ~= '' then
    local before = redis.call('GET', KEYS[3])
    if before then return before == ARGV[4] and 1 or -2 end
  end
  local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])
  if #found == 0 then return 0 end
  local all, kept = found[1][2], {}
  for i = 1, #all, 2 do
    if ARGV[2] ~= '' or string.sub(all[i], 1, 4) ~= 'dead' then
      kept[#kept + 1] = all[i]
      kept[#kept + 1] = all[i + 1]
    end
  end
  if ARGV[2] ~= '' then
    kept[#kept + 1] = 'discardreason'
    kept[#kept + 1] = ARGV[2]
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', unpack(kept))
  else
    if #kept == 0 then return -1 end
    redis.call('XADD', KEYS[2], '*', unpack(kept))
  end
  redis.call('XDEL', KEYS[1], ARGV[1])
  if ARGV[4] ~= '' then redis.call('SET', KEYS[3], ARGV[4], 'PX', ARGV[5]) end
  return 1`;

/** The events that consumers gave up on, for people: look, mend the cause, send again. */
export class DeadLetters {
  private readonly redis: Redis;

  constructor(redis: Redis) {
    this.redis = redis;
  }

  /** By group, oldest first; `after` is the last id of the page before. */
  async list(limit: number, after?: string): Promise<DeadLetterPage> {
    const from = after === undefined ? undefined : placeOf(after);
    const items: DeadLetter[] = [];
    for (const group of await this.groups()) {
      if (from && group < from.group) continue;
      const start = from?.group === group ? `(${from.entryId}` : '-';
      const missing = limit + 1 - items.length;
      const entries = await this.redis.xrangeBuffer(deadOf(group), start, '+', 'COUNT', missing);
      items.push(...entries.map(([id, fields]) => toDeadLetter(group, String(id), fields)));
      if (items.length > limit) break;
    }
    const page = items.slice(0, limit);
    return { items: page, next: items.length > limit ? page.at(-1)?.id : undefined };
  }

  /** @throws DomainError `dead_letter.not_found` */
  async get(id: string): Promise<DeadLetter> {
    const { group, entryId } = placeOf(id);
    const [entry] = await this.redis.xrangeBuffer(deadOf(group), entryId, entryId);
    if (!entry) throw notFound(id);
    return toDeadLetter(group, entryId, entry[1]);
  }

  /**
   * Sends it to its own group again, with its own id: when it did have its effect after all, the inbox knows.
   * @throws DomainError `dead_letter.not_found`, `dead_letter.no_event`, `idempotency.mismatch`
   */
  async redrive(id: string, under?: LetterKey): Promise<void> {
    const { group, entryId } = placeOf(id);
    const [entry] = await this.redis.xrangeBuffer(deadOf(group), entryId, entryId);
    if (entry && !eventOf(entry[1]))
      throw new DomainError('conflict', 'dead_letter.no_event', `${id} is no event.`);
    await this.move(id, againOf(group), '', under);
  }

  /** Redrives what lies there now, but not what comes back meanwhile. @returns how many */
  async redriveAll(): Promise<number> {
    const until = Date.now();
    let redriven = 0;
    for (let after: string | undefined; ;) {
      const { items, next } = await this.list(100, after);
      for (const { id, event, diedAt } of items) {
        if (!event || diedAt.getTime() > until) continue;
        redriven += await this.redrive(id).then(
          () => 1,
          (error: unknown) => (isGone(error) ? 0 : Promise.reject(error as Error)),
        );
      }
      if (next === undefined) return redriven;
      after = next;
    }
  }

  /**
   * Gives it up; the last thousand of a group stay readable, with the reason.
   * @throws DomainError `dead_letter.not_found`, `idempotency.mismatch`
   */
  async discard(id: string, reason: string, under?: LetterKey): Promise<void> {
    if (reason.trim() === '') throw new DomainError('invalid', 'request.invalid', 'Say why it is discarded.');
    await this.move(id, discardedOf(placeOf(id).group), reason, under);
  }

  private async move(id: string, to: string, reason: string, under?: LetterKey): Promise<void> {
    const { group, entryId } = placeOf(id);
    const keys = [deadOf(group), to, `events:dead-keys:${under?.actor}:${under?.key}`] as const;
    const deed = under?.key ? JSON.stringify([to, entryId, reason]) : '';
    const rest = [entryId, reason, KEPT_DISCARDED, deed, KEY_MS] as const;
    const moved = await this.redis.eval(MOVE, 3, ...keys, ...rest);
    if (moved === -2)
      throw new DomainError('mismatch', 'idempotency.mismatch', 'This key was used for another request.');
    if (moved !== 1) throw notFound(id);
  }

  async count(group: string): Promise<DeadLetterCount> {
    const [count, [oldest]] = await Promise.all([
      this.redis.xlen(deadOf(group)),
      this.redis.xrange(deadOf(group), '-', '+', 'COUNT', 1),
    ]);
    const oldestAgeSeconds = oldest ? Math.max(0, (Date.now() - timeOf(oldest[0])) / 1_000) : 0;
    return { count, oldestAgeSeconds };
  }

  private async groups(): Promise<string[]> {
    return (await this.redis.smembers(DEAD_GROUPS)).sort();
  }
}

function toDeadLetter(group: string, entryId: string, fields: readonly Buffer[]): DeadLetter {
  const value = (name: string): string => {
    for (let i = 0; i + 1 < fields.length; i += 2)
      if (String(fields[i]) === name) return String(fields[i + 1]);
    return '';
  };
  return {
    id: `${group}:${entryId}`,
    group,
    reason: value('deadreason'),
    attempts: Number(value('deadattempts')),
    diedAt: new Date(timeOf(entryId)),
    stream: value('deadstream'),
    event: eventOf(fields),
  };
}

function eventOf(fields: readonly Buffer[]): StreamEvent | undefined {
  try {
    return fromFields(fields);
  } catch {
    return undefined;
  }
}

/** Entry ids begin with the time in Redis. */
const timeOf = (entryId: string): number => Number(entryId.split('-')[0]);

function placeOf(id: string): { group: string; entryId: string } {
  const [, group, entryId] = /^([a-z][a-z0-9-]*):(\d{1,15}-\d{1,15})$/.exec(id) ?? [];
  if (!group || !entryId) throw notFound(id);
  return { group, entryId };
}

const notFound = (id: string) =>
  new DomainError('missing', 'dead_letter.not_found', `There is no dead letter ${id.slice(0, 100)}.`);

const isGone = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'dead_letter.not_found';
