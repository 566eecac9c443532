import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { StreamTail } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { Redis } from 'ioredis';
import { EdgeCache } from './edge-cache.ts';

/** Drops cached answers when the product service says that something has changed. */
@Injectable()
export class EdgeCacheInvalidation implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly tail: StreamTail;

  constructor(cache: EdgeCache, redis: Redis, log: Logger) {
    const drop = (): void => cache.drop();
    // While Redis is away the cache stays on: nothing in it is older than its short lifetime.
    this.tail = new StreamTail({ service: 'product', redis, log, onEvent: drop, onLive: drop, onAway: drop });
  }

  onApplicationBootstrap(): void {
    this.tail.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.tail.stop();
  }
}
