import type { Money } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';

/** What a provider said. `unknown`: it may have happened or not; ask with the same key, never guess. */
export type PaymentOutcome =
  | { readonly kind: 'approved'; readonly reference: string | null }
  | { readonly kind: 'declined'; readonly code: string; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };

export type Authorization = {
  readonly key: string;
  readonly amount: Money;
  readonly token: string;
  /** Our own name for it, shown in the provider's books. */
  readonly orderNumber: string;
};

export type Movement = { readonly key: string; readonly reference: string; readonly amount: Money };

/**
 * Somebody who holds the buyer's money. Every change is keyed by us: asking again with the same key
 * changes nothing and gives the same outcome. No method throws for what the network does: that is `unknown`.
 */
export abstract class PaymentProvider {
  abstract readonly name: string;
  /** @throws DomainError `payment.token_unknown` when the request itself is wrong. */
  abstract authorize(authorization: Authorization): Promise<PaymentOutcome>;
  abstract capture(movement: Movement): Promise<PaymentOutcome>;
  /**
   * Gives an authorisation back by the key it was made with, or keeps one from being made when its request
   * arrives late. Declined with `already_captured` when the money was taken.
   */
  abstract void(authorizationKey: string): Promise<PaymentOutcome>;
  abstract refund(movement: Movement): Promise<PaymentOutcome>;
  /** How the authorisation of this key stands; undefined: the provider has never heard of it. */
  abstract status(authorizationKey: string): Promise<PaymentOutcome | undefined>;
}

/** Pays what costs nothing. */
class NothingToPay extends PaymentProvider {
  override readonly name = 'none';
  override authorize = approved;
  override capture = approved;
  override void = approved;
  override refund = approved;
  override status = approved;
}

function approved(): Promise<PaymentOutcome> {
  return Promise.resolve({ kind: 'approved', reference: null });
}

/** The providers of this shop by name. */
export class PaymentProviders {
  private readonly byName: ReadonlyMap<string, PaymentProvider>;
  private readonly nothingToPay = new NothingToPay();

  constructor(providers: readonly PaymentProvider[]) {
    this.byName = new Map(providers.map((provider) => [provider.name, provider]));
  }

  names(): readonly string[] {
    return [...this.byName.keys()];
  }

  /** Who handles this amount; nobody is asked for nothing. */
  of(name: string, amount: Money): PaymentProvider {
    if (amount.amountMinor === 0) return this.nothingToPay;
    const provider = this.byName.get(name);
    if (!provider) throw new Error(`the payment provider ${name} is not configured any more`);
    return provider;
  }
}

/** The keys of an order's payment, the same for every attempt and every process. */
export const paymentKeys = (orderId: string) => ({
  authorize: `${orderId}/authorize`,
  capture: `${orderId}/capture`,
  refund: `${orderId}/refund`,
});

/** Turns "unknown" into "try again". */
export function assertKnown(
  outcome: PaymentOutcome,
): asserts outcome is Exclude<PaymentOutcome, { kind: 'unknown' }> {
  if (outcome.kind === 'unknown') throw new NotYet('unavailable', outcome.detail);
}
