import type { Redis } from 'ioredis';
import { fromFields, type StreamEvent, streamOf } from './event.ts';
import { passInEventSpan } from './event-spans.ts';
import { Loop, type WorkerLog } from './loop.ts';
import { guarded, ownConnection } from './redis-connection.ts';

export interface StreamTailOptions {
  /** The service whose events it follows. */
  service: string;
  redis: Redis;
  log: WorkerLog;
  onEvent: (event: StreamEvent) => void;
  /** From now on no event is missed. What was cached before may be stale: start empty. */
  onLive: () => void;
  /** Events may be missed until the next `onLive`. */
  onAway: () => void;
  /** After this long without a reply Redis counts as unavailable (default 2 000). */
  silenceMs?: number;
  /** How long a read waits for events (default 2 000). */
  blockMs?: number;
}

/** Receives every event of a service from now on, in every process, without a consumer group. For caches. */
export class StreamTail {
  private readonly options: StreamTailOptions;
  private readonly loop: Loop;
  private readonly blockMs: number;
  private redis: Redis | undefined;
  private lastId: string | undefined;

  constructor(options: StreamTailOptions) {
    this.options = options;
    this.blockMs = options.blockMs ?? 2_000;
    const name = `tail of ${options.service}`;
    this.loop = new Loop({ name, log: options.log, round: () => this.round(), maxBackoffMs: 1_000 });
  }

  start(): void {
    this.redis = ownConnection(this.options.redis, this.blockMs + (this.options.silenceMs ?? 2_000));
    // Reported at once, not when the next read fails.
    this.redis.on('close', () => this.goAway());
    this.loop.start();
  }

  async stop(): Promise<void> {
    const stopped = this.loop.stop();
    // Ends a blocked read; nothing is lost.
    this.redis?.disconnect();
    await stopped;
    this.goAway();
  }

  private async round(): Promise<number> {
    const { redis } = this;
    if (!redis) return 0;
    try {
      await guarded(redis, () =>
        this.lastId === undefined ? this.goLive(redis) : this.read(redis, this.lastId),
      );
      return 0;
    } catch (error) {
      this.goAway();
      throw error;
    }
  }

  private async goLive(redis: Redis): Promise<void> {
    const newest = await redis.xrevrange(streamOf(this.options.service), '+', '-', 'COUNT', 1);
    this.lastId = newest[0]?.[0] ?? '0-0';
    this.options.onLive();
  }

  private async read(redis: Redis, after: string): Promise<void> {
    const stream = streamOf(this.options.service);
    const args = ['COUNT', 500, 'BLOCK', this.blockMs, 'STREAMS', stream, after];
    const found = (await redis.callBuffer('XREAD', args)) as [Buffer, [Buffer, Buffer[]][]][] | null;
    // Entry ids are times, so this position is valid even if Redis was emptied in the meantime.
    for (const [id, fields] of found?.[0]?.[1] ?? []) {
      this.lastId = id.toString();
      this.pass(fromFields(fields));
    }
  }

  private pass(event: StreamEvent): void {
    const { service, onEvent } = this.options;
    if (event.traceparent === undefined) return onEvent(event);
    passInEventSpan(event, streamOf(service), () => onEvent(event));
  }

  private goAway(): void {
    if (this.lastId === undefined) return;
    this.lastId = undefined;
    this.options.onAway();
  }
}
