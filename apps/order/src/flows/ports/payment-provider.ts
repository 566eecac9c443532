import type { Money } from '@tradepost/decision';
import type { LedgerEntry } from '../../domain/reconciliation.ts';

/** A provider's answer. `unknown`: it may have happened or not; ask again with the same key, never guess. */
export type PaymentOutcome =
  | { readonly kind: 'approved'; readonly reference: string | null }
  | { readonly kind: 'declined'; readonly code: string; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };

/** `requires_action`: the payer must first confirm at `challengeUrl`; then ask for the status. */
export type AuthorizationOutcome =
  | PaymentOutcome
  | { readonly kind: 'requires_action'; readonly reference: string; readonly challengeUrl: string };

/** A webhook request as it was received. */
export interface Webhook {
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** The very bytes that were signed. */
  readonly body: Uint8Array;
}

/** What a webhook says: which authorisation is worth asking about. */
export interface WebhookEvent {
  /** The same for every delivery of one event. */
  readonly eventId: string;
  /** The provider's name for the kind of event. */
  readonly type: string;
  /** Our key of the authorisation it is about. */
  readonly authorizationKey: string;
}

export interface Authorization {
  readonly key: string;
  readonly amount: Money;
  /** The means of payment, made in the browser by the provider. */
  readonly token: string;
  /** Shown in the provider's ledger. */
  readonly orderNumber: string;
}

export interface Movement {
  readonly key: string;
  readonly reference: string;
  readonly amount: Money;
}

/**
 * A payment service provider. Every change is keyed by us: repeating it with the same key changes nothing and gives the
 * same outcome. No method throws for network faults: their outcome is `unknown`.
 */
export abstract class PaymentProvider {
  abstract readonly name: string;
  /** @throws DomainError `payment.token_unknown` when the request itself is wrong */
  abstract authorize(authorization: Authorization): Promise<AuthorizationOutcome>;
  abstract capture(movement: Movement): Promise<PaymentOutcome>;
  /**
   * Voids an authorisation by the key it was made with, or prevents it when its request arrives late.
   * Declined with `already_captured` when the money was captured.
   */
  abstract void(authorizationKey: string): Promise<PaymentOutcome>;
  abstract refund(movement: Movement): Promise<PaymentOutcome>;
  /** The state of the authorisation with this key; undefined: the provider has none. */
  abstract status(authorizationKey: string): Promise<AuthorizationOutcome | undefined>;
  /**
   * Checks the signature and its age, then reads the event.
   * @throws DomainError `webhook.signature_missing`, `webhook.signature_invalid`, `webhook.stale`, `webhook.malformed`
   */
  abstract parseWebhook(webhook: Webhook, now: Date): WebhookEvent;
  /** Its ledger since then, in pages, for reconciliation; absent: it can't be read. @throws when it can't be reached */
  list?(since: Date): AsyncIterable<readonly LedgerEntry[]>;
}
