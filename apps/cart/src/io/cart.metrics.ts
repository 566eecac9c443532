import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { Metrics } from '@tradepost/observability';

/** Business metrics; the gRPC transport counts calls and their duration. */
@Injectable()
export class CartMetrics {
  private readonly created;
  private readonly linesAdded;
  private readonly checkouts;

  constructor(metrics: Metrics) {
    this.created = metrics.counter('carts_created_total', 'Carts created or reopened, by owner', ['owner']);
    this.linesAdded = metrics.counter('cart_lines_added_total', 'Times a variant was added to a cart');
    this.checkouts = metrics.counter(
      'cart_checkouts_total',
      'Carts frozen or lines quoted for an order, by outcome: accepted or the error code',
      ['outcome'],
    );
  }

  cartCreated(owner: 'guest' | 'user'): void {
    this.created.inc({ owner });
  }

  lineAdded(): void {
    this.linesAdded.inc();
  }

  /** Counts the outcome and returns the result unchanged. */
  async checkout<T>(work: Promise<T>): Promise<T> {
    try {
      const checkout = await work;
      this.checkouts.inc({ outcome: 'accepted' });
      return checkout;
    } catch (error) {
      this.checkouts.inc({ outcome: error instanceof DomainError ? error.code : 'failed' });
      throw error;
    }
  }
}
