import type { ChainableCommander, Redis } from 'ioredis';
import { againOf, DEAD_GROUPS, deadOf } from './dead-letters.ts';
import { guarded } from './redis-connection.ts';

/** An entry delivered to us, for the first time or again. */
export interface Delivery {
  readonly stream: string;
  readonly entryId: string;
  /** Null: the entry was deleted from the stream. */
  readonly fields: readonly Buffer[] | null;
  /** 1 for the first. */
  readonly attempt: number;
}

export interface Pending {
  stream: string;
  entryId: string;
  consumer: string;
  idleMs: number;
  deliveries: number;
}

type Entries = [id: Buffer, fields: Buffer[] | null][];
type Found = [stream: Buffer, entries: Entries][] | null;

const PAGE = 100;

/** One member of a service's consumer group on some streams. */
export class ConsumerGroup {
  readonly member: string;
  private readonly redis: Redis;
  private readonly group: string;
  private readonly streams: readonly string[];
  private isCreated = false;
  private connectionId: number | undefined;

  constructor(redis: Redis, group: string, member: string, streams: readonly string[]) {
    this.redis = redis;
    this.group = group;
    this.member = member;
    // Redriven events come on a stream of our own: other groups have processed them.
    this.streams = [...streams, againOf(group)];
    redis.on('ready', () => {
      redis.client('ID').then(
        (id) => (this.connectionId = id),
        () => {},
      );
    });
  }

  /** Ends a blocked `read`, by another connection: its own is blocked. */
  async endWait(by: Redis): Promise<void> {
    if (this.connectionId !== undefined) await by.client('UNBLOCK', this.connectionId);
  }

  /** New entries, waiting up to `blockMs` for the first; acknowledges others in the same round trip. */
  async read(count: number, blockMs: number, finished: readonly Delivery[] = []): Promise<Delivery[]> {
    return this.retryingWithoutGroup(async () => {
      const commands = this.redis.pipeline();
      this.forget(commands, finished);
      commands.callBuffer(
        'XREADGROUP',
        ...['GROUP', this.group, this.member, 'COUNT', count, 'BLOCK', blockMs, 'STREAMS'],
        ...this.streams,
        ...this.streams.map(() => '>'),
      );
      const [error, found] = (await commands.exec())?.at(-1) as [Error | null, Found];
      if (error) throw error;
      return (found ?? []).flatMap(([stream, entries]) =>
        entries.map(([id, fields]) => ({
          stream: stream.toString(),
          entryId: id.toString(),
          fields,
          attempt: 1,
        })),
      );
    });
  }

  /** Entries that were delivered but not acknowledged for `idleMs`. */
  async pending(idleMs: number): Promise<Pending[]> {
    return this.retryingWithoutGroup(async () => {
      const all: Pending[] = [];
      for (const stream of this.streams) {
        for (let start = '-'; start;) {
          const page = (await this.redis.xpending(stream, this.group, 'IDLE', idleMs, start, '+', PAGE)) as [
            string,
            string,
            number,
            number,
          ][];
          for (const [entryId, consumer, idle, deliveries] of page) {
            all.push({ stream, entryId, consumer, idleMs: idle, deliveries });
          }
          start = page.length < PAGE ? '' : `(${page.at(-1)?.[0]}`;
        }
      }
      return all;
    });
  }

  /** Takes an entry over; empty when another member was faster. */
  async claim(pending: Pending): Promise<Delivery[]> {
    const { stream, entryId, idleMs, deliveries } = pending;
    const entries = (await guarded(this.redis, () =>
      this.redis.callBuffer('XCLAIM', [stream, this.group, this.member, idleMs, entryId]),
    )) as Entries | null;
    return (entries ?? []).map((entry) => ({
      stream,
      entryId,
      fields: entry?.[1] ?? null,
      attempt: deliveries + 1,
    }));
  }

  async acknowledge(deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    await guarded(this.redis, async () => {
      const acks = this.redis.pipeline();
      this.forget(acks, deliveries);
      await acks.exec();
    });
  }

  /** Moves an entry to the dead letters. */
  async deadLetter(delivery: Delivery, reason: string): Promise<void> {
    const { stream, entryId, attempt } = delivery;
    await guarded(this.redis, async () => {
      const move = this.redis
        .multi()
        .sadd(DEAD_GROUPS, this.group)
        .xadd(
          deadOf(this.group),
          '*',
          ...(delivery.fields ?? []),
          ...['deadreason', reason, 'deadattempts', attempt, 'deadstream', stream, 'deadentry', entryId],
        );
      this.forget(move, [delivery]);
      await move.exec();
    });
  }

  /** Leaves the group, unless it has entries that another member must take over. */
  async leave(): Promise<void> {
    for (const stream of this.streams) {
      const mine = await this.redis.xpending(stream, this.group, '-', '+', 1, this.member);
      if (mine.length === 0) await this.redis.xgroup('DELCONSUMER', stream, this.group, this.member);
    }
  }

  /** Acknowledges entries. The stream of redriven events has no other reader, and nothing else trims it. */
  private forget(commands: ChainableCommander, deliveries: readonly Delivery[]): void {
    for (const [stream, entries] of Map.groupBy(deliveries, (delivery) => delivery.stream)) {
      const ids = entries.map(({ entryId }) => entryId);
      commands.xack(stream, this.group, ...ids);
      if (stream === againOf(this.group)) commands.xdel(stream, ...ids);
    }
  }

  private async retryingWithoutGroup<T>(work: () => Promise<T>): Promise<T> {
    return guarded(this.redis, async () => {
      if (!this.isCreated) await this.create();
      try {
        return await work();
      } catch (error) {
        // Redis was emptied: create the group again; it reads what the relays publish again.
        if (!(error instanceof Error) || !error.message.startsWith('NOGROUP')) throw error;
        await this.create();
        return work();
      }
    });
  }

  private async create(): Promise<void> {
    for (const stream of this.streams) {
      await this.redis.xgroup('CREATE', stream, this.group, '0', 'MKSTREAM').catch((error: Error) => {
        if (!error.message.startsWith('BUSYGROUP')) throw error;
      });
    }
    this.isCreated = true;
  }
}
