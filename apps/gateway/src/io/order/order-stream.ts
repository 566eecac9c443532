import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { StreamTail } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { Redis } from 'ioredis';
import { OrderUpdates } from './order-updates.ts';

/** Reads the events of the order service, once for all followers of this process. */
@Injectable()
export class OrderStream implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly tail: StreamTail;

  constructor(updates: OrderUpdates, redis: Redis, log: Logger) {
    this.tail = new StreamTail({
      service: 'order',
      redis,
      log,
      onEvent: ({ subject }) => updates.notify(subject),
      // Events of the time that Redis was away were missed.
      onLive: () => updates.notifyAll(),
      onAway: () => {},
    });
  }

  onApplicationBootstrap(): void {
    this.tail.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.tail.stop();
  }
}
