import { DomainError, type Money } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import type { Booking } from '../domain/reconciliation.ts';

/** What a provider said. `unknown`: it may have happened or not; ask with the same key, never guess. */
export type PaymentOutcome =
  | { readonly kind: 'approved'; readonly reference: string | null }
  | { readonly kind: 'declined'; readonly code: string; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };

/** `requires_action`: the payer must do something at `challengeUrl` first; then ask again. */
export type AuthorizationOutcome =
  | PaymentOutcome
  | { readonly kind: 'requires_action'; readonly reference: string; readonly challengeUrl: string };

/** A request of a provider, as it came. */
export type Webhook = {
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** The very bytes that were signed. */
  readonly body: Uint8Array;
};

/** What a provider wants us to know: which authorisation is worth asking about. */
export type PaymentNews = {
  /** The same for every delivery of one event. */
  readonly eventId: string;
  /** The provider's word for it. */
  readonly type: string;
  /** Our key of the authorisation it is about. */
  readonly authorizationKey: string;
};

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
  abstract authorize(authorization: Authorization): Promise<AuthorizationOutcome>;
  abstract capture(movement: Movement): Promise<PaymentOutcome>;
  /**
   * Gives an authorisation back by the key it was made with, or keeps one from being made when its request
   * arrives late. Declined with `already_captured` when the money was taken.
   */
  abstract void(authorizationKey: string): Promise<PaymentOutcome>;
  abstract refund(movement: Movement): Promise<PaymentOutcome>;
  /** How the authorisation of this key stands; undefined: the provider has never heard of it. */
  abstract status(authorizationKey: string): Promise<AuthorizationOutcome | undefined>;
  /**
   * Checks who sent it and when, then what it says.
   * @throws DomainError `webhook.signature_missing`, `webhook.signature_invalid`, `webhook.stale`, `webhook.malformed`
   */
  abstract parseWebhook(webhook: Webhook, now: Date): PaymentNews;
  /** Its books since then, in pages, for comparison with ours; absent: they can't be read. @throws when it is away */
  list?(since: Date): AsyncIterable<readonly Booking[]>;
}

/** Pays what costs nothing. */
class NothingToPay extends PaymentProvider {
  override readonly name = 'none';
  override authorize = approved;
  override capture = approved;
  override void = approved;
  override refund = approved;
  override status = approved;
  override parseWebhook = (): never => {
    throw new Error('nobody tells news of nothing');
  };
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
    throw new DomainError('missing', 'webhook.provider_unknown', 'There is no such payment provider.');
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

/** Which order an authorisation with this key is for; undefined: none of ours. */
export const orderOfKey = (key: string): string | undefined => /^(.{36})\/authorize$/.exec(key)?.[1];

/** Turns "unknown" into "try again". */
export function assertKnown<Outcome extends AuthorizationOutcome>(
  outcome: Outcome,
): asserts outcome is Exclude<Outcome, { kind: 'unknown' }> {
  if (outcome.kind === 'unknown') throw new NotYet('unavailable', outcome.detail);
}
