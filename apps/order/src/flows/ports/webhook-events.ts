import type { WebhookEvent } from './payment-provider.ts';

/** Webhook events that were handled. */
export abstract class WebhookEvents {
  abstract isKnown(provider: string, eventId: string): Promise<boolean>;
  /** @returns false when it was recorded before */
  abstract record(provider: string, event: WebhookEvent, orderId: string | undefined): Promise<boolean>;
}
