import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Metrics } from '@tradepost/observability';
import type { FastifyInstance } from 'fastify';
import { Observable, type Subscriber } from 'rxjs';

/** Passes updates of orders to those who follow them through this process. */
@Injectable()
export class OrderUpdates implements OnModuleInit {
  private readonly followers = new Map<string, Set<Subscriber<void>>>();
  private hasEnded = false;

  constructor(
    metrics: Metrics,
    private readonly http: HttpAdapterHost,
  ) {
    metrics.gauge('order_followers', 'Open connections that follow an order', [], (gauge) =>
      gauge.set([...this.followers.values()].reduce((sum, set) => sum + set.size, 0)),
    );
  }

  /** Emits when something happened to the order, or may have. Completes when this process leaves. */
  of(orderId: string): Observable<void> {
    return new Observable((follower) => {
      if (this.hasEnded) return follower.complete();
      const set = this.followers.get(orderId) ?? new Set();
      this.followers.set(orderId, set.add(follower));
      return () => {
        set.delete(follower);
        if (set.size === 0 && this.followers.get(orderId) === set) this.followers.delete(orderId);
      };
    });
  }

  onModuleInit(): void {
    // Fastify waits for open requests to end, and followers would never do so.
    this.http.httpAdapter.getInstance<FastifyInstance>().addHook('preClose', (done) => {
      this.end();
      done();
    });
  }

  notify(orderId: string): void {
    for (const follower of this.followers.get(orderId) ?? []) follower.next();
  }

  notifyAll(): void {
    for (const orderId of this.followers.keys()) this.notify(orderId);
  }

  private end(): void {
    this.hasEnded = true;
    for (const set of [...this.followers.values()]) for (const follower of [...set]) follower.complete();
  }
}
