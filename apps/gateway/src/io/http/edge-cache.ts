import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { Metrics } from '@tradepost/observability';
import { LRUCache } from 'lru-cache';
import type { GatewayConfig } from '../../gateway.config.ts';
import { GATEWAY_SERIES } from '../../gateway.series.ts';

/** An answer that is ready to be sent. */
export interface CachedAnswer {
  /** Text has as many bytes as characters. */
  readonly body: string | Buffer;
  readonly etag: string;
}

/** The answer that one request makes for all who ask for the same meanwhile. */
export interface EdgeTask {
  done(answer: CachedAnswer): void;
  fail(error: unknown): void;
}

const MAX_BYTES = 16_000_000;
// Of the objects around an answer. With the key it matters: callers choose addresses that are longer than their answers.
const ENTRY_BYTES = 500;

/** The clock of the cache, in milliseconds. */
export abstract class EdgeClock {
  abstract now(): number;
}

/**
 * Answers that are the same for everyone, cached for less than a second and dropped at once when the catalogue changes.
 * Requests that miss at the same time share one call to the service.
 */
@Injectable()
export class EdgeCache {
  private readonly answers: LRUCache<string, CachedAnswer>;
  private readonly running = new Map<string, Promise<CachedAnswer>>();
  private readonly isOn: boolean;
  private readonly hits;
  private readonly misses;
  private generation = 0;

  constructor(
    @Inject(CONFIG) { EDGE_CACHE_TTL_MS: ttl }: GatewayConfig,
    metrics: Metrics,
    private readonly clock: EdgeClock,
  ) {
    // lru-cache takes a lifetime of 0 for none.
    this.isOn = ttl > 0;
    this.answers = new LRUCache({
      maxSize: MAX_BYTES,
      sizeCalculation: ({ body }, key) => ENTRY_BYTES + key.length + body.length,
      ttl,
      ttlResolution: 0,
      perf: clock,
    });
    const lookups = metrics.counter(GATEWAY_SERIES.cacheLookups);
    this.hits = lookups.labels({ result: 'hit' });
    this.misses = lookups.labels({ result: 'miss' });
  }

  get(key: string): CachedAnswer | undefined {
    const answer = this.answers.get(key);
    if (answer) this.hits.inc();
    return answer;
  }

  /** The answer that another request is about to make; rejects as that request fails. */
  awaited(key: string): Promise<CachedAnswer> | undefined {
    return this.running.get(key);
  }

  /** The caller makes the answer. It counts as old as the question, so that its age includes the way. */
  begin(key: string): EdgeTask {
    this.misses.inc();
    const { generation } = this;
    const start = this.clock.now();
    const { promise, resolve, reject } = Promise.withResolvers<CachedAnswer>();
    // There may be no waiter.
    promise.catch(() => {});
    this.running.set(key, promise);
    const end = (): void => {
      if (this.running.get(key) === promise) this.running.delete(key);
    };
    return {
      done: (answer) => {
        end();
        // An answer that was asked for before a change may show the state before it.
        if (this.isOn && generation === this.generation) this.answers.set(key, answer, { start });
        resolve(answer);
      },
      fail: (error) => {
        end();
        reject(error);
      },
    };
  }

  /** The catalogue has changed. */
  drop(): void {
    this.generation++;
    this.answers.clear();
    this.running.clear();
  }
}
