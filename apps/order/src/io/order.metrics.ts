import { Injectable } from '@nestjs/common';
import type { PlaceOrderResponse } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { currentContext, exemplarOf, Metrics } from '@tradepost/observability';
import { Admission } from '../flows/admission.ts';
import { ORDER_SERIES, type PurchaseOutcome } from '../order.series.ts';

/** Metrics of the business; calls and their durations are counted by the gRPC host. */
@Injectable()
export class OrderMetrics {
  private readonly purchases;
  private readonly durations;
  private readonly cancellations;

  constructor(metrics: Metrics, admission: Admission) {
    this.purchases = metrics.counter(ORDER_SERIES.purchases);
    this.durations = metrics.histogram(ORDER_SERIES.purchaseDuration);
    this.cancellations = metrics.counter(ORDER_SERIES.cancellations);
    metrics.gauge(ORDER_SERIES.purchasesOpen, (gauge) => {
      const { inFlight, queued } = admission.load();
      gauge.set({ where: 'in_flight' }, inFlight);
      gauge.set({ where: 'queued' }, queued);
    });
  }

  /** Counts the outcome of a purchase and returns the result unchanged. */
  async purchase(work: Promise<PlaceOrderResponse>): Promise<PlaceOrderResponse> {
    const started = performance.now();
    let outcome: PurchaseOutcome = 'error';
    try {
      const answer = await work;
      outcome = answer.replayed ? 'replayed' : outcomeOf(answer);
      return answer;
    } catch (error) {
      outcome = reasonOf(error);
      throw error;
    } finally {
      this.purchases.inc({ outcome });
      const seconds = (performance.now() - started) / 1_000;
      this.durations.observe({ outcome }, seconds, exemplarOf(currentContext()));
    }
  }

  /** Counts the outcome of a cancellation and returns the result unchanged. */
  async cancellation<T>(work: Promise<T>): Promise<T> {
    try {
      const answer = await work;
      this.cancellations.inc({ outcome: 'cancelled' });
      return answer;
    } catch (error) {
      const isRefused = error instanceof DomainError;
      const outcome = isRefused ? 'refused' : error instanceof RetryableError ? 'unavailable' : 'error';
      this.cancellations.inc({ outcome });
      throw error;
    }
  }
}

function outcomeOf({ outcome }: PlaceOrderResponse): PurchaseOutcome {
  if (outcome?.$case === 'placed') return 'confirmed';
  if (outcome?.$case === 'unsettled') return 'unsettled';
  return outcome ? ofCode(outcome.refused.code) : 'error';
}

function reasonOf(error: unknown): PurchaseOutcome {
  if (error instanceof RetryableError) return error.reason === 'aborted' ? 'error' : error.reason;
  if (!(error instanceof DomainError)) return 'error';
  return error.kind === 'invalid' || error.kind === 'mismatch' ? 'invalid' : ofCode(error.code);
}

// There are as many codes as faults of carts and addresses; operators need to know whose fault it is.
const OF_CODE: Readonly<Record<string, PurchaseOutcome>> = {
  'idempotency.in_flight': 'in_flight',
  'order.expired': 'expired',
  'order.timeout': 'expired',
};
const OF_AREA: Readonly<Record<string, PurchaseOutcome>> = {
  payment: 'declined',
  stock: 'out_of_stock',
  price: 'price_drift',
};

const ofCode = (code: string): PurchaseOutcome =>
  OF_CODE[code] ?? OF_AREA[code.slice(0, code.indexOf('.'))] ?? 'rejected';
