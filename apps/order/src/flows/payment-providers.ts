import { DomainError, type Money } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import type { RefundablePayment } from '../domain/payment.ts';
import { PaymentProvider, type AuthorizationOutcome, type PaymentOutcome } from './ports/payment-provider.ts';

/** Handles zero-amount orders, so that no saga has a branch for them; no provider is called. */
class NothingToPay extends PaymentProvider {
  override readonly name = 'none';
  override authorize = approved;
  override capture = approved;
  override void = approved;
  override refund = approved;
  override status = approved;
  override parseWebhook = (): never => {
    throw new Error('there are no webhooks about orders that cost nothing');
  };
}

function approved(): Promise<PaymentOutcome> {
  return Promise.resolve({ kind: 'approved', reference: null });
}

/** The payment providers that this shop is configured with, by name. */
export class PaymentProviders {
  private readonly byName: ReadonlyMap<string, PaymentProvider>;
  private readonly nothingToPay = new NothingToPay();

  constructor(providers: readonly PaymentProvider[]) {
    this.byName = new Map(providers.map((provider) => [provider.name, provider]));
  }

  all(): readonly PaymentProvider[] {
    return [...this.byName.values()];
  }

  names(): readonly string[] {
    return [...this.byName.keys()];
  }

  /** @throws DomainError `webhook.provider_unknown` */
  named(name: string): PaymentProvider {
    const provider = this.byName.get(name);
    if (provider) return provider;
    throw new DomainError(
      'missing',
      'webhook.provider_unknown',
      'This shop has no payment provider of that name.',
    );
  }

  /** The provider that handles this amount; undefined: it is not known. */
  of(name: string, amount: Money | undefined): PaymentProvider {
    if (amount?.amountMinor === 0) return this.nothingToPay;
    const provider = this.byName.get(name);
    if (!provider) throw new Error(`the payment provider ${name} is not configured; see PAYMENT_PROVIDERS`);
    return provider;
  }

  /** Gives money back. The type of `payment` says that there is some: what is refunded in full does not compile here. */
  refund(
    payment: RefundablePayment,
    { key, amount }: { key: string; amount: Money },
  ): Promise<PaymentOutcome> {
    const { provider, reference } = payment;
    return this.of(provider, amount).refund({ key, amount, reference: reference ?? '' });
  }
}

/** The keys of an order's payment, the same for every attempt and every process. */
export const paymentKeys = (orderId: string) => ({
  authorize: `${orderId}/authorize`,
  capture: `${orderId}/capture`,
  refund: `${orderId}/refund`,
});

/** The order that an authorisation with this key is for; undefined: none of this shop. */
export const orderOfKey = (key: string): string | undefined => /^(.{36})\/authorize$/.exec(key)?.[1];

/** Turns `unknown` into a retryable error. */
export function assertKnown<Outcome extends AuthorizationOutcome>(
  outcome: Outcome,
): asserts outcome is Exclude<Outcome, { kind: 'unknown' }> {
  if (outcome.kind === 'unknown') throw new RetryableError('unavailable', outcome.detail);
}
