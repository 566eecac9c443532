import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Worker } from '@tradepost/bootstrap';
import { StreamTail } from '@tradepost/messaging';
import { Logger, Metrics } from '@tradepost/observability';
import { Redis } from 'ioredis';
import type { GatewayConfig } from '../../gateway.config.ts';

/** An answer that is ready to be sent. */
export type Kept = { readonly body: Buffer; readonly etag: string; readonly bornMs: number };

const MAX_BYTES = 16_000_000;

/**
 * Answers that are the same for everybody, kept for less than a second and dropped at once when the catalogue
 * changes. Callers that miss at the same time share one question to the service.
 */
@Injectable()
export class EdgeCache {
  private readonly ttlMs: number;
  private readonly entries = new Map<string, Kept>();
  private readonly asked = new Map<string, Promise<Kept>>();
  private bytes = 0;
  private generation = 0;
  private readonly hits;
  private readonly misses;

  constructor(@Inject(CONFIG) config: GatewayConfig, metrics: Metrics) {
    this.ttlMs = config.EDGE_CACHE_TTL_MS;
    const lookups = metrics.counter('edge_cache_lookups_total', 'Look-ups of the edge cache', ['result']);
    this.hits = lookups.labels('hit');
    this.misses = lookups.labels('miss');
  }

  get(key: string, nowMs: number): Kept | undefined {
    const kept = this.entries.get(key);
    if (!kept || nowMs - kept.bornMs > this.ttlMs) return undefined;
    this.hits.inc();
    return kept;
  }

  /** The kept answer, or a new one; `bornMs` is when the question was asked, so that age counts the way. */
  async take(key: string, nowMs: number, ask: () => Promise<Omit<Kept, 'bornMs'>>): Promise<Kept> {
    const running = this.asked.get(key);
    if (running) return running;
    this.misses.inc();
    const generation = this.generation;
    const answer = ask().then((fresh) => {
      const kept = { ...fresh, bornMs: nowMs };
      // What was asked before a change may show the state before it.
      if (generation === this.generation && this.ttlMs > 0) this.keep(key, kept);
      return kept;
    });
    this.asked.set(key, answer);
    try {
      return await answer;
    } finally {
      if (this.asked.get(key) === answer) this.asked.delete(key);
    }
  }

  /** The catalogue changed. */
  drop(): void {
    this.generation++;
    this.entries.clear();
    this.bytes = 0;
    this.asked.clear();
  }

  private keep(key: string, kept: Kept): void {
    this.forget(key);
    this.entries.set(key, kept);
    this.bytes += kept.body.length;
    // A Map keeps the order of insertion, which is the order of age: what is too old stands first.
    for (const [oldest, { bornMs }] of this.entries) {
      if (this.bytes <= MAX_BYTES && kept.bornMs - bornMs <= this.ttlMs) break;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.bytes -= this.entries.get(key)?.body.length ?? 0;
    this.entries.delete(key);
  }
}

/** Drops kept answers when the product service says that something changed. */
@Injectable()
export class EdgeCacheInvalidation extends Worker {
  private readonly tail: StreamTail;

  constructor(cache: EdgeCache, redis: Redis, log: Logger) {
    super();
    const drop = (): void => cache.drop();
    // Away from Redis the cache goes on: nothing in it is older than its short life.
    this.tail = new StreamTail({ service: 'product', redis, log, onEvent: drop, onLive: drop, onAway: drop });
  }

  override start(): void {
    this.tail.start();
  }

  override stop(): Promise<void> {
    return this.tail.stop();
  }
}
