import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { Metrics } from '@tradepost/observability';
import { CART_SERIES } from '../cart.series.ts';

/** Business metrics; the gRPC transport counts calls and their duration. */
@Injectable()
export class CartMetrics {
  private readonly created;
  private readonly linesAdded;
  private readonly checkouts;

  constructor(metrics: Metrics) {
    this.created = metrics.counter(CART_SERIES.created);
    this.linesAdded = metrics.counter(CART_SERIES.linesAdded);
    this.checkouts = metrics.counter(CART_SERIES.checkouts);
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
      this.checkouts.inc({ outcome: outcomeOf(error) });
      throw error;
    }
  }
}

function outcomeOf(error: unknown): 'price_drift' | 'refused' | 'unavailable' | 'error' {
  if (error instanceof DomainError) return error.code === 'price.drift' ? 'price_drift' : 'refused';
  return error instanceof RetryableError ? 'unavailable' : 'error';
}
