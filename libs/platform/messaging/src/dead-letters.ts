import { DomainError } from '@tradepost/decision';
import type { Redis } from 'ioredis';
import { fromFields, type StreamEvent } from './event.ts';

/** An event that a group failed to handle. */
export interface DeadLetter {
  /** `<group>:<entry>`, unique in the whole system. */
  readonly id: string;
  /** The service that failed. */
  readonly group: string;
  readonly reason: string;
  readonly attempts: number;
  readonly diedAt: Date;
  /** The stream it was read from. */
  readonly stream: string;
  /** Undefined: the entry was no event. */
  readonly event: StreamEvent | undefined;
}

export interface DeadLetterPage {
  readonly items: readonly DeadLetter[];
  readonly next: string | undefined;
}

export interface DeadLetterCount {
  readonly count: number;
  readonly oldestAgeSeconds: number;
}

// Names of all groups that ever had a dead letter.
export const DEAD_GROUPS = 'events:dead-groups';
export const deadOf = (group: string): string => `events:${group}:dead`;
/** Redriven events of one group; only that group reads it. */
export const againOf = (group: string): string => `events:${group}:again`;
const discardedOf = (group: string): string => `events:${group}:discarded`;

/** An idempotency key and its owner: the same operation under it takes effect once. */
export interface LetterKey {
  readonly actor: string;
  readonly key: string;
}

const KEPT_DISCARDED = 1_000;
/** Of the events on one page. */
const PAGE_BYTES = 8_000_000;
/** An event of a large order has megabytes. */
const READ_AT_ONCE = 25;
const KEY_MS = 48 * 3_600_000;
// One atomic script: of two operators who redrive the same letter, one sends it.
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

/** Dead-lettered events, for operators: inspect, fix the cause, redrive or discard. */
export class DeadLetters {
  private readonly redis: Redis;

  constructor(redis: Redis) {
    this.redis = redis;
  }

  /**
   * By group, oldest first; `after` is the last id of the page before. Letters have their events, which may be large: a page
   * ends early once they exceed PAGE_BYTES.
   * @throws DomainError `cursor.invalid`
   */
  async list(limit: number, after?: string): Promise<DeadLetterPage> {
    const items: DeadLetter[] = [];
    let bytes = 0;
    for await (const letter of this.following(after)) {
      if (items.length === limit || bytes > PAGE_BYTES) return { items, next: items.at(-1)?.id };
      items.push(letter);
      bytes += letter.event?.data.length ?? 0;
    }
    return { items, next: undefined };
  }

  /** All after this one, read a few at a time. */
  private async *following(after: string | undefined): AsyncGenerator<DeadLetter> {
    const from = after === undefined ? undefined : parseCursor(after);
    for (const group of await this.groups()) {
      if (from && group < from.group) continue;
      let start = from?.group === group ? `(${from.entryId}` : '-';
      for (;;) {
        const entries = await this.redis.xrangeBuffer(deadOf(group), start, '+', 'COUNT', READ_AT_ONCE);
        for (const [id, fields] of entries) yield toDeadLetter(group, String(id), fields);
        if (entries.length < READ_AT_ONCE) break;
        start = `(${String(entries.at(-1)?.[0])}`;
      }
    }
  }

  /** @throws DomainError `dead_letter.not_found` */
  async get(id: string): Promise<DeadLetter> {
    const { group, entryId } = parseId(id);
    const [entry] = await this.redis.xrangeBuffer(deadOf(group), entryId, entryId);
    if (!entry) throw notFound(id);
    return toDeadLetter(group, entryId, entry[1]);
  }

  /**
   * Sends an event to its group again, with the same id: if it took effect after all, the inbox ignores it.
   * @throws DomainError `dead_letter.not_found`, `dead_letter.no_event`, `idempotency.mismatch`
   */
  async redrive(id: string, under?: LetterKey): Promise<void> {
    const { group, entryId } = parseId(id);
    const [entry] = await this.redis.xrangeBuffer(deadOf(group), entryId, entryId);
    if (entry && !eventOf(entry[1]))
      throw new DomainError(
        'conflict',
        'dead_letter.no_event',
        `Dead letter ${id} is no event and can only be discarded.`,
      );
    await this.move(id, againOf(group), '', under);
  }

  /** Redrives all present dead letters, but not those that come back in the meantime. @returns how many */
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
   * Abandons an event; the last thousand of a group stay readable, with the reason.
   * @throws DomainError `dead_letter.not_found`, `idempotency.mismatch`
   */
  async discard(id: string, reason: string, under?: LetterKey): Promise<void> {
    if (reason.trim() === '')
      throw new DomainError('invalid', 'request.invalid', 'reason must say why the event is discarded.');
    await this.move(id, discardedOf(parseId(id).group), reason, under);
  }

  private async move(id: string, to: string, reason: string, under?: LetterKey): Promise<void> {
    const { group, entryId } = parseId(id);
    const keys = [deadOf(group), to, `events:dead-keys:${under?.actor}:${under?.key}`] as const;
    const operation = under?.key ? JSON.stringify([to, entryId, reason]) : '';
    const rest = [entryId, reason, KEPT_DISCARDED, operation, KEY_MS] as const;
    const moved = await this.redis.eval(MOVE, 3, ...keys, ...rest);
    if (moved === -2)
      throw new DomainError(
        'mismatch',
        'idempotency.mismatch',
        'This idempotency key was used for another request. Use a new key for each request.',
      );
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

/** Entry ids begin with the time of Redis. */
const timeOf = (entryId: string): number => Number(entryId.split('-')[0]);

interface LetterId {
  readonly group: string;
  readonly entryId: string;
}

function parseId(id: string): LetterId {
  const found = readId(id);
  if (!found) throw notFound(id);
  return found;
}

function parseCursor(cursor: string): LetterId {
  const found = readId(cursor);
  if (found) return found;
  const detail = 'cursor: Not a cursor of this list. Start without one.';
  throw new DomainError('invalid', 'cursor.invalid', detail);
}

function readId(id: string): LetterId | undefined {
  const [, group, entryId] = /^([a-z][a-z0-9-]*):(\d{1,15}-\d{1,15})$/.exec(id) ?? [];
  return group && entryId ? { group, entryId } : undefined;
}

const notFound = (id: string) =>
  new DomainError(
    'missing',
    'dead_letter.not_found',
    `There is no dead letter with the id ${id.slice(0, 100)}.`,
  );

const isGone = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'dead_letter.not_found';
