import { Injectable } from '@nestjs/common';
import { Worker } from '@tradepost/bootstrap';
import { StreamTail } from '@tradepost/messaging';
import { Logger, Metrics } from '@tradepost/observability';
import { Redis } from 'ioredis';

/** Somebody who follows an order. */
export type Follower = {
  /** Something happened to it, or may have happened unheard. */
  onNews(): void;
  /** This instance leaves; follow it elsewhere. */
  onEnd(): void;
};

/** Hears what happens to orders, and tells those who follow one of them. One stream for all followers of the process. */
@Injectable()
export class OrderNews extends Worker {
  private readonly followers = new Map<string, Set<Follower>>();
  private readonly tail: StreamTail;

  constructor(redis: Redis, log: Logger, metrics: Metrics) {
    super();
    this.tail = new StreamTail({
      service: 'order',
      redis,
      log,
      onEvent: (event) => this.tell(event.subject),
      // What happened while Redis was away was not heard.
      onLive: () => this.tellAll(),
      onAway: () => {},
    });
    metrics.gauge('order_followers', 'Open connections that follow an order', [], (gauge) =>
      gauge.set([...this.followers.values()].reduce((sum, set) => sum + set.size, 0)),
    );
  }

  override start(): void {
    this.tail.start();
  }

  override async stop(): Promise<void> {
    for (const set of this.followers.values()) for (const follower of set) follower.onEnd();
    this.followers.clear();
    await this.tail.stop();
  }

  /** @returns how to stop following. */
  follow(orderId: string, follower: Follower): () => void {
    const set = this.followers.get(orderId) ?? new Set();
    this.followers.set(orderId, set.add(follower));
    return () => {
      set.delete(follower);
      if (set.size === 0 && this.followers.get(orderId) === set) this.followers.delete(orderId);
    };
  }

  private tell(orderId: string): void {
    for (const follower of this.followers.get(orderId) ?? []) follower.onNews();
  }

  private tellAll(): void {
    for (const orderId of this.followers.keys()) this.tell(orderId);
  }
}
