import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Metrics } from '@tradepost/observability';
import type { FastifyInstance } from 'fastify';
import { BehaviorSubject, Observable, ReplaySubject, type Subscriber, takeUntil } from 'rxjs';
import { GATEWAY_SERIES } from '../../gateway.series.ts';

/** Passes updates of orders to those who follow them through this process. */
@Injectable()
export class OrderUpdates implements OnModuleInit {
  private readonly followers = new Map<string, Set<Subscriber<void>>>();
  private readonly following = new BehaviorSubject(false);
  private readonly ending = new ReplaySubject<void>(1);
  /** Whether there is any follower. */
  readonly isFollowed = this.following.asObservable();
  /** Emits once this process leaves, also to those who subscribe later. */
  readonly ended = this.ending.asObservable();

  constructor(
    metrics: Metrics,
    private readonly http: HttpAdapterHost,
  ) {
    metrics.gauge(GATEWAY_SERIES.orderFollowers, (gauge) =>
      gauge.set([...this.followers.values()].reduce((sum, set) => sum + set.size, 0)),
    );
  }

  /** Emits when something happened to the order, or may have. Completes when this process leaves. */
  of(orderId: string): Observable<void> {
    const updates = new Observable<void>((follower) => {
      const set = this.followers.get(orderId) ?? new Set();
      this.followers.set(orderId, set.add(follower));
      this.following.next(true);
      return () => {
        set.delete(follower);
        if (set.size === 0 && this.followers.get(orderId) === set) this.followers.delete(orderId);
        if (this.followers.size === 0) this.following.next(false);
      };
    });
    return updates.pipe(takeUntil(this.ended));
  }

  onModuleInit(): void {
    // Fastify waits for open requests to end, and followers would never do so.
    this.http.httpAdapter.getInstance<FastifyInstance>().addHook('preClose', (done) => {
      this.ending.next();
      done();
    });
  }

  notify(orderId: string): void {
    for (const follower of this.followers.get(orderId) ?? []) follower.next();
  }

  notifyAll(): void {
    for (const orderId of this.followers.keys()) this.notify(orderId);
  }
}
