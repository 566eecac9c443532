import { Injectable } from '@nestjs/common';
import { Metrics } from '@tradepost/observability';
import type { Order, OrderDecision, OrderEvent } from '../domain/order.ts';
import { isRefundable } from '../domain/payment.ts';
import { ORDER_SERIES } from '../order.series.ts';

/** Counts what happened to orders, once per change that was saved. */
@Injectable()
export class OrderEventMetrics {
  private readonly completion;
  private readonly revenue;
  private readonly refunded;
  private readonly refunds;

  constructor(metrics: Metrics) {
    this.completion = metrics.histogram(ORDER_SERIES.completion);
    this.revenue = metrics.counter(ORDER_SERIES.revenue);
    this.refunded = metrics.counter(ORDER_SERIES.refundedMinor);
    this.refunds = metrics.counter(ORDER_SERIES.refunds);
  }

  saved(before: Order, { state, events }: OrderDecision): void {
    for (const event of events) this.count(event, before, state);
  }

  private count(event: OrderEvent, before: Order, { updatedAt }: Order): void {
    // An order is confirmed, captured or put to review by changes that follow each other.
    // Another instance with a clock that is ahead may have made the first.
    const sinceMs = Math.max(0, updatedAt.getTime() - before.updatedAt.getTime());
    switch (event.type) {
      case 'payment.captured':
        // The time of an order that waited for staff was counted when it was put to review.
        if (before.state === 'confirmed') this.completion.observe({ outcome: 'captured' }, sinceMs / 1_000);
        this.revenue.inc({ currency: event.amount.currency }, event.amount.amountMinor);
        return;
      case 'order.review':
        if (before.state === 'confirmed') this.completion.observe({ outcome: 'review' }, sinceMs / 1_000);
        return;
      case 'payment.refunded':
        // A capture whose outcome was unknown is recorded by its refund. Without it refunds would exceed the revenue.
        if (!isRefundable(before.payment))
          this.revenue.inc({ currency: event.amount.currency }, event.amount.amountMinor);
        this.refunds.inc({ outcome: 'refunded' });
        this.refunded.inc({ currency: event.amount.currency }, event.amount.amountMinor);
        return;
      case 'refund.failed':
        return this.refunds.inc({ outcome: 'failed' });
      case 'refund.rejected':
        return this.refunds.inc({ outcome: 'rejected' });
      default:
    }
  }
}
