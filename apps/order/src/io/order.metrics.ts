import { Injectable } from '@nestjs/common';
import type { PlaceOrderResponse } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import { Metrics } from '@tradepost/observability';

/** What the business wants to know of orders; calls and their times are counted by the gRPC host. */
@Injectable()
export class OrderMetrics {
  private readonly purchases;
  private readonly cancellations;

  constructor(metrics: Metrics) {
    this.purchases = metrics.counter(
      'order_purchases_total',
      'Purchases by outcome: placed, unsettled, replayed, the code of the refusal, or why it has to wait',
      ['outcome'],
    );
    this.cancellations = metrics.counter('order_cancellations_total', 'Cancellations by outcome', [
      'outcome',
    ]);
  }

  /** Counts how a purchase ended, and gives it on. */
  async purchase(work: Promise<PlaceOrderResponse>): Promise<PlaceOrderResponse> {
    try {
      const answer = await work;
      this.purchases.inc({ outcome: answer.replayed ? 'replayed' : outcomeOf(answer) });
      return answer;
    } catch (error) {
      this.purchases.inc({ outcome: reasonOf(error) });
      throw error;
    }
  }

  /** Counts how a cancellation ended, and gives it on. */
  async cancellation<T>(work: Promise<T>): Promise<T> {
    try {
      const answer = await work;
      this.cancellations.inc({ outcome: 'cancelled' });
      return answer;
    } catch (error) {
      this.cancellations.inc({ outcome: reasonOf(error) });
      throw error;
    }
  }
}

function outcomeOf({ outcome }: PlaceOrderResponse): string {
  return outcome?.$case === 'refused' ? outcome.refused.code : (outcome?.$case ?? 'failed');
}

function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  return error instanceof NotYet ? error.reason : 'failed';
}
