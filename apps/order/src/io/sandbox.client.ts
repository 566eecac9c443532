import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError, type Money } from '@tradepost/decision';
import { CONFIG } from '@tradepost/nest';
import {
  currentContext,
  HttpClientMetrics,
  Metrics,
  inSpan,
  type Span,
  toTraceparent,
} from '@tradepost/observability';
import { Pool } from 'undici';
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
import type { OrderConfig } from '../order.config.ts';
import { readLedger } from './sandbox-ledger.client.ts';
import { parseSandboxWebhook } from './sandbox-webhook.mapper.ts';

/** An authorisation as the sandbox shows it. */
interface Booked {
  readonly id: string;
  readonly state: 'requires_action' | 'authorized' | 'declined' | 'voided' | 'expired';
  readonly declineCode: string | null;
  readonly captured: number;
  /** Only while the payer must act. */
  readonly challengeUrl?: string;
}

interface Problem {
  readonly code: string;
  readonly detail: string;
}

type Answer =
  | { readonly kind: 'booked'; readonly booked: Booked }
  | { readonly kind: 'refused'; readonly status: number; readonly problem: Problem }
  | { readonly kind: 'unknown'; readonly detail: string };

const TIMEOUT_MS = 4_000;

/** The payment sandbox over HTTP. Every answer that is neither a clear yes nor a clear no is `unknown`. */
@Injectable()
export class SandboxClient extends PaymentProvider implements OnApplicationShutdown {
  override readonly name = 'sandbox';
  private readonly calls: HttpClientMetrics;
  private readonly pool: Pool;
  private readonly webhookSecret: string;

  constructor(
    @Inject(CONFIG) { PAYMENT_SANDBOX_URL, PAYMENT_SANDBOX_WEBHOOK_SECRET }: OrderConfig,
    metrics: Metrics,
  ) {
    super();
    this.calls = new HttpClientMetrics(metrics, 'payment-sandbox');
    this.webhookSecret = PAYMENT_SANDBOX_WEBHOOK_SECRET;
    this.pool = new Pool(PAYMENT_SANDBOX_URL, {
      connections: 32,
      keepAliveTimeout: 30_000,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      connect: { timeout: 2_000 },
    });
  }

  override async authorize(authorization: Authorization): Promise<AuthorizationOutcome> {
    const { key, amount, token, orderNumber } = authorization;
    const body = { ...minor(amount), key, token, reference: orderNumber };
    return authorized(await this.send('POST', '/authorizations', body));
  }

  override async status(key: string): Promise<AuthorizationOutcome | undefined> {
    const answer = await this.send('GET', `/authorizations?key=${encodeURIComponent(key)}`);
    return answer.kind === 'refused' && answer.status === 404 ? undefined : authorized(answer);
  }

  override async capture({ key, reference, amount }: Movement): Promise<PaymentOutcome> {
    return moved(
      await this.send('POST', `/authorizations/${reference}/capture`, { key, amount: amount.amountMinor }),
    );
  }

  override async refund({ key, reference, amount }: Movement): Promise<PaymentOutcome> {
    return moved(
      await this.send('POST', `/authorizations/${reference}/refunds`, { key, amount: amount.amountMinor }),
    );
  }

  override async void(key: string): Promise<PaymentOutcome> {
    const answer = await this.send('POST', '/voids', { key });
    if (answer.kind === 'booked' && answer.booked.captured > 0)
      return { kind: 'declined', code: 'already_captured', detail: 'The money was captured already.' };
    return moved(answer);
  }

  override parseWebhook(webhook: Webhook, now: Date): WebhookEvent {
    return parseSandboxWebhook(webhook, this.webhookSecret, now);
  }

  override list(since: Date): AsyncIterable<readonly LedgerEntry[]> {
    return readLedger(this.pool, since, this.name);
  }

  onApplicationShutdown(): Promise<void> {
    return this.pool.close();
  }

  private send(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    // Neither keys nor references of payments.
    const template = path.replace(/\?.*/, '').replace(/\/[^/]*-[^/]*/g, '/{id}');
    const attributes = { 'http.request.method': method, 'url.template': template };
    return inSpan(`${method} ${template}`, { kind: 'client', attributes }, (span) =>
      this.ask(method, path, body, span),
    );
  }

  private async ask(method: string, path: string, body?: object, span?: Span): Promise<Answer> {
    const context = currentContext();
    try {
      const response = await this.calls.measured(
        method,
        (answer) => answer.statusCode,
        () =>
          this.pool.request({
            method,
            path,
            // The saga step's signal: one more timer per call would cost more than the call.
            ...(context?.signal && { signal: context.signal }),
            headers: {
              ...(body && { 'content-type': 'application/json' }),
              ...(context && { traceparent: toTraceparent(context) }),
            },
            ...(body && { body: JSON.stringify(body) }),
          }),
      );
      const status = response.statusCode;
      span?.set({ 'http.response.status_code': status });
      const content: unknown = await response.body.json();
      if (status < 300) return { kind: 'booked', booked: content as Booked };
      if (status < 500 && status !== 429) return { kind: 'refused', status, problem: content as Problem };
      return { kind: 'unknown', detail: `the sandbox answered ${status}` };
    } catch (error) {
      span?.end(error);
      return {
        kind: 'unknown',
        detail: `the sandbox did not answer: ${error instanceof Error ? error.message : ''}`,
      };
    }
  }
}

const minor = ({ amountMinor, currency }: Money) => ({ amount: amountMinor, currency });

function authorized(answer: Answer): AuthorizationOutcome {
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'refused') {
    const { code, detail } = answer.problem;
    if (code === 'token.unknown')
      throw new DomainError(
        'invalid',
        'payment.token_unknown',
        'The payment token is not known to the provider.',
      );
    // A bug of ours: the status would answer for another request than this one.
    throw new Error(`the sandbox refused the request: ${code} ${detail}`);
  }
  const { state, id, declineCode, challengeUrl = '' } = answer.booked;
  if (state === 'authorized') return { kind: 'approved', reference: id };
  if (state === 'requires_action') return { kind: 'requires_action', reference: id, challengeUrl };
  const code = state === 'declined' ? (declineCode ?? 'declined') : state;
  return { kind: 'declined', code, detail: REASONS[code] ?? 'The payment was declined.' };
}

const REASONS: Record<string, string> = {
  insufficient_funds: 'The account has insufficient funds.',
  voided: 'The authorisation was voided.',
  expired: 'The authorisation has expired.',
  challenge_failed: 'The payer did not confirm the payment.',
};

function moved(answer: Answer): PaymentOutcome {
  if (answer.kind === 'booked') return { kind: 'approved', reference: answer.booked.id };
  if (answer.kind === 'unknown') return answer;
  return { kind: 'declined', code: answer.problem.code, detail: answer.problem.detail };
}
