import { Injectable } from '@nestjs/common';
import type { PlaceOrderResponse } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { Metrics } from '@tradepost/observability';
import { Admission } from '../flows/admission.ts';

/** Metrics of the business; calls and their durations are counted by the gRPC host. */
@Injectable()
export class OrderMetrics {
  private readonly purchases;
  private readonly cancellations;

  constructor(metrics: Metrics, admission: Admission) {
    this.purchases = metrics.counter(
      'order_purchases_total',
      'Purchases by outcome: placed, unsettled, replayed, the code of the refusal, or why it has to wait',
      ['outcome'],
    );
    this.cancellations = metrics.counter('order_cancellations_total', 'Cancellations by outcome', [
      'outcome',
    ]);
    metrics.gauge('order_purchases_open', 'Purchases inside and waiting', ['where'], (gauge) => {
      const { inFlight, queued } = admission.load();
      gauge.set({ where: 'in_flight' }, inFlight);
      gauge.set({ where: 'queued' }, queued);
    });
  }

  /** Counts the outcome of a purchase and returns the result unchanged. */
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

  /** Counts the outcome of a cancellation and returns the result unchanged. */
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
  return error instanceof RetryableError ? error.reason : 'failed';
}
