import type { Metrics } from '@tradepost/observability';
import type { LedgerEntry } from '../domain/reconciliation.ts';
import {
  PaymentProvider,
  type Authorization,
  type AuthorizationOutcome,
  type Movement,
  type PaymentOutcome,
  type Webhook,
  type WebhookEvent,
} from '../flows/ports/payment-provider.ts';
import { ORDER_SERIES, type PaymentOperation } from '../order.series.ts';

/** A provider whose operations are counted and timed, whichever provider it is. */
export class MeasuredPaymentProvider extends PaymentProvider {
  override readonly name: string;
  override readonly list?: (since: Date) => AsyncIterable<readonly LedgerEntry[]>;
  private readonly operations;
  private readonly durations;

  constructor(
    private readonly provider: PaymentProvider,
    metrics: Metrics,
  ) {
    super();
    this.name = provider.name;
    if (provider.list) this.list = provider.list.bind(provider);
    this.operations = metrics.counter(ORDER_SERIES.paymentOperations);
    this.durations = metrics.histogram(ORDER_SERIES.paymentDuration);
  }

  override authorize(authorization: Authorization): Promise<AuthorizationOutcome> {
    return this.measured('authorize', this.provider.authorize(authorization));
  }

  override capture(movement: Movement): Promise<PaymentOutcome> {
    return this.measured('capture', this.provider.capture(movement));
  }

  override void(authorizationKey: string): Promise<PaymentOutcome> {
    return this.measured('void', this.provider.void(authorizationKey));
  }

  override refund(movement: Movement): Promise<PaymentOutcome> {
    return this.measured('refund', this.provider.refund(movement));
  }

  override status(authorizationKey: string): Promise<AuthorizationOutcome | undefined> {
    return this.measured('status', this.provider.status(authorizationKey));
  }

  override parseWebhook(webhook: Webhook, now: Date): WebhookEvent {
    return this.provider.parseWebhook(webhook, now);
  }

  private async measured<O extends AuthorizationOutcome | undefined>(
    operation: PaymentOperation,
    work: Promise<O>,
  ): Promise<O> {
    const started = performance.now();
    let outcome: 'ok' | 'declined' | 'unknown' | 'error' = 'error';
    try {
      const answer = await work;
      outcome = answer?.kind === 'declined' || answer?.kind === 'unknown' ? answer.kind : 'ok';
      return answer;
    } finally {
      const labels = { provider: this.name, operation, outcome };
      this.operations.inc(labels);
      this.durations.observe(labels, (performance.now() - started) / 1_000);
    }
  }
}
