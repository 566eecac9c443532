import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { StreamTail } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { Redis } from 'ioredis';
import { distinctUntilChanged, map, of, type Subscription, switchMap, timer } from 'rxjs';
import { OrderUpdates } from './order-updates.ts';

/** A page that is loaded again leaves and comes back. */
const LEAVING_MS = 30_000;

/**
 * Reads the events of the order service, once for all followers of this process, and only while there are any: each event
 * would wake a process that has nothing to do with it.
 */
@Injectable()
export class OrderStream implements OnApplicationBootstrap, OnApplicationShutdown {
  private tail: StreamTail | undefined;
  private following: Subscription | undefined;

  constructor(
    private readonly updates: OrderUpdates,
    private readonly redis: Redis,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const isNeeded = this.updates.isFollowed.pipe(
      switchMap((isFollowed) => (isFollowed ? of(true) : timer(LEAVING_MS).pipe(map(() => false)))),
      distinctUntilChanged(),
    );
    this.following = isNeeded.subscribe((needed) => (needed ? this.read() : void this.stop()));
  }

  onApplicationShutdown(): Promise<void> {
    this.following?.unsubscribe();
    return this.stop();
  }

  private read(): void {
    const { updates, redis, log } = this;
    this.tail = new StreamTail({
      service: 'order',
      redis,
      log,
      onEvent: ({ subject }) => updates.notify(subject),
      // Events before it began to read, and of the time that Redis was away, were missed.
      onLive: () => updates.notifyAll(),
      onAway: () => {},
    });
    this.tail.start();
  }

  private async stop(): Promise<void> {
    const { tail } = this;
    this.tail = undefined;
    await tail?.stop();
  }
}
